/**
 * Works that run in this page: account worker, engines, and the drawn page. The host API goes from here to the worker directly, so that
 * it works whatever the drawn page is doing.
 */
import { reasonOf } from '../wire';
import type { EngineName, FromAccountShell, ToAccountShell } from '../wire';
import { appOf, restOfApp, tools } from './app';
import type { Page } from './app';
import { durationUs } from './duration';
import { Engine } from './engines';
import type { Files } from './files';
import { Journal } from './journal';
import { LevelsFeed } from './levels';
import { VERSION, configOf, hear } from './protocol';
import type { Asked, ClockSeen, EngineState, Told } from './protocol';
import { EventStreams } from './stream';
import { words } from './words';
import { UNREADABLE, aborted, errorOf } from './works';
import type { InputTold, Levels, Settings, Snapshot, Teller, Work, Works } from './works';

const TICKS_PAUSE_MS = 100;
const US_PER_MS = 1000;
/** Compiling an engine takes the machine's other cores: the first records move before it begins. Who needs one earlier gets it at once. */
const ENGINES_AFTER_PLAY_MS = 6000;
const CLOSED = 'the works were closed';
/** Name of the error that a crash of the account's worker rejects with. */
const CRASHED = 'WorkerCrashed';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** `Omit` that keeps a union a union. */
type WithoutId<T> = T extends Record<infer K, infer V> ? { [P in K]: Omit<V, 'id'> } : never;

export class LocalWorks implements Works {
  readonly ready: Promise<void>;
  readonly #files: Files;
  readonly #root: HTMLElement;
  readonly #teller: Teller;
  readonly #settings: Settings;
  readonly #journal = new Journal();
  readonly #levels = new LevelsFeed();
  readonly #engines: Record<EngineName, Engine>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #streams = new EventStreams((id) => this.#tell({ Leave: { id } }));
  readonly #data = new Set<string>();
  /** Work that has begun and not ended, by what and id. */
  readonly #tasks = new Map<string, Work>();
  #id = 0;
  #page: Page | null = null;
  #worker: Worker | null = null;
  /** Said while there is no worker. */
  #queue: [ToAccountShell, Transferable[]][] = [];
  /** The last `Start`, for a worker that has to begin again. */
  #start: string;
  /** What the worker said before the page was drawn. */
  #early: [json: string, payload: Uint8Array | undefined][] | null = [];
  #module: WebAssembly.Module | null = null;
  #stood: () => void = () => undefined;
  #failed: (error: Error) => void = () => undefined;
  #tickedAt = 0;
  #lastTick = '';
  #played = false;
  #enginesLater: ReturnType<typeof setTimeout> | undefined;
  #destroyed = false;

  /** `root` is the empty element in the shadow root that the page is drawn into. */
  constructor(files: Files, root: HTMLElement, settings: Settings, teller: Teller) {
    this.#files = files;
    this.#root = root;
    this.#settings = settings;
    this.#teller = teller;
    const host = {
      files,
      tell: (message: ToAccountShell, transfer?: Transferable[]) => this.#post(message, transfer),
      state: (state: EngineState) => this.#engineState(state),
    };
    this.#engines = { lake: new Engine('lake', host), search: new Engine('search', host) };
    this.ready = new Promise((resolve, reject) => {
      this.#stood = resolve;
      this.#failed = reject;
    });
    this.#start = JSON.stringify({ Start: { version: VERSION, config: configOf(settings) } });
    // Whoever waits hears of it; nobody need wait.
    this.ready.catch(() => undefined);
    this.#begin().catch((thrown: unknown) => this.#fail(thrown));
  }

  async call(name: string, params: unknown = {}, { as }: { as?: string } = {}): Promise<unknown> {
    texts({ 'the name of a call': name, as: as ?? '' });
    return this.#asked({ Call: { call: name, params, principal: as ?? null } });
  }

