// The loader, the shells, the editor and the charts in Chromium, under the shipped content security policy, around stand-ins for the
// wasm: what a crash does cannot be tried with the real ones. Needs Chromium (`CHROMIUM`, else /usr/bin/chromium).
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const www = fileURLToPath(new URL('..', import.meta.url));
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'";
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml' };
const EMPTY_MODULE = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

let site;
let servers;
let browser;

async function bundle(entry, options = {}) {
  const { outputFiles } = await build({ entryPoints: [join(www, 'src', `${entry}.ts`)], bundle: true, format: 'iife', target: 'es2022', minify: true, write: false, define: { ACEQUIA_VERSION: '"test"' }, ...options });
  return outputFiles[0].text;
}

async function write() {
  site = await mkdtemp(join(tmpdir(), 'acequia-shell-'));
  const stand = (name) => readFile(join(www, 'test/stand-in', name), 'utf8');
  const put = (name, text) => writeFile(join(site, name), text);
  await put('acequia.js', await bundle('loader'));
  await put('page.js', await bundle('page'));
  await put('sw.js', await bundle('sw'));
  await put('editor.js', await bundle('editor', { globalName: 'acequiaEditor' }));
  await put('chart.js', await bundle('chart', { globalName: 'acequiaChart' }));
  await put('worker.js', `${await stand('worker.js')}\n${await bundle('worker-shell')}`);
  for (const engine of ['lake', 'search']) {
    await put(`${engine}.js`, `${await stand('lake.js')}\n${await bundle('engine-shell')}`);
    await put(`${engine}.bin`, gzipSync(EMPTY_MODULE));
  }
  await put('app.js', await stand('app.js'));
  for (const module of ['app', 'app-rest', 'worker', 'worker-rest']) await put(`${module}.wasm`, EMPTY_MODULE);
  await put('engines.json', JSON.stringify({ lake: { state: 'ready', bytes: 40 }, search: { state: 'ready', bytes: 40 } }));
  const core = ['./', 'en/', 'acequia.js', 'page.js', 'app.js', 'app.wasm', 'app-rest.wasm', 'worker.js', 'worker.wasm', 'worker-rest.wasm', 'page.css', 'acequia.css', 'engines.json', 'favicon.svg'];
  await put('assets.json', JSON.stringify({ version: 'test', core, later: ['editor.js', 'chart.js', 'lake.js', 'lake.bin'] }));
  for (const name of ['page.css', 'acequia.css', 'favicon.svg']) await cp(join(www, name), join(site, name));
  const section = (id, text) =>
    `<section id="${id}" data-scene="${id}"><h2>${text} ${id}</h2><p>${'lorem ipsum '.repeat(300)}</p><figure class="scene" data-scene="${id}"><svg viewBox="0 0 9 3"></svg><figcaption>x</figcaption></figure></section>`;
  const read = (lang) => readFile(join(www, `../content/strings/page.${lang}.ftl`), 'utf8');
  const messages = (text) => Object.fromEntries([...text.matchAll(/^([a-z-]+) = (.+)$/gm)].map(([, key, words]) => [key.replaceAll('-', '_'), words]));
  const said = { es: messages(await read('es')), en: messages(await read('en')) };
  const marks = (lang) => ({
    ...said[lang],
    lang,
    root: lang === 'es' ? './' : '../',
    title: `title ${lang}`,
    description: 'd',
    version: 'test',
    offline: 'sw.js',
    other_lang: lang === 'es' ? 'en' : 'es',
    other_href: lang === 'es' ? 'en/' : '../',
    article: `<section><p><span class="knob" data-knob="producers/flights.rate">200 records</span> <span class="live" data-live="works.objects">0</span></p></section>${['kinesis', 'firehose', 's3'].map((id) => section(id, lang)).join('')}`,
  });
  const fill = async (name, values) => (await readFile(join(www, name), 'utf8')).replace(/\{\{(\w+)\}\}/g, (_, mark) => values[mark]);
  await mkdir(join(site, 'en'));
  await put('index.html', await fill('page.html', marks('es')));
  await put('en/index.html', await fill('page.html', marks('en')));
  await put('embed.html', await fill('embed.html', marks('es')));
  const files = [];
  for (const name of ['app.js', 'app.wasm', 'app-rest.wasm', 'worker.js', 'worker.wasm', 'worker-rest.wasm', 'lake.js', 'lake.bin', 'editor.js', 'chart.js', 'acequia.css', 'engines.json']) {
    const bytes = await readFile(join(site, name));
    const packed = name.endsWith('.gz');
    files.push(`<script type="text/plain" data-acequia-file="${name}" data-encoding="${packed ? '' : 'gzip'}">${(packed ? bytes : gzipSync(bytes)).toString('base64')}</script>`);
  }
  const inline = async (name) => (await readFile(join(site, name), 'utf8')).replaceAll('</script', '<\\/script');
  await put('acequia.html', await fill('file.html', { ...marks('es'), files: files.join('\n'), loader: await inline('acequia.js'), page_script: await inline('page.js'), page_style: await readFile(join(site, 'page.css'), 'utf8') }));
  // A page of another origin, and one with several works.
  await put('guest.html', '<!doctype html><acequia-sandbox scene="s3" style="height:400px" load="eager"></acequia-sandbox>');
  await put('two.html', '<!doctype html><link rel="icon" href="favicon.svg"><script src="acequia.js" defer></script><acequia-sandbox id="a">still</acequia-sandbox><acequia-sandbox id="b"></acequia-sandbox>');
  await put('opaque.html', '<!doctype html><link rel="icon" href="favicon.svg"><iframe sandbox="allow-scripts" src="acequia.html" width="900" height="600"></iframe>');
}

