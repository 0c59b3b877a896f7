// The walk that the page is for, with a reader's own clicks and keys: Play, dots, the first object, the crawler, a question
// in SQL, a chart, a search, one record's whole way. Each answer is compared with one computed here from the input (`flights.mjs`) and
// from the bytes in the bucket. Not here: hosts, looks, bad input (`places`, `page`).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { byOrigin, readFlights } from './flights.mjs';
import { launch, serve } from './harness.mjs';
import { openTab, openWorks, until, words } from './works.mjs';

const FIRST_DOT_MS_MAX = 1_000;
const FIRST_OBJECT_MS_MAX = 15_000;
const WALK_MS_MAX = 120_000;
const LATEST = 'SELECT origin, count(*) AS flights, sum(delay) AS minutes, avg(delay) AS late FROM flights GROUP BY origin ORDER BY late DESC, origin';
const BY_ORIGIN = 'Average arrival delay by origin, minutes';
const BARS = 12;

const word = words('en');
const flights = readFlights();
let browser;
let site;

before(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

test('from the producer to the search box, in two minutes', { timeout: 240_000 }, async (t) => {
  const { context, page, works, wrongs } = await openWorks(browser, site);
  const began = performance.now();
  const lap = lapsOf(t, began);
  const times = {};
  // Each step stands on the one before: after a failure the rest would only wait in vain.
  let broken = false;
  const step = (name, work) =>
    t.test(name, { skip: broken && 'a step before it failed' }, async () => {
      broken = true;
      await work();
      broken = false;
    });

  await step('it opens paused on a ready pipeline', async () => {
    const { clock, works: view } = await works.levels();
    assert.equal(clock.playing, false);
    assert.equal(clock.speed, 5);
    assert.deepEqual(view.producers.map(({ name, rate }) => [name, rate]), [['flights', 200]]);
    assert.deepEqual(view.streams.map(({ name, shards }) => [name, shards.length]), [['flights', 2]]);
    assert.deepEqual(view.deliveries.map(({ name }) => name), ['flights-to-s3', 'flights-to-search']);
    assert.equal(view.dots.length, 0);
    assert.ok(await works.stands(), 'the clock stands');
  });

  let played;
  await step('Play: dots move', async () => {
    await watchFirstMove(page);
    played = performance.now();
    await page.getByRole('button', { name: word('play'), exact: true }).click();
    const ms = await page.evaluate(() => window.firstMove);
    lap(`first dot moves, ${ms.toFixed(0)} ms after the click`);
    times.dot = ms;
  });

  await step('an object lands', async () => {
    await until('an object in the lake', async () => objectsDrawn(await works.levels()) > 0, 60_000);
    const ms = performance.now() - played;
    lap(`first object, ${(ms / 1000).toFixed(1)} s after Play`);
    times.object = ms;
  });

  await step('the crawler makes the table', async () => {
    await openTab(page, word, 'query');
    const nothing = page.locator('.empty').filter({ hasText: word('tables-none') });
    await nothing.getByRole('button', { name: word('crawler-go'), exact: true }).click();
    await page.locator('.empty').filter({ hasText: word('tables-none') }).getByRole('button', { name: word('crawler-run'), exact: true }).click();
    const table = page.getByRole('tabpanel').locator('.tree').getByRole('button', { name: 'flights', exact: true });
    await table.waitFor({ timeout: 60_000 });
    await table.click();
    const schema = page.getByRole('region', { name: word('schema'), exact: true });
    await schema.locator('tbody tr').first().waitFor();
    const columns = await schema.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].slice(0, 2).map((cell) => cell.innerText.trim())));
    assert.deepEqual(columns.map(([name]) => name), [...Object.keys(flights.record(1)), 'dt'], 'the members of a record, and the partition');
    assert.deepEqual(Object.fromEntries(columns).delay, 'int');
    lap('the crawler has made the table');
  });

  await step('SQL says which airport is latest', async () => {
    await openTab(page, word, 'query');
    const editor = page.getByRole('textbox', { name: word('tab-query'), exact: true });
    await editor.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(LATEST);
    await page.keyboard.press('Control+Enter');
    const results = page.getByRole('region', { name: word('results'), exact: true });
    await results.waitFor({ timeout: 60_000 });
    await page.locator('.status').filter({ hasText: word('query-completed') }).waitFor();
    lap('the query has its answer');
    await results.locator('tbody tr').first().waitFor();
    const shown = await results.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].slice(1).map((cell) => cell.innerText.trim())));

    const { rows, execution } = await newestAnswer(works, LATEST);
    assert.deepEqual(shown, rows.slice(0, shown.length), 'the page shows what GetQueryResults gives');
    const { objects } = await lake(works);
    const total = rows.reduce((sum, [, count]) => sum + Number(count), 0);
    const read = objects.slice(0, prefixWith(objects, total));
    assert.equal(Number(execution.Statistics.DataScannedInBytes), read.reduce((sum, { bytes }) => sum + bytes, 0), 'data scanned');
    assertLatest(rows, read.flatMap(({ records }) => records));
    const [[airport, count, , late]] = rows;
    t.diagnostic(`latest of ${total} flights: ${airport}, ${Number(late).toFixed(1)} min in ${count} flights`);
  });

  await step('the chart shows the same', async () => {
    await openTab(page, word, 'dashboard');
    // A visual without data says what to do next.
    const visual = page.locator('article.visual').filter({ hasText: BY_ORIGIN });
    await visual.getByText(word('visual-empty')).waitFor();
    const history = async () => (await works.call('Athena.ListQueryExecutions', {})).QueryExecutionIds.length;
    const before = await history();
    await page.getByRole('button', { name: word('refresh'), exact: true }).first().click();
    const bars = visual.locator('.chart svg path[fill]:not([fill="none"])');
    await visual.getByRole('group', { name: BY_ORIGIN }).waitFor({ timeout: 60_000 });
    await until('bars', async () => (await bars.count()) >= BARS);
    assert.ok((await history()) > before, 'a refresh is an ordinary query, seen in the history');
    lap('the chart is drawn');
    await visual.getByRole('button', { name: word('chart-as-table'), exact: true }).click();
    await visual.locator('tbody tr').first().waitFor();
    const shown = await visual.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim())));
    assert.equal(shown.length, BARS);
    const { objects } = await lake(works);
    const fits = objects.some((_, index) => isTop(shown, objects.slice(0, index + 1).flatMap(({ records }) => records)));
    assert.ok(fits, `the bars fit the flights of no instant: ${JSON.stringify(shown)}`);
    await visual.getByRole('button', { name: word('chart-as-chart'), exact: true }).click();
  });

  await step('a bar leads to its records', async () => {
    const visual = page.locator('article.visual').filter({ hasText: BY_ORIGIN });
    const chart = visual.getByRole('group', { name: BY_ORIGIN });
    await chart.waitFor();
    await until('a chart that is not being refreshed', async () => (await visual.locator('.status').count()) === 0);
    await chart.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    const followed = page.getByRole('complementary', { name: word('followed') });
    await followed.locator('.hops li').first().waitFor({ timeout: 30_000 });
    assert.ok((await followed.locator('.hops li').count()) >= 4);
    await followed.getByRole('button', { name: word('close'), exact: true }).click();
  });

  await step('the search box finds flights, ranked and highlighted', async () => {
    await openTab(page, word, 'discover');
    await until('documents', async () => (await works.levels()).works.domains.some(({ indices }) => indices.some(({ documents }) => documents > 0)), 60_000);
    const box = page.getByRole('search').getByRole('textbox');
    await box.click();
    await page.keyboard.type('Honolulu delay:>15');
    await page.keyboard.press('Enter');
    const hits = page.locator('.hits > li');
    await hits.first().waitFor({ timeout: 60_000 });
    lap('the search has its hits');
    const seen = await hits.evaluateAll((list) =>
      list.map((hit) => ({
        score: Number(/[\d.,]+$/.exec(hit.querySelector('.hit-head .dim').innerText)[0]),
        marks: [...hit.querySelectorAll('mark')].map((mark) => mark.innerText),
        record: Object.fromEntries([...hit.querySelectorAll('dl > div')].map((one) => [one.querySelector('dt').innerText, one.querySelector('dd').innerText])),
      })),
    );
    const scores = seen.map(({ score }) => score);
    assert.deepEqual(scores, scores.toSorted((a, b) => b - a), 'ranked');
    assert.ok(seen[0].marks.includes('Honolulu'), 'highlighted');
    for (const { record } of seen) assert.deepEqual(record, asText(flights.record(Number(record.flight_id))), 'a hit is a flight of the input');
    assert.ok(/Honolulu/.test(JSON.stringify(seen[0].record)) && Number(seen[0].record.delay) > 15, 'the best hit matches both');

    const first = hits.first();
    await first.getByRole('button', { name: word('follow'), exact: true }).click();
    const followed = page.getByRole('complementary', { name: word('followed') });
    await until('the whole way', async () => (await followed.locator('.hops li').count()) >= 5);
    const hops = await followed.locator('.hops li').allInnerTexts();
    for (const stage of [/flights/, /Kinesis/, /Firehose/, /OpenSearch/]) assert.ok(hops.some((hop) => stage.test(hop)), `${stage} in ${hops.join(' | ')}`);
    const times = hops.map((hop) => /\d\d:\d\d:\d\d[.,]\d+/.exec(hop)?.[0]);
    assert.deepEqual(times, times.toSorted(), 'in the order of time');
    const data = JSON.parse(await followed.locator('pre').innerText());
    assert.deepEqual(data, flights.record(Number(seen[0].record.flight_id)), 'the record itself, by identity');
    await page.locator('.hits > li.lit').waitFor();
    assert.ok((await page.locator('.stage .place.lit').count()) >= 4, 'the way is lit in the drawing');
    lap('one record is followed from end to end');
  });

  const took = performance.now() - began;
  await step('nothing went wrong', async () => {
    const { clock } = await works.levels();
    assert.deepEqual(clock.breaches, []);
    assert.deepEqual(wrongs, []);
  });
  await context.close();
});

