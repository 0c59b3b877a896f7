// Where the site must work besides an ordinary host: offline after one visit, as one file from a disk, in a frame
// without an origin; and the engines come out of their packing. Not here: what the works do once they run.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { DIST, launch, openPage, serve } from './harness.mjs';

let browser;
let site;

before(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

for (const engine of ['search', 'lake']) {
  test(`${engine}.bin unpacks into a module`, async () => {
    const { context, page, wrongs } = await openPage(browser);
    await page.goto(site.url);
    const names = await page.evaluate(async (name) => {
      const bytes = new Uint8Array(await (await fetch(`${name}.bin`)).arrayBuffer());
      const worker = new Worker('unpack.js');
      const plain = await new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => (data instanceof Uint8Array ? resolve(data) : reject(new Error(data.reason)));
        worker.onerror = reject;
        worker.postMessage(bytes, [bytes.buffer]);
      });
      worker.terminate();
      return WebAssembly.Module.exports(await WebAssembly.compile(plain)).map((entry) => entry.name);
    }, engine);
    for (const name of ['put', 'has', 'forget', 'run']) assert.ok(names.includes(name), name);
    assert.deepEqual(wrongs, []);
    await context.close();
  });
}

test('works offline after one visit', { timeout: 60_000 }, async () => {
  const host = await serve();
  const { context, page, wrongs } = await openPage(browser);
  await page.goto(host.url);
  const { core, later } = JSON.parse(await readFile(join(DIST, 'assets.json'), 'utf8'));
  await page.evaluate(async (names) => {
    const kept = async () => (await Promise.all(names.map((name) => caches.match(new URL(name, location.href))))).every(Boolean);
    while (!(await kept())) await new Promise(requestAnimationFrame);
    await navigator.serviceWorker.ready;
  }, [...core, ...later]);
  await host.close();
  for (const path of ['', 'en/']) {
    await page.goto(host.url + path);
    await page.waitForFunction(() => customElements.get('acequia-sandbox') !== undefined);
  }
  // A browser asks for a new service worker now and then, in vain here.
  assert.deepEqual(wrongs.filter((wrong) => !wrong.includes('sw.js')), []);
  await context.close();
});

test('the one-file edition opens from a disk and asks for nothing', async () => {
  const { context, page, wrongs } = await openPage(browser);
  const asked = [];
  context.on('request', (request) => asked.push(request.url()));
  const address = pathToFileURL(join(DIST, 'acequia.html')).href;
  await page.goto(address);
  await page.waitForFunction(() => customElements.get('acequia-sandbox') !== undefined);
  assert.deepEqual(asked.filter((url) => url !== address && !/^(blob|data):/.test(url)), []);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('the one-file edition opens in a frame without an origin', async () => {
  const file = await readFile(join(DIST, 'acequia.html'));
  const host = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (request.url === '/acequia.html') return response.end(file);
    if (request.url === '/') return response.end('<!doctype html><title>x</title><link rel="icon" href="data:,"><iframe sandbox="allow-scripts" src="acequia.html"></iframe>');
    return response.writeHead(404).end();
  });
  await new Promise((resolve) => host.listen(0, '127.0.0.1', resolve));
  const { context, page, wrongs } = await openPage(browser);
  await page.goto(`http://127.0.0.1:${host.address().port}/`);
  const frame = page.frames().find((candidate) => candidate.url().endsWith('/acequia.html'));
  await frame.waitForFunction(() => customElements.get('acequia-sandbox') !== undefined);
  assert.equal(await frame.evaluate(() => self.origin), 'null');
  assert.deepEqual(wrongs, []);
  await context.close();
  host.closeAllConnections();
  await new Promise((resolve) => host.close(resolve));
});