function serve(policy) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://x').pathname.replace(/^\/sub/, '').replace(/\/$/, '/index.html');
    try {
      const body = await readFile(join(site, path));
      const headers = { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' };
      if (policy !== null && path !== '/acequia.html') headers['content-security-policy'] = policy;
      response.writeHead(200, headers).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const at = (server, path) => `http://127.0.0.1:${server.address().port}/sub/${path}`;

async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error('policy', event.violatedDirective, event.blockedURI, event.sourceFile, event.lineNumber));
  });
  await page.goto(address);
  return { page, complaints, close: () => context.close() };
}

const ready = (page, selector = 'acequia-sandbox') => page.evaluate((s) => document.querySelector(s).ready, selector);

before(async () => {
  await write();
  servers = { own: await serve(POLICY), other: await serve(null) };
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic'],
  });
});

after(async () => {
  await browser?.close();
  for (const server of Object.values(servers ?? {})) server.close();
  await rm(site, { recursive: true, force: true });
});

test('own origin: the host API, under the policy', async () => {
  const { page, complaints, close } = await open(at(servers.own, ''));
  await ready(page);
  const seen = await page.evaluate(async () => {
    const works = document.querySelector('acequia-sandbox');
    const out = {};
    out.call = await works.call('Kinesis.ListShards', { a: 1 }, { as: 'arn:x' });
    out.error = await works.call('Test.Fail', { StreamName: 's' }).catch(({ name, message }) => [name, message]);
    out.seek = (await works.seek(1234)).ms;
    out.set = await works.set('producers/flights', { rate: 5 });
    out.input = await works.input('x.csv', new Blob(['abc']));
    out.advance = (await works.advance('PT1S')).ms;
    const ended = works.advance('PT1H').catch((error) => [error.name, error instanceof DOMException]);
    works.pause();
    out.abort = await ended;
    out.wrong = await works.advance('5 minutes').catch(({ name }) => name);
    const ticks = [];
    const five = new Promise((resolve) => {
      works.addEventListener('tick', ({ detail }) => ticks.push([performance.now(), detail.speed]) === 6 && resolve());
    });
    works.play({ speed: 2 });
    await five;
    works.pause();
    // Ten a second at most; the first one tells that it plays.
    out.ticks = ticks[5][0] - ticks[1][0] > 300 && ticks.at(-1)[1] === 2;
    works.setAttribute('scene', 's3');
    await works.parts;
    out.configured = works.got.some((message) => message.configure?.scene === 's3');
    return out;
  });
  assert.deepEqual(seen, {
    call: { params: { a: 1 }, principal: 'arn:x' },
    error: ['ResourceNotFoundException', 'Stream s not found.'],
    seek: 1234,
    set: { path: 'producers/flights', to: { rate: 5 } },
    input: { name: 'x.csv', records: 3 },
    advance: 2234,
    abort: ['AbortError', true],
    wrong: 'RangeError',
    ticks: true,
    configured: true,
  });
  assert.deepEqual(complaints, []);
  await close();
});