test('while paused, a button runs the clock to the end of its job and says so', { timeout: 120_000 }, async () => {
  const { context, page, works, wrongs } = await openWorks(browser, site, { path: '', locale: 'es-ES' });
  const palabra = words('es');
  await works.advance('PT1M30S');
  await openTab(page, palabra, 'catalog');
  await page.getByRole('button', { name: palabra('crawler-run'), exact: true }).first().click();
  await page.locator('.tree').getByRole('button', { name: 'flights', exact: true }).waitFor({ timeout: 60_000 });
  const { clock } = await works.levels();
  assert.equal(clock.playing, false);
  assert.ok(clock.ran_ahead.by_us > 0);
  await page.locator('.notice').filter({ hasText: /flights-crawler/ }).waitFor();
  await openTab(page, palabra, 'query');
  await page.getByRole('button', { name: palabra('run'), exact: true }).click();
  const results = page.getByRole('region', { name: palabra('results'), exact: true });
  await results.locator('tbody tr').first().waitFor({ timeout: 60_000 });
  assert.ok(await works.stands(), 'and pauses again');
  assert.deepEqual(wrongs, []);
  await context.close();
});

/** Milliseconds from the next click to the first change of a dot's place, as `window.firstMove`. */
function watchFirstMove(page) {
  return page.evaluate(() => {
    window.firstMove = new Promise((resolve) => {
      addEventListener(
        'click',
        () => {
          const clicked = performance.now();
          const root = document.querySelector('acequia-sandbox').shadowRoot;
          const seen = new Map();
          const look = () => {
            for (const dot of root.querySelectorAll('[data-record]')) {
              const place = ['cx', 'cy', 'x', 'y', 'd', 'transform'].map((name) => dot.getAttribute(name)).join();
              const before = seen.get(dot.dataset.record);
              if (before !== undefined && before !== place) return resolve(performance.now() - clicked);
              seen.set(dot.dataset.record, place);
            }
            requestAnimationFrame(look);
          };
          look();
        },
        { capture: true, once: true },
      );
    });
  });
}

