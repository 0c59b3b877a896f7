// Stands in for the account's wasm in tests of the shell: answers, ticks, asks engines, and crashes when told to.
const wasm_bindgen = (() => {
  let host;
  let now = 0;
  let playing = false;
  let speed = 5;
  let frame = 0;
  let last = 0;
  let sequence = 0;
  let poisoned = false;
  const jobs = new Map();
  const say = (message, bytes) => host.post(JSON.stringify(message), bytes);
  const snapshot = () => ({ ms: now / 1000, date: new Date(now / 1000).toISOString(), frontierMs: now / 1000, branch: 0, seed: 7, runHash: '00' });
  const ok = (id, value) => say({ Answer: { id, result: { Ok: value } } });
  const no = (id, name, message) => say({ Answer: { id, result: { Err: { name, message } } } });
  const views = () => say({ Views: { frame: (frame += 1), clock: { now_us: now, start_epoch_ms: 0, frontier_us: now, playing, speed }, works: null, panels: [] } });
  const log = (entry) => {
    say({ Logged: { sequence, entry: JSON.stringify(entry) } });
    sequence += 1;
  };
  let advancing = null;
  /** Connections that are open, and the ids of those that were left. */
  const open = new Set();
  const left = [];
  const task = (id, state, reason = null) => say({ Task: { what: 'advance', id: String(id), state, at_us: now, progress: null, reason } });

  function call({ id, call: name, params, principal }) {
    if (name === 'Test.Trap') {
      log({ trap: params.how });
      if (params.how === 'always') poisoned = true;
      throw new WebAssembly.RuntimeError('unreachable');
    }
    if (name === 'Test.Engine') {
      const digest = params.digest ?? 'd';
      if (!host.engine_has('lake', digest)) host.engine_put('lake', digest, new TextEncoder().encode('bytes'));
      jobs.set(id, { id, json: JSON.stringify({ Lake: params }) });
      return host.engine_run('lake', id, jobs.get(id).json);
    }
    if (name === 'Test.Slow') {
      const until = performance.now() + 5;
      while (performance.now() < until);
    }
    if (name === 'Test.Open') {
      // So many events at once, one with each advance, and an end if it has one.
      ok(id, { EventStream: {}, ...params.beside });
      for (let n = 0; n < params.events; n += 1) say({ Event: { id, event: { Said: { n } } } });
      if (params.end === undefined) open.add(id);
      else say({ End: { id, error: params.end } });
      return undefined;
    }
    if (name === 'Test.Left') return ok(id, { open: [...open].length, left: left.length });
    if (name === 'Test.Fail') return no(id, 'ResourceNotFoundException', `Stream ${params.StreamName} not found.`);
    log({ call: name });
    return ok(id, { params, principal });
  }

  const handle = {
    Start: ({ config }) => {
      sequence = 0;
      // What a real one finds wrong in a scenario, with its place.
      if (config.scenario_text?.startsWith('broken')) return say({ Unstartable: { message: 'the scenario: line 1, column 1: expected value' } });
      now = config.at_us ?? 0;
      say({ Ready: { version: 1, title: 'stand-in', account: '111122223333', region: 'us-east-1', config } });
      views();
    },
    Call: call,
    Leave: ({ id }) => {
      open.delete(id);
      left.push(id);
    },
    Advance: ({ id, us }) => {
      advancing = { id, until: now + us, real: performance.now() + (us < 86_400e6 ? 300 : 1e9) };
      task(id, 'began');
    },
    Play: (play) => {
      playing = true;
      speed = play.speed ?? speed;
      views();
    },
    Step: ({ id }) => ok(id, snapshot()),
    Seek: ({ id, to_us }) => {
      now = to_us;
      ok(id, snapshot());
      views();
    },
    Snapshot: ({ id }) => ok(id, snapshot()),
    Set: ({ id, path, to }) => ok(id, { path, to }),
    Input: ({ id, name }, bytes) => ok(id, { name, records: bytes.byteLength }),
    Open: ({ id }, bytes) => {
      const lines = new TextDecoder().decode(bytes).trim().split('\n').map((line) => JSON.parse(line));
      now = lines[0].until_us;
      // What always crashes crashes its replay too.
      if (lines.some(({ trap }) => trap === 'always')) throw new WebAssembly.RuntimeError('unreachable');
      for (const line of lines.slice(1)) log(line);
      ok(id, null);
      say({ Opened: { lines } });
      views();
    },
    Data: () => {},
    DataFailed: () => {},
    Engine: (state) => say({ EngineSeen: state }),
  };

  return {
    // Its second half is not there yet, and has nothing in it.
    initSync: () => ({ acequia_rest: { value: 0 } }),
    start(config, given) {
      host = given;
    },
    message(json, payload) {
      const message = JSON.parse(json);
      if (message === 'Pause') {
        playing = false;
        if (advancing) {
          task(advancing.id, 'failed', 'paused');
          no(advancing.id, 'AbortError', 'paused');
        }
        advancing = null;
        return views();
      }
      const [[tag, body]] = Object.entries(message);
      handle[tag]?.(body, payload);
    },
    engine_message(engine, json) {
      const message = JSON.parse(json);
      if (message.kind === 'done') ok(message.id, message.answer.Lake);
      if (message.kind === 'failed') no(message.id, 'EngineFailed', message.reason);
      if (message.kind === 'lost') {
        for (const id of message.ids) {
          const job = jobs.get(id);
          if (!host.engine_has('lake', 'd')) host.engine_put('lake', 'd', new TextEncoder().encode('bytes'));
          host.engine_run('lake', id, job.json);
        }
      }
    },
    slice(wall) {
      if (poisoned) throw new WebAssembly.RuntimeError('unreachable');
      if (advancing !== null) {
        if (performance.now() < advancing.real) return 5;
        now = advancing.until;
        for (const id of open) say({ Event: { id, event: { Said: { ms: now / 1000 } } } });
        task(advancing.id, 'done');
        ok(advancing.id, snapshot());
        advancing = null;
        views();
      }
      if (!playing) return -1;
      now += Math.round((wall - (last || wall)) * 1000 * speed);
      last = wall;
      views();
      return 16;
    },
  };
})();