test('what is asked wrongly rejects; nothing waits for ever, and it goes on', async () => {
  const { page, complaints, close } = await open(at(servers.own, ''));
  await ready(page);
  const seen = await page.evaluate(async () => {
    const works = document.querySelector('acequia-sandbox');
    const circle = {};
    circle.circle = circle;
    const unreadable = new Blob(['x']);
    unreadable.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotFoundError'));
    const asked = {
      'call name': () => works.call(7, {}),
      'call nothing': () => works.call(),
      'call as': () => works.call('S3.ListBuckets', {}, { as: 7 }),
      'call circle': () => works.call('S3.ListBuckets', circle),
      'call bigint': () => works.call('S3.ListBuckets', { n: 1n }),
      'advance number': () => works.advance(5),
      'advance nothing': () => works.advance(),
      'advance far': () => works.advance('P99999999999W'),
      'seek text': () => works.seek('soon'),
      'seek back': () => works.seek(-1),
      'seek nothing': () => works.seek(),
      'set path': () => works.set(7, 1),
      'input name': () => works.input(null, new Blob([])),
      'input text': () => works.input('x.csv', 'a,b'),
      'input gone': () => works.input('x.csv', unreadable),
    };
    const out = {};
    for (const [name, ask] of Object.entries(asked)) out[name] = await ask().then(() => 'fine', (thrown) => thrown.name);
    const errors = [];
    works.addEventListener('error', ({ detail }) => errors.push(detail.name));
    for (const speed of [0, -1, NaN, Infinity, 'fast']) works.play({ speed });
    out.far = (await works.seek(1e300)).ms > 1e9;
    out.errors = errors.join();
    return out;
  });
  assert.deepEqual(seen, {
    'call name': 'TypeError', 'call nothing': 'TypeError', 'call as': 'TypeError', 'call circle': 'TypeError', 'call bigint': 'TypeError',
    'advance number': 'RangeError', 'advance nothing': 'RangeError', 'advance far': 'RangeError',
    'seek text': 'RangeError', 'seek back': 'RangeError', 'seek nothing': 'RangeError',
    'set path': 'TypeError', 'input name': 'TypeError', 'input text': 'TypeError', 'input gone': 'NotReadableError',
    far: true, errors: Array(5).fill('RangeError').join(),
  });
  assert.deepEqual(complaints, []);
  await close();
});

/** What a page does with connections that calls leave open; the same in front of an iframe. */
async function connections() {
  const works = document.querySelector('acequia-sandbox');
  const open = async (params) => (await works.call('Test.Open', params)).EventStream;
  const read = async (stream, seen = []) => {
    try {
      for await (const { Said } of stream) seen.push(Said);
      return [...seen, 'end'];
    } catch (thrown) {
      return [...seen, thrown.name, thrown.message, thrown instanceof DOMException];
    }
  };
  const out = {};
  // What comes before it is read is kept, also beyond the end.
  const early = await open({ events: 2, end: null });
  await works.snapshot();
  out.early = await read(early);
  out.beside = Object.keys(await works.call('Test.Open', { events: 0, end: null, beside: { Other: 1 } }));
  out.error = await read(await open({ events: 1, end: { name: 'ResourceInUseException', message: 'another one' } }));
  out.aborted = await read(await open({ events: 0, end: { name: 'AbortError', message: 'elsewhere' } }));
  // Time passes while it is read; two do not meet.
  const [one, two] = [await open({ events: 0 }), await open({ events: 0 })];
  const heard = [];
  const reading = (async () => {
    for await (const { Said } of one) {
      heard.push(Said.ms);
      if (heard.length === 2) break;
    }
  })();
  out.twice = await read(one);
  const start = (await works.seek(1000)).ms;
  await works.advance('PT1S');
  await works.advance('PT1S');
  await reading;
  await works.advance('PT1S');
  out.heard = heard.map((ms) => ms - start);
  out.left = await works.call('Test.Left');
  const reader = two[Symbol.asyncIterator]();
  out.two = [];
  for (let n = 0; n < 3; n += 1) out.two.push((await reader.next()).value.Said.ms - start);
  await reader.return();
  out.after = [(await reader.next()).done, await works.call('Test.Left')];
  // With the element it ends.
  const last = await open({ events: 1 });
  const ended = read(last);
  await works.snapshot();
  works.remove();
  out.removed = await ended;
  return out;
}
const CONNECTIONS = {
  early: [{ n: 0 }, { n: 1 }, 'end'],
  beside: ['EventStream', 'Other'],
  error: [{ n: 0 }, 'ResourceInUseException', 'another one', false],
  aborted: ['AbortError', 'elsewhere', true],
  twice: ['TypeError', 'this EventStream is being read already', false],
  heard: [1000, 2000],
  left: { open: 1, left: 1 },
  two: [1000, 2000, 3000],
  after: [true, { open: 0, left: 2 }],
  removed: [{ n: 0 }, 'AbortError', 'the works were closed', true],
};

test('a connection that a call leaves open is an async iterable; a crash ends it', { timeout: 60_000 }, async () => {
  const { page, complaints, close } = await open(at(servers.own, ''));
  await ready(page);
  assert.deepEqual(await page.evaluate(connections), CONNECTIONS);
  await page.reload();
  await ready(page);
  const crashed = await page.evaluate(async () => {
    const works = document.querySelector('acequia-sandbox');
    const { EventStream } = await works.call('Test.Open', { events: 1 });
    const seen = [];
    works.call('Test.Trap', { how: 'once' }).catch(() => {});
    try {
      for await (const event of EventStream) seen.push(event);
    } catch ({ name }) {
      seen.push(name);
    }
    return seen;
  });
  assert.deepEqual(crashed, [{ Said: { n: 0 } }, 'WorkerCrashed']);
  assert.deepEqual(complaints, []);
  await close();
});

