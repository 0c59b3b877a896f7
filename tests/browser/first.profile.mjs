// The page's opening, walked over modules that remember which of their functions have run: wide and narrow, Spanish and
// English, light and dark, and each on a fast and on a slow machine, where messages and frames come in another order. Of the account's module, what ran until the page was ready; of the page's, until records moved after Play, because
// a page must not wait for code while its reader clicks. Prints `{"app": [function, …], "worker": [...]}`; `cargo xtask profile` makes of
// it what the page loads first.

import { launch, openPage, serve } from './harness.mjs';
import { until, words, worksOf } from './works.mjs';

const RAN = 'ran_';
const VISITS = [
  { lang: 'es', path: '', options: { viewport: { width: 1440, height: 900 } } },
  { lang: 'en', path: 'en/', options: { viewport: { width: 1280, height: 720 } } },
  { lang: 'en', path: 'en/', options: { viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: 'dark', locale: 'en-GB' } },
];

const ran = { app: new Set(), worker: new Set() };
const [browser, site] = await Promise.all([launch(), serve()]);
try {
  for (const visit of VISITS) {
    for (const slowness of [1, 4, 10]) await walk({ ...visit, slowness });
  }
} finally {
  await browser.close();
  await site.close();
}
console.log(JSON.stringify(Object.fromEntries(Object.entries(ran).map(([name, functions]) => [name, [...functions].sort((a, b) => a - b)]))));

async function walk({ lang, path, options, slowness }) {
  const { context, page } = await openPage(browser, options);
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
  await page.goto(site.url + path);
  const works = worksOf(page);
  await works.ready();
  const word = words(lang);
  await works.levels();
  for (const worker of page.workers()) {
    if (!worker.url().endsWith('/worker.js')) continue;
    collect('worker', await worker.evaluate(`(() => {
      const exports = wasm_bindgen.initSync({});
      return Object.keys(exports).filter((name) => name.startsWith('${RAN}') && exports[name].value === 1);
    })()`));
  }
  await page.getByRole('button', { name: word('play'), exact: true }).click();
  await until('moving records', async () => (await works.levels()).works.dots.length > 0);
  await page.getByRole('button', { name: word('pause'), exact: true }).click();
  await works.levels();
  collect('app', await page.evaluate(async (prefix) => {
    const exports = await globalThis.acequiaApp({});
    return Object.keys(exports).filter((name) => name.startsWith(prefix) && exports[name].value === 1);
  }, RAN));
  await context.close();
}

function collect(module, names) {
  for (const name of names) ran[module].add(Number(name.slice(RAN.length)));
}
