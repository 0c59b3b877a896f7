// What breaks and comes back: engines that cannot be had or die, the account's own worker, files that cannot be read, saved runs.
// Whatever happens, what was good is kept and the page goes on.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { launch, openPage, serve } from './harness.mjs';
import { openTab, openWorks, until, words, worksOf } from './works.mjs';

const word = words('en');
const COUNT = { QueryString: 'SELECT count(*) AS n FROM flights', QueryExecutionContext: { Database: 'acequia' }, WorkGroup: 'primary' };
const SEARCH = { DomainName: 'flights-search', Method: 'POST', Path: '/flights/_search', Body: { query: { query_string: { query: 'Honolulu' } } } };

let browser;
let site;

before(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

test('a saved run opens where it was, with the same hash', { timeout: 120_000 }, async () => {
  const { context, page, works, wrongs } = await openWorks(browser, site, { acceptDownloads: true });
  await works.advance('PT1M30S');
  await works.call('Glue.StartCrawler', { Name: 'flights-crawler' });
  await works.advance('PT2M');
  const before = await works.snapshot();
  const tables = await works.call('Glue.GetTables', { DatabaseName: 'acequia' });
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: word('save'), exact: true }).click()]);
  assert.match(download.suggestedFilename(), /\.acequia$/);
  const file = await download.path();
  // The call that looked at the tables is part of the run.
  const saved = await works.snapshot();
  assert.equal(saved.ms, before.ms);

  // Start over asks first.
  await page.getByRole('button', { name: word('reset'), exact: true }).click();
  await page.getByRole('button', { name: word('confirm-yes'), exact: true }).click();
  await until('a run from the start', async () => (await works.snapshot()).ms < before.ms);
  await page.getByLabel(word('open'), { exact: true }).setInputFiles(file);
  await until('the saved run', async () => (await works.snapshot()).runHash === saved.runHash, 60_000);
  assert.deepEqual(await works.snapshot(), saved);
  assert.deepEqual(await works.call('Glue.GetTables', { DatabaseName: 'acequia' }), tables);

  const text = await readFile(file, 'utf8');
  for (const [name, broken] of [['noise.acequia', Buffer.from([1, 2, 255, 254])], ['cut.acequia', text.slice(0, text.length * 0.6)], ['other.acequia', '{"a":1}']]) {
    const now = await works.snapshot();
    await page.getByLabel(word('open'), { exact: true }).setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(broken) });
    const said = page.getByRole('alert').last();
    await said.waitFor();
    assert.ok((await said.innerText()).length > 20, name);
    await said.getByRole('button', { name: word('dismiss'), exact: true }).click();
    assert.deepEqual(await works.snapshot(), now, `${name} leaves the run as it is`);
  }
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('a dropped file that cannot be read is named, and the run goes on', { timeout: 60_000 }, async () => {
  const { context, page, works, wrongs } = await openWorks(browser, site);
  await works.play();
  await until('playing', async () => (await works.levels()).clock.playing);
  const drop = (name, bytes) =>
    page.evaluate(
      ([given, content]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(content)], given));
        const place = document.querySelector('acequia-sandbox').shadowRoot.querySelector('.acequia');
        place.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true, composed: true }));
      },
      [name, [...Buffer.from(bytes)]],
    );
  await drop('noise.bin', [0, 255, 254, 7, 200, 0, 1]);
  const alert = page.getByRole('alert').filter({ hasText: 'noise.bin' });
  await alert.waitFor();
  assert.ok((await alert.innerText()).length > 30);
  const { clock } = await works.levels();
  assert.equal(clock.playing, true);
  await until('the clock goes on', async () => (await works.levels()).clock.now_us > clock.now_us);
  await drop('towns.csv', 'town,people\nOxkutzcab,30000\nTicul,40000,too,much\nTekax,45000\n');
  const said = page.locator('.flash').filter({ hasText: 'towns.csv' });
  await said.waitFor();
  assert.match(await said.innerText(), /2 records[\s\S]*line 3/);
  assert.deepEqual(wrongs, []);
  await context.close();
});