test('engines: on demand, a failure, a trap, the jobs behind it', async () => {
  const { page, complaints, close } = await open(at(servers.own, ''));
  await ready(page);
  const seen = await page.evaluate(async () => {
    const works = document.querySelector('acequia-sandbox');
    const ask = (how) => works.call('Test.Engine', { how }).catch(({ message }) => message);
    const first = await ask('ok');
    const all = await Promise.all([ask('fail'), ask('trap'), ask('ok')]);
    const states = works.got.filter(({ EngineSeen }) => EngineSeen).map(({ EngineSeen }) => `${EngineSeen.engine} ${EngineSeen.state}`);
    return { first, all, states: [...new Set(states)] };
  });
  assert.deepEqual(seen.first, { held: [['d', 5]], how: 'ok' });
  assert.deepEqual(seen.all, ['not today', 'unreachable', { held: [['d', 5]], how: 'ok' }]);
  assert.deepEqual(seen.states, ['lake loading', 'lake ready']);
  assert.deepEqual(complaints, []);
  await close();
});

test('a crash of the account is followed by a replay, and what crashes twice is set aside', async () => {
  const { page, complaints, close } = await open(at(servers.own, ''));
  await ready(page);
  const seen = await page.evaluate(async () => {
    const works = document.querySelector('acequia-sandbox');
    const opened = (count) =>
      new Promise((resolve) => {
        const timer = setInterval(() => {
          const all = works.got.filter(({ Opened }) => Opened);
          if (all.length >= count) resolve(all.at(-1).Opened.lines, clearInterval(timer));
        }, 20);
      });
    await works.call('S3.ListBuckets');
    await works.seek(500);
    const rejected = await works.call('Test.Trap', { how: 'once' }).catch(({ name }) => name);
    const once = await opened(1);
    const later = await works.call('S3.ListBuckets').then(() => 'fine');
    const errors = [];
    works.addEventListener('error', ({ detail }) => errors.push(detail.setAside ?? null));
    works.call('Test.Trap', { how: 'always' }).catch(() => {});
    const twice = await opened(2);
    return { rejected, once, later, errors, twice };
  });
  assert.equal(seen.rejected, 'WorkerCrashed');
  assert.deepEqual(seen.once, [{ acequia: 1, recovered: true, until_us: 500_000 }, { call: 'S3.ListBuckets' }, { trap: 'once' }]);
  assert.equal(seen.later, 'fine');
  assert.deepEqual(seen.errors, [null, '{"trap":"always"}']);
  assert.deepEqual(seen.twice.slice(1), [{ call: 'S3.ListBuckets' }, { trap: 'once' }, { call: 'S3.ListBuckets' }]);
  assert.deepEqual(complaints, []);
  await close();
});

test('editor and charts live in the shadow root under the policy', async () => {
  const { page, complaints, close } = await open(at(servers.own, ''));
  await ready(page);
  await page.evaluate(() => document.querySelector('acequia-sandbox').parts);
  const inside = (selector) => page.locator(`acequia-sandbox ${selector}`);
  assert.equal(await inside('.cm-wrong').textContent(), 'dela');
  assert.notEqual(await inside('.cm-line').first().evaluate((line) => getComputedStyle(line.querySelector('span')).color), await inside('.cm-line').first().evaluate((line) => getComputedStyle(line).color));
  await inside('.cm-content').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' and ori');
  // By pointer: keys are not taken in the first 75 ms after the list has come (`interactionDelay`), and nothing tells their end.
  await inside('.cm-tooltip-autocomplete li').filter({ hasText: 'origin' }).first().click();
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Control+/');
  const runs = await page.evaluate(() => document.querySelector('acequia-sandbox').runs);
  assert.equal(runs.length, 1);
  assert.match(runs[0][0], /dela > 3 and origin$/);
  assert.match(await page.evaluate(() => document.querySelector('acequia-sandbox').editor.getValue()), /\n-- where dela/);
  const bars = inside('.bar [role=group]');
  await bars.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.equal(await inside('.bar [role=status]').textContent(), 'PHX · delay: 14.9');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  assert.deepEqual(await page.evaluate(() => document.querySelector('acequia-sandbox').picks), [['PHX', 'delay'], [null, '']]);
  const box = await bars.boundingBox();
  // A bar grows into its place: it is clicked until it is there.
  const picked = () => page.evaluate(() => document.querySelector('acequia-sandbox').picks.length > 2);
  while (!(await picked())) await page.mouse.click(box.x + box.width * 0.2, box.y + box.height * 0.6);
  assert.deepEqual(await page.evaluate(() => document.querySelector('acequia-sandbox').picks.at(-1)), ['HNL', 'delay']);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction(() => matchMedia('(prefers-color-scheme: dark)').matches);
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, 'shell.png') });
  assert.deepEqual(complaints, []);
  await close();
});