  async advance(duration: string): Promise<Snapshot> {
    return (await this.#asked({ Advance: { us: durationUs(duration) } })) as Snapshot;
  }

  play({ speed }: { speed?: number } = {}): void {
    if (speed !== undefined && !(Number.isFinite(speed) && speed > 0)) {
      throw new RangeError(`play wants virtual seconds for each second as its speed, not '${String(speed)}'`);
    }
    void this.#whenReady(() => this.#tell({ Play: { speed: speed ?? null } }));
  }

  pause(): void {
    void this.#whenReady(() => this.#tell('Pause'));
  }

  async step(): Promise<Snapshot> {
    return (await this.#asked({ Step: {} })) as Snapshot;
  }

  async seek(ms: number): Promise<Snapshot> {
    if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`seek wants milliseconds since the start, not '${ms}'`);
    return (await this.#asked({ Seek: { to_us: Math.min(Math.round(ms * US_PER_MS), Number.MAX_SAFE_INTEGER) } })) as Snapshot;
  }

  async snapshot(): Promise<Snapshot> {
    return (await this.#asked({ Snapshot: {} })) as Snapshot;
  }

  async set(path: string, value: unknown): Promise<unknown> {
    texts({ 'the path of a setting': path });
    return this.#asked({ Set: { path, to: value } });
  }

  async input(name: string, blob: Blob): Promise<InputTold> {
    texts({ 'the name of a file': name });
    if (!(blob instanceof Blob)) throw new TypeError(`input wants a Blob or a File for '${name}'`);
    const bytes = new Uint8Array(await blob.arrayBuffer().catch((thrown: unknown) => {
      throw errorOf({ name: 'NotReadableError', message: `'${name}' cannot be read: ${reasonOf(thrown)}` });
    }));
    return (await this.#asked({ Input: { name } }, bytes)) as InputTold;
  }

  configure(settings: Settings): void {
    Object.assign(this.#settings, settings);
    this.#page?.configure(JSON.stringify(settings));
  }

  watch(seen: (levels: Levels) => void): () => void {
    return this.#levels.watch(seen);
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#worker?.terminate();
    this.#worker = null;
    clearTimeout(this.#enginesLater);
    this.#levels.end();
    for (const engine of Object.values(this.#engines)) engine.end();
    try {
      this.#page?.destroy();
    } catch {
      // A page that broke earlier cannot take itself down; its elements go all the same.
    }
    this.#page = null;
    this.#root.replaceChildren();
    this.#queue = [];
    this.#early = null;
    this.#failed(aborted(CLOSED));
    this.#rejectAll('AbortError', CLOSED);
  }

  async #begin(): Promise<void> {
    this.#send(this.#start);
    const [app] = await Promise.all([appOf(this.#files), this.#work()]);
    if (this.#destroyed) return;
    this.#page = app.mount(this.#root, JSON.stringify(this.#settings), {
      ...tools(this.#files),
      send: (json, bytes) => this.#fromPage(json, bytes),
      changed: (json) => this.#teller.tell('changed', JSON.parse(json)),
    });
    const early = this.#early ?? [];
    this.#early = null;
    for (const [json, payload] of early) this.#show(json, payload);
    this.#rest();
  }

  /** Behind the page that stands comes what it did not need to open. Failing, it is asked for again when it is needed. */
  #rest(): void {
    restOfApp(this.#files).catch(() => undefined);
    this.#files.module('worker-rest.wasm').then((rest) => this.#post({ kind: 'rest', rest }), () => undefined);
  }

  /** A worker with an account in it. */
  async #work(): Promise<void> {
    const [module, rest, worker] = await Promise.all([
      this.#files.module('worker.wasm'),
      this.#files.rest('worker-rest.wasm'),
      this.#files.worker('worker.js'),
    ]);
    if (this.#destroyed) return worker.terminate();
    this.#module = module;
    worker.onmessage = ({ data }: MessageEvent<FromAccountShell>) => this.#fromWorker(worker, data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#crashed(worker, event.message || 'the worker cannot be started');
    };
    worker.postMessage({ kind: 'start', module, rest, config: '{}' } satisfies ToAccountShell);
    this.#worker = worker;
    for (const [message, transfer] of this.#queue.splice(0)) worker.postMessage(message, transfer);
  }

  #post(message: ToAccountShell, transfer: Transferable[] = []): void {
    if (this.#worker === null) this.#queue.push([message, transfer]);
    else this.#worker.postMessage(message, transfer);
  }

  #tell(message: Told | Asked, bytes?: Uint8Array<ArrayBuffer>): void {
    this.#send(JSON.stringify(message), bytes);
  }

  #send(json: string, payload?: Uint8Array<ArrayBuffer>): void {
    if (payload === undefined) this.#post({ kind: 'message', json });
    else this.#post({ kind: 'message', json, payload }, [payload.buffer]);
  }

  #ask(asked: WithoutId<Asked>, bytes?: Uint8Array<ArrayBuffer>): Promise<unknown> {
    if (this.#destroyed) return Promise.reject(aborted(CLOSED));
    this.#id += 2;
    const id = this.#id;
    const [[tag, body] = ['', {}]] = Object.entries(asked);
    return new Promise((resolve, reject) => {
      // What JSON cannot say throws, and nobody waits.
      const json = JSON.stringify({ [tag]: { id, ...(body as object) } });
      this.#waiting.set(id, { resolve, reject });
      this.#send(json, bytes);
    });
  }

  /** What the host page asks waits until the run has begun; the order stays. */
  #asked(asked: WithoutId<Asked>, bytes?: Uint8Array<ArrayBuffer>): Promise<unknown> {
    return this.ready.then(() => this.#ask(asked, bytes));
  }

  #whenReady(act: () => void): Promise<void> {
    return this.ready.then(act, () => undefined);
  }

  #fromPage(json: string, bytes?: ArrayBuffer): void {
    if (json.startsWith('{"Start"')) {
      this.#start = json;
      this.#journal.clear();
    } else if (json.startsWith('{"Play"')) {
      this.#hasPlayed();
    }
    this.#send(json, bytes === undefined ? undefined : new Uint8Array(bytes));
  }

  #fromWorker(worker: Worker, message: FromAccountShell): void {
    if (worker !== this.#worker) return;
    switch (message.kind) {
      case 'message':
        return this.#heard(message.json, message.payload);
      case 'need-engine':
        return this.#engines[message.engine].need();
      case 'restart-engine':
        return this.#engines[message.engine].restart('the job was given up');
      case 'crashed':
        return this.#crashed(worker, message.reason);
      case 'started':
        return undefined;
    }
  }

  #heard(json: string, payload?: Uint8Array): void {
    const heard = hear(json);
    switch (heard.kind) {
      case 'answer':
        return this.#answered(heard.id, heard.result);
      case 'event':
        return this.#streams.push(heard.id, heard.event);
      case 'end':
        return this.#streams.end(heard.id, heard.error === null ? null : errorOf(heard.error));
      case 'logged':
        this.#journal.logged(heard.sequence, heard.entry);
        this.#teller.tell('checkpoint', { entries: this.#journal.entries });
        return undefined;
      case 'want':
        return this.#wanted(heard.what);
      case 'views':
        this.#levels.heard(json);
        if (heard.clock !== null) this.#tick(heard.clock);
        break;
      case 'ready':
        this.#stood();
        this.#teller.tell('ready', heard.detail);
        break;
      case 'task':
        return this.#worked(heard.detail);
      case 'unstartable':
        return this.#fail(errorOf({ name: UNREADABLE, message: heard.message }));
      case 'broken':
        this.#teller.tell('error', { name: 'Broken', message: heard.message });
        break;
      case 'other':
        break;
    }
    this.#show(json, payload);
  }

  /** Hands a message to the drawn page. One that it breaks on must not break the host API. */
  #show(json: string, payload?: Uint8Array): void {
    if (this.#early !== null) {
      this.#early.push([json, payload]);
      return;
    }
    try {
      this.#page?.receive(json, payload?.buffer as ArrayBuffer | undefined);
    } catch (thrown) {
      this.#page = null;
      this.#fail(thrown);
    }
  }

  #answered(id: number, result: { Ok: unknown } | { Err: { name: string; message: string } }): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if ('Ok' in result) waiting?.resolve(this.#streams.answered(id, result.Ok));
    else waiting?.reject(errorOf(result.Err));
  }

  #worked(work: Work): void {
    const key = `${work.what} ${work.id}`;
    if (work.state === 'began' || work.state === 'progress') this.#tasks.set(key, work);
    else this.#tasks.delete(key);
    this.#teller.tell('task', work);
  }

  #tick({ nowUs, startEpochMs, playing, speed }: ClockSeen): void {
    this.#journal.shown(nowUs);
    if (playing) this.#hasPlayed();
    const mark = `${nowUs} ${playing} ${speed}`;
    const now = performance.now();
    const flip = !this.#lastTick.includes(` ${playing} `);
    if (mark === this.#lastTick || (!flip && now - this.#tickedAt < TICKS_PAUSE_MS && playing)) return;
    this.#lastTick = mark;
    this.#tickedAt = now;
    const ms = nowUs / US_PER_MS;
    this.#teller.tell('tick', { ms, date: new Date(startEpochMs + ms).toISOString(), playing, speed });
  }

  /** Some time after the first Play, the engines are fetched as soon as the page has nothing else to do. */
  #hasPlayed(): void {
    if (this.#played) return;
    this.#played = true;
    const fetchThem = () => {
      if (this.#destroyed) return;
      this.#engines.lake.need();
      this.#engines.search.need();
    };
    const whenIdle = () => ('requestIdleCallback' in window ? requestIdleCallback(fetchThem, { timeout: 5000 }) : fetchThem());
    this.#enginesLater = setTimeout(whenIdle, ENGINES_AFTER_PLAY_MS);
  }

  #wanted(what: string): void {
    if (what === 'lake' || what === 'search') return this.#engines[what].need();
    if (this.#data.has(what)) return;
    this.#data.add(what);
    this.#fetchData(what).finally(() => this.#data.delete(what));
  }

  async #fetchData(name: string): Promise<void> {
    try {
      if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`no data set is called '${name}'`);
      this.#tell({ Data: { name } }, await this.#files.bytes(`data/${name}.bin`));
    } catch (thrown) {
      this.#tell({ DataFailed: { name, reason: reasonOf(thrown) } });
    }
  }

  #engineState(state: EngineState): void {
    this.#tell({ Engine: state });
    try {
      this.#page?.engine(JSON.stringify(state));
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  /** The account's worker is gone: the next one is given what the journal has. */
  #crashed(worker: Worker, reason: string): void {
    if (worker !== this.#worker || this.#destroyed) return;
    worker.terminate();
    this.#worker = null;
    for (const engine of Object.values(this.#engines)) engine.forget();
    this.#rejectAll(CRASHED, reason);
    // The next worker knows nothing of it, and says anew what is under way.
    for (const work of [...this.#tasks.values()]) this.#worked({ ...work, state: 'failed', progress: null, reason });
    const recovery = this.#module === null ? null : this.#journal.crashed();
    if (recovery === null) return this.#fail(new Error(reason));
    const { setAside } = recovery;
    this.#teller.tell('error', { name: CRASHED, message: reason, setAside });
    // That it was rebuilt, the worker says itself (`Clock::paused_because`); what it lost only this side knows.
    if (setAside !== null) {
      const said = `${words(this.#settings.lang).setAside} ${setAside.slice(0, 300)} (${reason})`;
      this.#show(JSON.stringify({ Broken: { message: said } }));
    }
    this.#send(this.#start);
    const opened = this.#ask({ Open: {} }, recovery.log);
    opened.catch((error: Error) => {
      // A crash while it replays is reported as what it is.
      if (error.name !== CRASHED) this.#teller.tell('error', { name: error.name, message: error.message });
    });
    this.#work().catch((thrown: unknown) => this.#fail(thrown));
  }

  #rejectAll(name: string, message: string): void {
    const error = errorOf({ name, message });
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#streams.endAll(error);
  }

  /** Nothing more can be done. The run is kept, and offered. */
  #fail(thrown: unknown): void {
    if (this.#destroyed) return;
    const message = reasonOf(thrown);
    const name = thrown instanceof Error && thrown.name === UNREADABLE ? UNREADABLE : 'CannotGoOn';
    this.#failed(thrown instanceof Error ? thrown : new Error(message));
    this.#teller.tell('error', { name, message, fatal: true, run: this.#journal.entries === 0 ? null : this.#journal.saved() });
  }
}

/** The worker would not know to whom to complain. */
function texts(given: Record<string, unknown>): void {
  for (const [what, value] of Object.entries(given)) {
    if (typeof value !== 'string') throw new TypeError(`${what} is a text, not '${String(value)}'`);
  }
}
