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
  await put('app.wasm', EMPTY_MODULE);
  await put('worker.wasm', EMPTY_MODULE);
  await put('engines.json', JSON.stringify({ lake: { state: 'ready', bytes: 40 }, search: { state: 'ready', bytes: 40 } }));
  const core = ['./', 'en/', 'acequia.js', 'page.js', 'app.js', 'app.wasm', 'worker.js', 'worker.wasm', 'page.css', 'acequia.css', 'engines.json', 'favicon.svg'];
  await put('assets.json', JSON.stringify({ version: 'test', core, later: ['editor.js', 'chart.js', 'lake.js', 'lake.bin'] }));
  for (const name of ['page.css', 'acequia.css', 'favicon.svg']) await cp(join(www, name), join(site, name));
  const section = (id, text) =>
    `<section id="${id}" data-scene="${id}"><h2>${text} ${id}</h2><p>${'lorem ipsum '.repeat(300)}</p><figure class="scene" data-scene="${id}"><svg viewBox="0 0 9 3"></svg><figcaption>x</figcaption></figure></section>`;
  const marks = (lang) => ({
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
  for (const name of ['app.js', 'app.wasm', 'worker.js', 'worker.wasm', 'lake.js', 'lake.bin', 'editor.js', 'chart.js', 'acequia.css', 'engines.json']) {
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
    works.addEventListener('tick', ({ detail }) => ticks.push(detail));
    works.play({ speed: 2 });
    await new Promise((resolve) => setTimeout(resolve, 600));
    works.pause();
    out.ticks = ticks.length >= 3 && ticks.length < 12 && ticks.at(-1).speed === 2;
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
  await inside('.cm-tooltip-autocomplete').waitFor();
  // CodeMirror takes no completion in the first 75 ms after its list has come (`interactionDelay`).
  await page.waitForTimeout(150);
  await page.keyboard.press('Enter');
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
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.6);
  await page.waitForTimeout(300);
  await page.mouse.click(box.x + box.width * 0.2, box.y + box.height * 0.6);
  assert.deepEqual(await page.evaluate(() => document.querySelector('acequia-sandbox').picks.at(-1)), ['HNL', 'delay']);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForTimeout(200);
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
    b.remove();
    return [(await a.snapshot()).ms, (await b.snapshot()).ms];
  });
  assert.deepEqual(seen, [5, 0]);
  assert.deepEqual(complaints, []);
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

test("another origin's page gets an iframe behind the same API", async () => {
  await writeFile(join(site, 'guest.html'), `<!doctype html><link rel="icon" href="favicon.svg"><script src="${at(servers.own, 'acequia.js')}" defer></script><acequia-sandbox scene="s3" load="eager"></acequia-sandbox>`);
  const { page, complaints, close } = await open(at(servers.other, 'guest.html'));
  await ready(page);
  const seen = await page.evaluate(async () => {
    const works = document.querySelector('acequia-sandbox');
    const ticks = [];
    works.addEventListener('tick', ({ detail }) => ticks.push(detail.ms));
    const result = [
      (await works.seek(9)).ms,
      await works.call('Test.Fail', { StreamName: 's' }).catch(({ name }) => name),
      (await works.input('x', new Blob(['ab']))).records,
    ];
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { result, ticks };
  });
  assert.deepEqual(seen, { result: [9, 'ResourceNotFoundException', 2], ticks: [9] });
  assert.equal(page.frames()[1].url().includes('scene=s3'), true);
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
  await page.evaluate(async () => {
    const kept = async () => (await (await caches.open('acequia test')).keys()).length;
    while ((await kept()) < 17) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  await page.context().setOffline(true);
  await page.reload();
  await ready(page);
  const how = await page.evaluate(async () => (await document.querySelector('acequia-sandbox').call('Test.Engine', { how: 'ok' })).how);
  assert.equal(how, 'ok');
  assert.deepEqual(complaints, []);
  await close();
});