test('nothing is loaded before it is asked for, and two works do not interfere', async () => {
  const { page, complaints, close } = await open(at(servers.own, 'two.html'));
  const files = () => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1)).filter((name) => /acequia\.js|wasm|worker|css/.test(name)));
  assert.deepEqual(await files(), ['acequia.js']);
  await page.locator('#a button').click();
  await ready(page, '#a');
  await ready(page, '#b');
  const seen = await page.evaluate(async () => {
    const [a, b] = ['a', 'b'].map((id) => document.getElementById(id));
    await a.seek(5);
    const before = (await b.snapshot()).ms;
    b.remove();
    return [(await a.snapshot()).ms, before];
  });
  assert.deepEqual(seen, [5, 0]);
  assert.deepEqual(complaints, []);
  await close();
});

/** A page that knows the workers that live in it. */
const countWorkers = () => {
  globalThis.living = new Set();
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      living.add(this);
    }
    terminate() {
      living.delete(this);
      super.terminate();
    }
  };
};

test('an element that is moved goes on, one that is taken out ends and leaves nothing behind', async () => {
  const { page, complaints, close } = await open(at(servers.own, 'two.html'));
  await page.evaluate(countWorkers);
  const seen = await page.evaluate(async () => {
    const [a, b] = ['a', 'b'].map((id) => document.getElementById(id));
    const name = (promise) => promise.then(() => 'fine', (thrown) => [thrown.name, thrown instanceof DOMException]);
    const out = {};
    await Promise.all([a.ready, b.ready]);
    await a.seek(7);
    const home = document.createElement('section');
    document.body.append(home);
    home.append(a);
    a.remove();
    document.body.append(a);
    out.moved = (await a.snapshot()).ms;
    const advance = name(a.advance('P1D'));
    const ended = new Promise((resolve) => {
      const watch = new MutationObserver(() => a.shadowRoot.querySelector('.place') === null && resolve());
      watch.observe(a.shadowRoot, { childList: true });
    });
    const told = [];
    for (const event of ['tick', 'error', 'task', 'checkpoint', 'resize']) a.addEventListener(event, () => told.push(event));
    a.remove();
    out.calls = await Promise.all([name(a.ready), name(a.call('S3.ListBuckets')), name(a.seek(1)), name(a.snapshot())]);
    a.play();
    a.pause();
    await ended;
    const heard = told.length;
    out.advance = await advance;
    out.told = told.slice(heard);
    out.after = await name(a.snapshot());
    out.workers = living.size;
    out.button = a.shadowRoot.querySelector('button') !== null;
    out.b = (await b.snapshot()).ms;
    // Back in the page it is as at first.
    document.body.append(a);
    out.again = (await a.snapshot()).ms;
    out.living = living.size;
    return out;
  });
  const aborted = ['AbortError', true];
  assert.deepEqual(seen, {
    moved: 7,
    calls: [aborted, aborted, aborted, aborted],
    advance: aborted,
    told: [],
    after: aborted,
    workers: 1,
    button: true,
    b: 0,
    again: 0,
    living: 2,
  });
  assert.deepEqual(complaints, []);
  await close();
});

test('an element that was just made waits for its place', async () => {
  const { page, complaints, close } = await open(at(servers.own, 'two.html'));
  await page.evaluate(countWorkers);
  const seen = await page.evaluate(async () => {
    const made = document.createElement('acequia-sandbox');
    const order = [];
    const first = made.seek(3).then(({ ms }) => order.push(ms));
    const second = made.snapshot().then(({ ms }) => order.push(ms));
    const before = living.size;
    document.body.append(made);
    await Promise.all([first, second]);
    return { order, before, after: living.size };
  });
  assert.deepEqual(seen, { order: [3, 3], before: 0, after: 1 });
  assert.deepEqual(complaints, []);
  await close();
});

for (const late of ['acequia.css', 'worker.wasm']) {
  test(`an element that leaves before ${late} has come starts nothing`, async () => {
    const { page, complaints, close } = await open(at(servers.own, 'two.html'));
    await page.evaluate(countWorkers);
    const seen = await page.evaluate(async (name) => {
      const real = fetch;
      let let_go;
      const gate = new Promise((resolve) => (let_go = resolve));
      globalThis.fetch = async (address, ...rest) => {
        if (String(address).endsWith(name)) await gate;
        return real(address, ...rest);
      };
      const works = document.getElementById('a');
      const ready = works.ready.then(() => 'fine', (thrown) => thrown.name);
      const errors = [];
      works.addEventListener('error', ({ detail }) => errors.push(detail));
      const left = new Promise((resolve) => {
        new MutationObserver(() => !works.hasAttribute('aria-busy') && resolve()).observe(works, { attributes: true });
      });
      works.remove();
      await left;
      let_go();
      const outcome = await ready;
      // Another one is not hindered by what the first one fetched.
      await document.getElementById('b').ready;
      return { outcome, errors, living: living.size };
    }, late);
    assert.deepEqual(seen, { outcome: 'AbortError', errors: [], living: 1 });
    assert.deepEqual(complaints, []);
    await close();
  });
}