for (const [engine, ask] of [['lake', askLake], ['search', askSearch]]) {
  test(`${engine}: an engine that dies fails its one job and comes back`, { timeout: 180_000 }, async () => {
    const { context, page, wrongs } = await openPage(browser);
    await context.addInitScript(standBetween, `${engine}.js`);
    await page.goto(`${site.url}en/`);
    const works = worksOf(page);
    await works.ready();
    await fill(works);
    assert.equal((await ask(works)).good, true, 'before');
    await page.evaluate(() => (globalThis.killAtNextJob = true));
    const broken = await ask(works);
    assert.equal(broken.good, false, `the job that it died of: ${JSON.stringify(broken)}`);
    assert.ok(broken.reason.length > 5, broken.reason);
    assert.equal(await page.evaluate(() => globalThis.killAtNextJob), false, 'it was killed');
    assert.equal((await ask(works)).good, true, 'after');
    assert.deepEqual(wrongs, []);
    await context.close();
  });
}

test('without engines it opens, plays and draws; only their jobs fail', { timeout: 180_000 }, async () => {
  const { context, page, wrongs } = await openPage(browser, { serviceWorkers: 'block' });
  await page.route(/\/(lake|search)\.bin$/, (route) => route.fulfill({ status: 404, body: 'not here' }));
  await page.goto(`${site.url}en/`);
  const works = worksOf(page);
  await works.ready();
  await page.getByRole('button', { name: word('play'), exact: true }).click();
  await until('dots', async () => (await works.levels()).works.dots.length > 0);
  await works.pause();
  await works.advance('PT1M30S');
  assert.ok((await works.call('S3.ListObjectsV2', { Bucket: 'acequia-lake' })).KeyCount > 0);
  await works.call('Glue.StartCrawler', { Name: 'flights-crawler' });
  await works.advance('PT3M');
  const { Crawler } = await works.call('Glue.GetCrawler', { Name: 'flights-crawler' });
  assert.deepEqual([Crawler.State, Crawler.LastCrawl.Status], ['READY', 'FAILED']);
  assert.ok(Crawler.LastCrawl.ErrorMessage.length > 5);
  await assert.rejects(works.call('OpenSearch.Http', SEARCH).then(({ Status, StatusCode, Body }) => {
    const status = Status ?? StatusCode ?? Body?.status;
    if (status >= 500) throw new Error(JSON.stringify(Body));
  }));
  await works.advance('PT1M');
  const kept = wrongs.filter((wrong) => !/(lake|search)\.bin|404/.test(wrong));
  assert.deepEqual(kept, []);
  await context.close();
});

