// Kinesis' console: the hot key is found and named, a shard is split by hand, and what that has done is told. Not here: what a
// split does to records (the service's own suite), how a key is found in a sample (the host's).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, launch, serve } from './harness.mjs';
import { drawn, openTab, openWorks, until, words } from './works.mjs';

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };
const STREAM = 'flights';

let browser;
let site;

before(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

const part = (page, word, name) => page.getByRole('button', { name: word(`kinesis-part-${name}`), exact: true });

/** Opens a part of the console, and waits until it is drawn. */
async function openPart(page, word, name) {
  await part(page, word, name).click();
  await page.locator('acequia-sandbox').locator('[aria-current=page]', { hasText: word(`kinesis-part-${name}`) }).waitFor();
  await drawn(page);
}

/** The numbers of 'Refused a second: … before, … since.' */
async function refusals(page, word) {
  const [start, middle] = word('reshard-sum', { before: '\u0001', after: '\u0001' }).split('\u0001');
  const line = page.getByText(start, { exact: false });
  const text = await until('before and after', async () => ((await line.count()) > 0 ? line.first().innerText() : null));
  const numbers = text.slice(text.indexOf(start) + start.length).split(middle);
  return numbers.map((number) => Number(number.replace(/[^0-9]/g, '')));
}

/** Splits the shard that the guide has chosen, and goes on until it is done and some seconds more. */
async function split(page, works, word) {
  const shards = async () => (await works.levels()).works.streams.find(({ name }) => name === STREAM).shards.length;
  const had = await shards();
  await page.locator('acequia-sandbox .kds-way').first().getByRole('button', { name: word('split-do'), exact: true }).click();
  await until('the split has begun', async () => (await works.levels()).works.streams[0].status === 'UPDATING');
  await page.getByRole('button', { name: word('split-run-on'), exact: true }).click();
  await until('the split is done', async () => (await shards()) === had + 2);
  await works.advance('PT6S');
  await drawn(page);
}

for (const lang of ['en', 'es']) {
  test(`the hot key is named, and a split does not help it (${lang})`, { timeout: 90_000 }, async () => {
    const word = words(lang);
    const { context, page, works, wrongs } = await openWorks(browser, site, { path: lang === 'en' ? 'en/' : '', viewport: WIDE });
    // All flights of the first lap through the data have one key.
    await works.set('producers/flights', { keyField: 'lap', rate: 1800 });
    await works.advance('PT25S');
    await openTab(page, word, 'shards');
    await page.getByText('ProvisionedThroughputExceededException').first().waitFor();
    assert.deepEqual(await axe(page), []);

    await openPart(page, word, 'hashes');
    const rows = page.getByRole('region', { name: word('hashes-keys'), exact: true }).locator('tbody tr');
    const key = await rows.first().locator('code').first().innerText();
    assert.equal(key, '1');
    const verdict = word('verdict-hot-full', { key, share: '\u0001', shard: '\u0001' }).split('\u0001')[0];
    await page.getByText(verdict, { exact: false }).waitFor();
    for (const figure of ['figure-hash-ring', 'figure-hash-heat']) {
      await page.getByRole('img', { name: word(figure, { x: STREAM }), exact: true }).waitFor();
    }
    assert.deepEqual(await axe(page), []);
    await page.getByRole('button', { name: word('hashes-as-table'), exact: true }).click();
    await page.getByRole('region', { name: word('hashes-window'), exact: true }).waitFor();
    assert.deepEqual(await axe(page), []);

    await openPart(page, word, 'reshard');
    await split(page, works, word);
    const [past, since] = await refusals(page, word);
    assert.ok(past > 400, `${past} refused a second before`);
    assert.ok(since > 400, `${since} refused a second since: a split cannot divide a key`);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(wrongs, []);
    await context.close();
  });
}

test('where keys are many, a split helps', { timeout: 60_000 }, async () => {
  const word = words('en');
  const { context, page, works, wrongs } = await openWorks(browser, site, { viewport: WIDE, colorScheme: 'dark' });
  await works.set('producers/flights', { keyField: 'origin', rate: 2100 });
  await works.advance('PT25S');
  await openTab(page, word, 'shards');
  await page.getByRole('button', { name: word('throttle-guide'), exact: true }).first().click();
  await drawn(page);
  await split(page, works, word);
  const [past, since] = await refusals(page, word);
  assert.ok(past > 20 && since < past / 2, `${past} refused a second before, ${since} since`);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('what can be set is set, and what AWS refuses it says', { timeout: 60_000 }, async () => {
  const word = words('en');
  const { context, page, works, wrongs } = await openWorks(browser, site, { viewport: WIDE });
  await openTab(page, word, 'shards');
  await openPart(page, word, 'monitoring');
  await page.getByRole('checkbox', { name: word('monitor-enhanced'), exact: true }).check();
  await works.advance('PT70S');
  await page.getByText('shardId-000000000001').first().waitFor();
  assert.deepEqual(await axe(page), []);

  await openPart(page, word, 'configuration');
  const hours = page.getByRole('textbox', { name: word('config-retention-field'), exact: true });
  await hours.fill('12');
  await hours.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'InvalidArgumentException' }).waitFor();
  await hours.fill('48');
  await hours.press('Enter');
  await until('48 hours', async () => (await works.levels()).works.streams[0].retention_hours === 48);
  const count = page.getByRole('textbox', { name: word('config-count-field'), exact: true });
  await count.fill('4');
  await count.press('Enter');
  await until('it is being changed', async () => (await works.levels()).works.streams[0].status === 'UPDATING');
  assert.deepEqual(await axe(page), []);
  await page.setViewportSize(NARROW);
  await drawn(page);
  const overhang = await page.evaluate(() => {
    const works = document.querySelector('acequia-sandbox').shadowRoot.querySelector('.acequia');
    return Math.max(...[document.documentElement, works].map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
  });
  assert.equal(overhang, 0, 'nothing is wider than a phone');
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('the data viewer shows text, JSON and bytes', { timeout: 60_000 }, async () => {
  const word = words('en');
  const { context, page, works, wrongs } = await openWorks(browser, site, { viewport: WIDE });
  await works.call('Kinesis.CreateStream', { StreamName: 'aa', ShardCount: 1 });
  await works.set('producers/flights', { running: false });
  await works.advance('PT15S');
  for (const data of [Buffer.from('{"b":1,"a":[2]}'), Buffer.from([0xf3, 0x89, 0x9a, 0xc2, 1])]) {
    await works.call('Kinesis.PutRecord', { StreamName: 'aa', PartitionKey: 'k', Data: data.toString('base64') });
  }
  await openTab(page, word, 'records');
  const shows = page.getByRole('button', { name: word('viewer-show'), exact: true });
  await until('two records', async () => (await shows.count()) === 2);
  await shows.first().click();
  await page.getByText('"a": [', { exact: false }).waitFor();
  await shows.last().click();
  await page.getByText(word('viewer-kpl-note'), { exact: true }).waitFor();
  await page.getByText('0000  f3 89 9a c2 01', { exact: false }).waitFor();
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(wrongs, []);
  await context.close();
});