test('a watcher gets the latest at once, though nothing moves; each one ends by itself', async () => {
  const { page, complaints, close } = await open(at(servers.own, ''));
  await ready(page);
  const seen = await page.evaluate(async () => {
    const works = document.querySelector('acequia-sandbox');
    await works.seek(1);
    await new Promise((resolve) => works.watch(({ clock }) => clock?.now_us === 1000 && resolve()));
    const calls = [];
    const same = ({ clock }) => calls.push(clock.now_us);
    const ends = [works.watch(same), works.watch(same)];
    works.watch(() => {
      throw new Error('not the others');
    });
    const early = calls.length;
    await Promise.resolve();
    const soon = calls.length;
    ends[0]();
    const later = new Promise((resolve) => works.watch(({ clock }) => clock.now_us === 2000 && resolve()));
    await works.seek(2);
    await later;
    ends[1]();
    return { early, soon, calls };
  });
  assert.deepEqual(seen, { early: 0, soon: 2, calls: [1000, 1000, 2000] });
  assert.ok(complaints.length > 0 && complaints.every((text) => text.includes('not the others')), complaints.join());
  await close();
});

test('work that takes time is told; a crash ends it', async () => {
  const { page, close } = await open(at(servers.own, ''));
  await ready(page);
  const seen = await page.evaluate(async () => {
    const works = document.querySelector('acequia-sandbox');
    const told = [];
    works.addEventListener('task', ({ detail }) => told.push(detail));
    const rejected = (promise) => promise.catch(({ name }) => name);
    await works.advance('PT1S');
    const paused = rejected(works.advance('PT1H'));
    works.pause();
    await paused;
    const crashed = rejected(works.advance('PT1H'));
    await rejected(works.call('Test.Trap', { how: 'once' }));
    await crashed;
    return told.map(({ id, ...rest }) => rest);
  });
  const work = (state, ms, reason = null) => ({ what: 'advance', state, ms, progress: null, reason });
  assert.deepEqual(seen, [work('began', 0), work('done', 1000), work('began', 1000), work('failed', 1000, 'paused'), work('began', 1000), work('failed', 1000, 'unreachable')]);
  await close();
});

test('each attribute of the element and each parameter of the iframe does its part', async () => {
  await writeFile(join(site, 'mine.jsonl'), '{"title":"mine"}\n');
  const given = { scene: 's3', scenario: 'mine.jsonl', seed: '11', tick: '2500', panel: 'query', theme: 'dark', lang: 'en', chrome: '0', autoplay: '1', lock: '1', speed: '20' };
  const expected = { lang: 'en', theme: 'dark', scene: 's3', panel: 'query', chrome: false, autoplay: true, lock: true, scenarioText: '{"title":"mine"}\n', seed: 11, at_ms: 2500, speed: 20 };
  const { page, complaints, close } = await open(at(servers.own, 'two.html'));
  const config = (where) =>
    where.evaluate(async () => {
      const works = document.querySelector('acequia-sandbox');
      await works.ready;
      await works.parts;
      const { memoryBytes, ...rest } = works.config;
      return { config: rest, ms: (await works.snapshot()).ms };
    });
  await page.evaluate((attributes) => {
    const works = document.getElementById('a');
    for (const [name, value] of Object.entries(attributes)) works.setAttribute(name, value);
  }, given);
  assert.deepEqual(await config(page), { config: expected, ms: 2500 });
  // These may be changed and taken away at any time.
  const changed = await page.evaluate(() => {
    const works = document.getElementById('a');
    const from = works.got.length;
    works.setAttribute('panel', 'objects');
    for (const name of ['lock', 'chrome', 'theme', 'lang']) works.removeAttribute(name);
    return works.got.slice(from);
  });
  assert.deepEqual(changed, [{ configure: { panel: 'objects' } }, { configure: { lock: false } }, { configure: { chrome: true } }, { configure: { theme: 'auto' } }, { configure: { lang: 'en' } }]);
  await page.goto(at(servers.own, `embed.html?${new URLSearchParams(given)}`));
  assert.deepEqual(await config(page), { config: expected, ms: 2500 });
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  assert.deepEqual(complaints, []);
  await close();
});