test('the account’s worker dies: the run is rebuilt to the last good instant, and paused', { timeout: 120_000 }, async () => {
  const { context, page, wrongs } = await openPage(browser);
  await context.addInitScript(() => {
    globalThis.accountWorkers = [];
    globalThis.Worker = class extends Worker {
      constructor(address, options) {
        super(address, options);
        if (String(address).endsWith('worker.js')) globalThis.accountWorkers.push(this);
      }
    };
  });
  await page.goto(`${site.url}en/`);
  const works = worksOf(page);
  await works.ready();
  await works.call('S3.CreateBucket', { Bucket: 'mine' });
  await works.advance('PT1M30S');
  const objects = await works.call('S3.ListObjectsV2', { Bucket: 'acequia-lake' });
  const before = await works.snapshot();
  await until('shown', async () => (await works.levels()).clock.now_us / 1000 >= before.ms);
  const told = await page.evaluate(
    () =>
      new Promise((resolve) => {
        document.querySelector('acequia-sandbox').addEventListener('error', ({ detail }) => resolve(detail), { once: true });
        globalThis.accountWorkers[0].dispatchEvent(new ErrorEvent('error', { message: 'killed by a test', cancelable: true }));
      }),
  );
  assert.equal(told.name, 'WorkerCrashed');
  assert.equal(told.fatal, undefined);
  assert.deepEqual(await works.snapshot(), before, 'the same instant and the same hash');
  assert.equal(await page.evaluate(() => globalThis.accountWorkers.length), 2);
  assert.equal((await works.levels()).clock.playing, false);
  assert.deepEqual(await works.call('S3.ListObjectsV2', { Bucket: 'acequia-lake' }), objects);
  await works.advance('PT10S');
  await page.locator('.notice, .flash').first().waitFor();
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('what is typed wrong is said where it was typed', { timeout: 120_000 }, async () => {
  const { context, page, works, wrongs } = await openWorks(browser, site);
  await fill(works);
  await openTab(page, word, 'query');
  await page.getByRole('textbox', { name: word('tab-query'), exact: true }).click();
  for (const [sql, said] of [['SELECT origin FORM flights', /line 1/i], ['SELECT nothing FROM flights', /nothing/], ['SELECT * FROM fligths', /fligths/]]) {
    await page.keyboard.press('Control+a');
    await page.keyboard.type(sql);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Enter');
    const failure = page.locator('.failure, .flash.bad').filter({ hasText: said });
    await failure.first().waitFor({ timeout: 30_000 });
  }
  await openTab(page, word, 'discover');
  const box = page.getByRole('search').getByRole('textbox');
  await box.fill('origin:(HNL');
  await box.press('Enter');
  await page.getByRole('alert').first().waitFor({ timeout: 30_000 });
  await box.fill('origin:HNL');
  await box.press('Enter');
  await page.locator('.hits > li').first().waitFor({ timeout: 30_000 });
  assert.deepEqual(wrongs, []);
  await context.close();
});

/** Objects, documents and a table. */
async function fill(works) {
  await works.advance('PT1M30S');
  await works.call('Glue.StartCrawler', { Name: 'flights-crawler' });
  await works.advance('PT2M');
}

async function askLake(works) {
  const { QueryExecutionId } = await works.call('Athena.StartQueryExecution', COUNT);
  await works.advance('PT30S');
  const { QueryExecution } = await works.call('Athena.GetQueryExecution', { QueryExecutionId });
  const { State, StateChangeReason } = QueryExecution.Status;
  return { good: State === 'SUCCEEDED', reason: StateChangeReason ?? '' };
}

let asked = 0;

async function askSearch(works) {
  // The same question at the same refresh has its answer already: each one differs.
  asked += 1;
  const request = { ...SEARCH, Body: { ...SEARCH.Body, size: asked } };
  try {
    const answer = await works.call('OpenSearch.Http', request);
    return { good: Array.isArray(answer.Body?.hits?.hits), reason: JSON.stringify(answer.Body) };
  } catch (thrown) {
    return { good: false, reason: thrown.message };
  }
}

/**
 * Stands between the account and an engine, in the page: when `killAtNextJob` is set, the next job is not handed on; its engine is sent a
 * message that it breaks on instead.
 */
function standBetween(script) {
  globalThis.killAtNextJob = false;
  globalThis.Worker = class extends Worker {
    #script;
    constructor(address, options) {
      super(address, options);
      this.#script = String(address);
    }

    postMessage(message, transfer) {
      if (!this.#script.endsWith(script) || message?.kind !== 'start') return super.postMessage(message, transfer);
      const account = message.port;
      const { port1, port2 } = new MessageChannel();
      const buffers = ({ bytes }) => (bytes === undefined ? [] : [bytes.buffer]);
      account.onmessage = ({ data }) => {
        if (data.kind !== 'run' || !globalThis.killAtNextJob) return port1.postMessage(data, buffers(data));
        globalThis.killAtNextJob = false;
        return super.postMessage({ kind: 'start', module: null, port: null });
      };
      port1.onmessage = ({ data }) => account.postMessage(data);
      return super.postMessage({ ...message, port: port2 }, [port2]);
    }
  };
}
