// The page opens on the first halves of its modules: nothing that it does until it is ready, or for a click on Play, may need the
// others. Whoever needs one before it is there waits for it, or fetches it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, serve } from './harness.mjs';
import { openTab, openWorks, until, words } from './works.mjs';

const word = words('en');
/** What the service worker keeps for later is none of the page's requests. */
const OPTIONS = { serviceWorkers: 'block' };
const isRest = (path) => path.endsWith('-rest.wasm');
const restsOf = (site) => site.requests.filter(isRest).map((path) => path.split('/').at(-1)).sort();
let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

test('the page is ready while the second halves are still on their way', { timeout: 120_000 }, async (t) => {
  let arrive;
  const arrived = new Promise((resolve) => (arrive = resolve));
  const site = await serve(undefined, undefined, (path) => (isRest(path) ? arrived.then(() => undefined) : undefined));
  // Code of the first half that cannot go on without the second holds up its thread, and this test with it.
  let isLate = false;
  const giveUp = () => {
    isLate = true;
    arrive();
  };
  setTimeout(giveUp, 20_000).unref();
  t.after(() => site.close());
  const { context, page, works, wrongs } = await openWorks(browser, site, OPTIONS);
  const { clock, works: view } = await works.levels();
  assert.ok(!isLate, 'what the page opens on needs a function that the lists in src/xtask/first do not have: run `cargo xtask profile`');
  assert.equal(clock.playing, false);
  assert.deepEqual(view.deliveries.map(({ name }) => name), ['flights-to-s3', 'flights-to-search']);
  assert.ok(await page.getByRole('tab', { name: word('tab-objects'), exact: true }).isVisible());
  assert.deepEqual(restsOf(site), ['app-rest.wasm', 'worker-rest.wasm'], 'asked for once, behind the page');
  await page.getByRole('button', { name: word('play'), exact: true }).click();
  arrive();
  await until('moving records', async () => (await works.levels()).works.dots.length > 0);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('a second half that did not come is fetched when it is needed', { timeout: 120_000 }, async (t) => {
  const failed = new Set();
  const site = await serve(undefined, undefined, (path) => {
    if (!isRest(path) || failed.has(path)) return undefined;
    failed.add(path);
    return 503;
  });
  t.after(() => site.close());
  const { context, page, works, wrongs } = await openWorks(browser, site, OPTIONS);
  await until('both failures', () => failed.size === 2);
  await page.getByRole('button', { name: word('play'), exact: true }).click();
  await until('moving records', async () => (await works.levels()).works.dots.length > 0);
  await openTab(page, word, 'objects');
  await page.getByRole('tabpanel').getByText('acequia-lake').first().waitFor({ state: 'attached' });
  assert.deepEqual(restsOf(site), ['app-rest.wasm', 'app-rest.wasm', 'worker-rest.wasm', 'worker-rest.wasm']);
  const others = wrongs.filter((wrong) => !/503|rest\.wasm/.test(wrong));
  assert.deepEqual(others, []);
  await context.close();
});