test('a scenario that cannot be had or read is named in the place of the works, and ready rejects', async () => {
  await writeFile(join(site, 'broken.jsonl'), 'broken');
  await writeFile(join(site, 'noise.jsonl'), Buffer.from([0xff, 0xfe, 0, 0xd8]));
  const elsewhere = at(servers.other, 'mine.jsonl');
  const { page, close } = await open(at(servers.own, 'two.html'));
  for (const [scenario, said] of [
    ['broken.jsonl', 'line 1, column 1: expected value'],
    ['none.jsonl', 'HTTP 404'],
    ['noise.jsonl', 'is not text in UTF-8'],
    [elsewhere, "must lie on this page's origin"],
    ['data:text/plain,x', "must lie on this page's origin"],
    ['http://', 'is neither a name nor an address'],
  ]) {
    const seen = await page.evaluate(async (name) => {
      const works = document.createElement('acequia-sandbox');
      works.setAttribute('scenario', name);
      document.body.append(works);
      const errors = [];
      works.addEventListener('error', ({ detail }) => errors.push([detail.name, detail.fatal]));
      const rejected = await works.ready.then(() => null, (thrown) => [thrown.name, thrown.message]);
      const shown = works.shadowRoot.querySelector('[role=alert]')?.textContent;
      const busy = works.hasAttribute('aria-busy');
      works.remove();
      return { rejected, shown, errors, busy };
    }, scenario);
    assert.equal(seen.rejected?.[0], 'UnreadableScenario', scenario);
    assert.ok(seen.rejected[1].includes(said), seen.rejected[1]);
    assert.ok(seen.shown?.includes(said), `${scenario}: ${seen.shown}`);
    assert.deepEqual(seen.errors, [['UnreadableScenario', true]], scenario);
    assert.equal(seen.busy, false);
  }
  await close();
});

test('reading moves the scene; the language changes without losing the run; the theme stays', async () => {
  const { page, complaints, close } = await open(at(servers.own, ''));
  await ready(page);
  await page.evaluate(() => document.querySelector('acequia-sandbox').seek(77));
  await page.locator('h2', { hasText: 'firehose' }).scrollIntoViewIfNeeded();
  await page.evaluate(() => document.getElementById('firehose').scrollIntoView({ behavior: 'instant' }));
  await page.waitForFunction(() => document.querySelector('acequia-sandbox').getAttribute('scene') === 'firehose');
  await page.locator('a[data-language]').click();
  await page.locator('h1', { hasText: 'title en' }).waitFor({ state: 'attached' });
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  assert.match(page.url(), /\/sub\/en\/$/);
  // All that stands around the article speaks the other language now.
  assert.equal(await page.locator('a.skip').textContent(), 'Skip to the text');
  assert.match(await page.locator('footer').textContent(), /not affiliated/);
  assert.equal(await page.locator('a[data-language]').textContent(), 'Español');
  assert.equal(await page.locator('[data-theme-button]').textContent(), 'Dark theme');
  assert.equal(await page.evaluate(async () => (await document.querySelector('acequia-sandbox').snapshot()).ms), 77);
  await page.locator('[data-theme-button]').click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await page.reload();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  assert.equal(await page.locator('acequia-sandbox').getAttribute('theme'), 'dark');
  assert.deepEqual(complaints, []);
  await close();
});

test('on a phone the works stand in the text, and move on without stopping', async () => {
  const { page, complaints, close } = await open(at(servers.own, ''), { viewport: { width: 390, height: 800 } });
  await ready(page);
  await page.evaluate(() => document.querySelector('acequia-sandbox').seek(77));
  for (const id of ['firehose', 's3']) {
    await page.evaluate((section) => document.getElementById(section).scrollIntoView({ behavior: 'instant' }), id);
    await page.waitForFunction((section) => document.querySelector('acequia-sandbox').closest('section')?.id === section, id);
  }
  assert.equal(await page.evaluate(async () => (await document.querySelector('acequia-sandbox').snapshot()).ms), 77);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  assert.deepEqual(complaints, []);
  await close();
});

test('without JavaScript the text stands alone', async () => {
  const { page, close } = await open(at(servers.own, ''), { javaScriptEnabled: false });
  assert.equal(await page.locator('figure.scene svg').first().isVisible(), true);
  assert.equal(await page.locator('acequia-sandbox').isVisible(), false);
  assert.match(await page.locator('article').innerText(), /200 records/);
  await close();
});