function lapsOf(t, began) {
  return (what) => t.diagnostic(`${((performance.now() - began) / 1000).toFixed(1)} s: ${what}`);
}

function objectsDrawn({ works }) {
  return works.buckets.find(({ name }) => name === 'acequia-lake')?.objects ?? 0;
}

/** The rows of the newest query with this SQL, as GetQueryResults gives them, and its execution. */
async function newestAnswer(works, sql) {
  const { QueryExecutionIds } = await works.call('Athena.ListQueryExecutions', {});
  for (const QueryExecutionId of QueryExecutionIds) {
    const { QueryExecution: execution } = await works.call('Athena.GetQueryExecution', { QueryExecutionId });
    if (execution.Query !== sql) continue;
    const rows = [];
    for (let NextToken; ; ) {
      const page = await works.call('Athena.GetQueryResults', { QueryExecutionId, ...(NextToken && { NextToken }) });
      rows.push(...page.ResultSet.Rows.map(({ Data }) => Data.map(({ VarCharValue }) => VarCharValue ?? null)));
      NextToken = page.NextToken;
      if (!NextToken) break;
    }
    // The first row holds the names.
    return { rows: rows.slice(1), execution };
  }
  throw new Error(`the history has no '${sql}'`);
}

/** The objects below `flights/`, in the order in which they landed, each with its records, which are checked against the input. */
async function lake(works) {
  const listed = await works.call('S3.ListObjectsV2', { Bucket: 'acequia-lake', Prefix: 'flights/' });
  const sorted = listed.Contents.toSorted((a, b) => a.LastModified - b.LastModified || (a.Key < b.Key ? -1 : 1));
  const objects = [];
  for (const { Key, Size } of sorted) {
    const { Body } = await works.call('S3.GetObject', { Bucket: 'acequia-lake', Key });
    const bytes = Buffer.from(Body, 'base64');
    assert.equal(bytes.length, Size, Key);
    const records = bytes.toString('utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
    for (const record of records) assert.deepEqual(record, flights.record(record.flight_id), 'a line of an object is a flight of the input');
    objects.push({ key: Key, bytes: bytes.length, records });
  }
  const ids = new Set(objects.flatMap(({ records }) => records.map(({ flight_id }) => flight_id)));
  assert.equal(ids.size, objects.reduce((sum, { records }) => sum + records.length, 0), 'no flight lands twice');
  return { objects };
}

/** How many of the objects hold `total` records together. */
function prefixWith(objects, total) {
  let sum = 0;
  const last = objects.findIndex(({ records }) => (sum += records.length) === total);
  assert.notEqual(last, -1, `the objects hold no ${total} records at any instant`);
  return last + 1;
}

/** Rows of `LATEST` against sums over the records. */
function assertLatest(rows, records) {
  const sums = byOrigin(records);
  assert.equal(rows.length, sums.size);
  for (const [origin, count, minutes, late] of rows) {
    const sum = sums.get(origin);
    assert.deepEqual([Number(count), Number(minutes)], [sum.flights, sum.minutes], origin);
    assert.ok(Math.abs(Number(late) - sum.minutes / sum.flights) < 1e-9, `${origin}: ${late}`);
  }
  const order = [...sums].map(([origin, { flights: count, minutes }]) => ({ origin, late: minutes / count }));
  order.sort((a, b) => b.late - a.late || (a.origin < b.origin ? -1 : 1));
  assert.deepEqual(rows.map(([origin]) => origin), order.map(({ origin }) => origin));
}

/** Whether these bars are the largest averages over the records, largest first. */
function isTop(shown, records) {
  const sums = byOrigin(records);
  const average = (origin) => sums.get(origin).minutes / sums.get(origin).flights;
  if (shown.some(([origin]) => !sums.has(origin))) return false;
  const top = [...sums.keys()].map(average).sort((a, b) => b - a).slice(0, BARS);
  return shown.every(([origin, text], index) => {
    const value = Number(text.replaceAll(',', '').replace('−', '-'));
    return Math.abs(value - average(origin)) <= 0.051 && Math.abs(average(origin) - top[index]) < 1e-9;
  });
}

function asText(record) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value)]));
}