test("another origin's page gets an iframe behind the same API", { timeout: 60_000 }, async () => {
  await writeFile(join(site, 'guest.html'), `<!doctype html><link rel="icon" href="favicon.svg"><script src="${at(servers.own, 'acequia.js')}" defer></script><acequia-sandbox scene="s3" load="eager"></acequia-sandbox>`);
  const { page, complaints, close } = await open(at(servers.other, 'guest.html'));
  await ready(page);
  const seen = await page.evaluate(async () => {
    const works = document.querySelector('acequia-sandbox');
    const ticks = [];
    const ticked = new Promise((resolve) => works.addEventListener('tick', ({ detail }) => resolve(ticks.push(detail.ms))));
    const tasks = [];
    works.addEventListener('task', ({ detail }) => tasks.push(`${detail.what} ${detail.state}`));
    const result = [
      (await works.seek(9)).ms,
      await works.call('Test.Fail', { StreamName: 's' }).catch(({ name }) => name),
      (await works.input('x', new Blob(['ab']))).records,
    ];
    await ticked;
    const first = await new Promise((resolve) => works.watch(resolve));
    // The second one finds it paused.
    const second = await new Promise((resolve) => works.watch(resolve));
    const at = [...ticks];
    await works.advance('PT1S');
    return { result, ticks: at, tasks, levels: [first.clock.now_us, second.clock.now_us] };
  });
  assert.deepEqual(seen, { result: [9, 'ResourceNotFoundException', 2], ticks: [9], tasks: ['advance began', 'advance done'], levels: [9000, 9000] });
  assert.equal(page.frames()[1].url().includes('scene=s3'), true);
  // What a hand-written message gets: the mark in the answer, the events behind it, and the end; who wants no answer gets none of it.
  const messages = await page.evaluate(async () => {
    const target = document.querySelector('acequia-sandbox').shadowRoot.querySelector('iframe').contentWindow;
    const heard = [];
    const hears = (is) =>
      new Promise((resolve) => {
        addEventListener('message', ({ data }) => is(data) && resolve());
      });
    addEventListener('message', ({ data }) => 'id' in data && heard.push(data));
    const [over, next] = [hears(({ id }) => id === 'over'), hears((data) => 'next' in data)];
    const say = (message) => target.postMessage({ acequia: 1, ...message }, '*');
    say({ do: 'call', args: ['Test.Open', { events: 1 }] });
    say({ id: 'mine', do: 'call', args: ['Test.Open', { events: 1 }] });
    await next;
    say({ id: 'gone', do: 'leave', args: ['mine'] });
    say({ id: 'left', do: 'call', args: ['Test.Left'] });
    say({ id: 'error', do: 'call', args: ['Test.Open', { events: 0, end: { name: 'Gone', message: 'no' } }] });
    say({ id: 'over', do: 'snapshot' });
    await over;
    return heard.map(({ acequia, ...rest }) => rest);
  });
  const of = (id) => messages.filter((message) => message.id === id).map(({ id: _, ...rest }) => rest);
  assert.deepEqual(of('mine'), [{ result: { EventStream: {} } }, { next: { Said: { n: 0 } } }, { end: null }]);
  assert.deepEqual([of('gone'), of('left')], [[{ result: null }], [{ result: { open: 0, left: 2 } }]]);
  assert.deepEqual(of('error'), [{ result: { EventStream: {} } }, { end: { name: 'Gone', message: 'no' } }]);
  assert.equal(messages.some(({ id }) => id === undefined), false);
  assert.deepEqual(complaints, []);
  await close();
});

test('an iframe passes on what comes on open connections', { timeout: 60_000 }, async () => {
  await writeFile(join(site, 'guest.html'), `<!doctype html><link rel="icon" href="${at(servers.own, 'favicon.svg')}"><script src="${at(servers.own, 'acequia.js')}" defer></script><acequia-sandbox load="eager"></acequia-sandbox>`);
  const { page, complaints, close } = await open(at(servers.other, 'guest.html'));
  await ready(page);
  assert.equal(page.frames().length, 2);
  assert.deepEqual(await page.evaluate(connections), CONNECTIONS);
  assert.deepEqual(complaints, []);
  await close();
});

test('an opaque origin and file:// run the one-file edition', async () => {
  const { page, complaints, close } = await open(at(servers.own, 'opaque.html'));
  const frame = page.frames()[1];
  await frame.waitForFunction(() => document.querySelector('acequia-sandbox')?.got !== undefined);
  const ask = (where) =>
    where.evaluate(async () => {
      const works = document.querySelector('acequia-sandbox');
      await works.ready;
      await works.parts;
      return [(await works.seek(3)).ms, (await works.call('Test.Engine', { how: 'ok' })).how];
    });
  assert.deepEqual(await ask(frame), [3, 'ok']);
  assert.deepEqual(complaints, []);
  await close();
  const local = await open(`file://${join(site, 'acequia.html')}`);
  assert.deepEqual(await ask(local.page), [3, 'ok']);
  assert.deepEqual(local.complaints, []);
  await local.close();
});

test('after one visit it works offline', async () => {
  const { page, complaints, close } = await open(at(servers.own, ''));
  await ready(page);
  // All that the list names, and the list itself.
  await page.evaluate(async () => {
    const { core, later } = await (await fetch('assets.json')).json();
    const kept = async () => (await (await caches.open('acequia test')).keys()).length;
    while ((await kept()) < core.length + later.length + 1) await new Promise(requestAnimationFrame);
  });
  await page.context().setOffline(true);
  await page.reload();
  await ready(page);
  const how = await page.evaluate(async () => (await document.querySelector('acequia-sandbox').call('Test.Engine', { how: 'ok' })).how);
  assert.equal(how, 'ok');
  assert.deepEqual(complaints, []);
  await close();
});
