// The host API, as blog authors, lessons and tests use it: its promises, errors, events, and several works on one page.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, openPage, serve } from './harness.mjs';
import { openTab, openWorks, until, words, worksOf } from './works.mjs';

const ROLE = 'arn:aws:iam::111122223333:role/glue-crawler';

let browser;
let site;

before(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

/** A page of another origin whose works take calls, in an iframe. Its server ends with the test. */
async function openGuest({ url, origin }, t, attributes = '') {
  const folder = await mkdtemp(join(tmpdir(), 'acequia-guest-'));
  await writeFile(
    join(folder, 'guest.html'),
    `<!doctype html><html lang="en"><head><title>guest</title><link rel="icon" href="data:,"><script src="${url}acequia.js" defer></script></head>
<body><acequia-sandbox ${attributes}></acequia-sandbox></body></html>`,
  );
  const other = await serve(folder);
  t.after(async () => {
    await other.close();
    await rm(folder, { recursive: true });
  });
  const guest = await openPage(browser, {}, [origin]);
  await guest.page.goto(`${other.url}guest.html`);
  await guest.page.waitForFunction(() => customElements.get('acequia-sandbox') !== undefined);
  await guest.page.evaluate(() => document.querySelector('acequia-sandbox').ready);
  return guest;
}

test('a call answers as AWS does, and rejects with AWS’s name and message', { timeout: 60_000 }, async () => {
  const { context, works, wrongs } = await openWorks(browser, site);
  const Body = Buffer.from('agua\n').toString('base64');
  const { ETag } = await works.call('S3.PutObject', { Bucket: 'acequia-lake', Key: 'mine/a.txt', Body });
  assert.match(ETag, /^"[0-9a-f]{32}"$/);
  const got = await works.call('S3.GetObject', { Bucket: 'acequia-lake', Key: 'mine/a.txt' });
  assert.equal(got.Body, Body);
  assert.equal(typeof got.LastModified, 'number');
  const part = await works.call('S3.GetObject', { Bucket: 'acequia-lake', Key: 'mine/a.txt', Range: 'bytes=1-2' });
  assert.equal(Buffer.from(part.Body, 'base64').toString(), 'gu');

  await assert.rejects(works.call('S3.GetObject', { Bucket: 'acequia-lake', Key: 'none' }), { name: 'NoSuchKey', message: 'The specified key does not exist.' });
  await assert.rejects(works.call('S3.ListObjectsV2', { Bucket: 'acequia-lake' }, { as: 'arn:aws:iam::111122223333:role/nobody' }), {
    name: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid.',
  });
  for (const as of ['', 'nobody', 'arn:aws:s3:::acequia-lake']) {
    await assert.rejects(works.call('S3.ListBuckets', {}, { as }), { name: 'InvalidClientTokenId' }, as);
  }
  await assert.rejects(works.call('S3.PutObject', { Bucket: 'acequia-lake', Key: 'x', Body }, { as: ROLE }), ({ name, message }) => {
    assert.match(name, /^AccessDenied/);
    assert.match(message, /s3:PutObject/);
    return true;
  });
  await assert.rejects(works.call('Kinesis.PutRecord', { StreamName: 'none', Data: Body, PartitionKey: 'x' }), { name: 'ResourceNotFoundException' });
  for (const [name, params] of [['S3.Nothing', {}], ['Nothing.Nothing', {}], ['nothing', {}], ['Kinesis.PutRecord', {}], ['Kinesis.CreateStream', { StreamName: 7 }], ['Kinesis.ListShards', 'no object']]) {
    await assert.rejects(works.call(name, params), ({ name: code, message }) => code.length > 3 && message.length > 3, `${name} ${JSON.stringify(params)}`);
  }
  const big = Buffer.alloc(2 ** 20 + 1).toString('base64');
  await assert.rejects(works.call('Kinesis.PutRecord', { StreamName: 'flights', Data: big, PartitionKey: 'x' }), ({ name }) => name.endsWith('Exception'));
  assert.ok((await works.snapshot()).runHash, 'it goes on');
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('advance, seek and step are promises of virtual time', { timeout: 120_000 }, async () => {
  const { context, works, wrongs } = await openWorks(browser, site);
  const start = await works.snapshot();
  const later = await works.advance('PT30S');
  assert.equal(later.ms, start.ms + 30_000);
  assert.equal(Date.parse(later.date), Date.parse(start.date) + 30_000);
  assert.deepEqual(await works.snapshot(), later);
  const back = await works.seek(start.ms + 10_000);
  assert.equal(back.ms, start.ms + 10_000);
  assert.equal(back.frontierMs, later.frontierMs);
  assert.notEqual(back.runHash, later.runHash);
  assert.deepEqual(await works.seek(later.ms), later, 'going away and coming back');
  const stepped = await works.step();
  assert.ok(stepped.ms > later.ms);
  assert.equal((await works.seek(1e12)).ms, stepped.frontierMs, 'no further than the frontier');
  for (const wrong of ['5 minutes', '', 'P', 'PT-1S']) await assert.rejects(works.advance(wrong), ({ message }) => message.length > 3, wrong);
  await assert.rejects(works.seek(-1));
  assert.equal((await works.levels()).clock.playing, false, 'leaves it paused as it was');
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('pause ends an advance, which rejects with AbortError', { timeout: 120_000 }, async (t) => {
  const { context, page, works, wrongs } = await openWorks(browser, site);
  await works.advance('PT1S');
  await works.set('producers/flights', { rate: 2000 });
  const { error, ms, ended } = await page.evaluate(async () => {
    const element = document.querySelector('acequia-sandbox');
    const advancing = element.advance('P1D').then(
      () => null,
      (thrown) => ({ name: thrown.name, isDom: thrown instanceof DOMException, message: thrown.message }),
    );
    await new Promise((resolve) => element.addEventListener('task', ({ detail }) => detail.state === 'progress' && resolve()));
    const asked = performance.now();
    element.pause();
    const thrown = await advancing;
    const took = performance.now() - asked;
    const first = await element.snapshot();
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    const second = await element.snapshot();
    return { error: thrown, ms: took, ended: [first.ms, second.ms] };
  });
  t.diagnostic(`a pause acts within ${ms.toFixed(0)} ms`);
  assert.deepEqual([error?.name, error?.isDom], ['AbortError', true]);
  assert.ok(error.message.length > 3);
  assert.ok(ms < 500, `${ms} ms`);
  assert.equal(ended[0], ended[1]);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('commands that arrive during an advance wait their turn', { timeout: 60_000 }, async () => {
  const { context, page, wrongs } = await openWorks(browser, site);
  const [advanced, seen] = await page.evaluate(async () => {
    const element = document.querySelector('acequia-sandbox');
    return Promise.all([element.advance('PT20S'), element.snapshot()]);
  });
  assert.deepEqual(seen, advanced);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('it tells what happens by events', { timeout: 60_000 }, async () => {
  const { context, page, wrongs } = await openPage(browser);
  await page.goto(`${site.url}embed.html`);
  const told = await page.evaluate(async () => {
    const element = document.querySelector('acequia-sandbox');
    const heard = {};
    for (const name of ['ready', 'tick', 'checkpoint', 'resize', 'error']) {
      element.addEventListener(name, ({ detail }) => (heard[name] ??= []).push(detail));
    }
    await element.ready;
    await element.call('S3.ListBuckets');
    const five = new Promise((resolve) => element.addEventListener('tick', () => heard.tick.length > 5 && resolve()));
    element.play({ speed: 20 });
    await five;
    element.pause();
    await element.snapshot();
    return heard;
  });
  assert.equal(told.ready.length, 1);
  assert.equal(told.ready[0].account, '111122223333');
  assert.ok(told.checkpoint.length >= 1);
  assert.ok(told.tick.some(({ playing, speed }) => playing && speed === 20));
  const times = told.tick.map(({ ms }) => ms);
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
  assert.ok(times.at(-1) > times[0]);
  assert.equal(told.error, undefined);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('work that takes time is told, in the element and out of the iframe', { timeout: 180_000 }, async (t) => {
  const { context, page, wrongs } = await openWorks(browser, site);
  const work = (where) =>
    where.evaluate(async () => {
      const element = document.querySelector('acequia-sandbox');
      const told = [];
      const hear = ({ detail }) => told.push(detail);
      element.addEventListener('task', hear);
      const { ms } = await element.advance('PT1M30S');
      await element.call('Glue.StartCrawler', { Name: 'flights-crawler' });
      await element.advance('PT3M');
      const { QueryExecutionId } = await element.call('Athena.StartQueryExecution', {
        QueryString: 'SELECT count(*) FROM flights', QueryExecutionContext: { Database: 'acequia' }, WorkGroup: 'primary',
      });
      await element.advance('PT30S');
      await element.seek(ms);
      await element.step();
      element.removeEventListener('task', hear);
      return { told: told.filter(({ state }) => state !== 'progress'), progress: told.filter(({ state }) => state === 'progress'), query: QueryExecutionId, ms };
    });
  const check = ({ told, progress, query, ms }) => {
    const of = (what) => told.filter((each) => each.what === what);
    // The seek goes back to the instant at which the crawler was started, where that is under way again.
    assert.deepEqual(of('crawl').map(({ id, state }) => [id, state]).slice(0, 2), [['flights-crawler', 'began'], ['flights-crawler', 'done']]);
    assert.deepEqual(of('query').map(({ id, state }) => [id, state]), [[query, 'began'], [query, 'done']]);
    assert.deepEqual(of('advance').map(({ state }) => state), ['began', 'done', 'began', 'done', 'began', 'done']);
    assert.equal(of('advance')[1].ms, ms);
    assert.deepEqual(of('seek').map(({ state }) => state), ['began', 'done']);
    assert.deepEqual(of('step').map(({ state }) => state), ['began', 'done']);
    const [start, end] = of('crawl');
    assert.ok(start.ms >= ms && end.ms > start.ms);
    for (const { what, progress: share } of progress) assert.ok(share === null || (share >= 0 && share <= 1), what);
  };
  check(await work(page));
  assert.deepEqual(wrongs, []);
  await context.close();
  // The same from another origin's page, through the iframe.
  const guest = await openGuest(site, t);
  check(await work(guest.page));
  assert.equal(guest.page.frames().length, 2);
  assert.deepEqual(guest.wrongs, []);
  await guest.context.close();
});

test('SubscribeToShard gives an async iterable, in the element and out of the iframe', { timeout: 180_000 }, async (t) => {
  const use = (where) =>
    where.evaluate(async () => {
      const works = document.querySelector('acequia-sandbox');
      const ShardId = 'shardId-000000000000';
      await works.call('Kinesis.CreateStream', { StreamName: 's', ShardCount: 1 });
      await works.advance('PT10S');
      await works.set('producers/clicks', { source: 'clicks', target: 's', rate: 100, running: true });
      const { StreamDescriptionSummary: stream } = await works.call('Kinesis.DescribeStreamSummary', { StreamName: 's' });
      const { Consumer } = await works.call('Kinesis.RegisterStreamConsumer', { StreamARN: stream.StreamARN, ConsumerName: 'page' });
      const { ConsumerARN } = Consumer;
      await works.advance('PT10S');
      const subscribe = async (StartingPosition) => (await works.call('Kinesis.SubscribeToShard', { ConsumerARN, ShardId, StartingPosition })).EventStream;
      /** Reads to the end in the background: the records' numbers as they come, and how it ended. */
      const read = (EventStream) => {
        const seen = { events: [], numbers: [] };
        seen.end = (async () => {
          try {
            for await (const { SubscribeToShardEvent: event } of EventStream) {
              seen.events.push(event);
              seen.numbers.push(...event.Records.map(({ SequenceNumber }) => SequenceNumber));
            }
            return 'end';
          } catch (thrown) {
            return thrown.name;
          }
        })();
        return seen;
      };
      const out = {};

      const from = await works.snapshot();
      const first = read(await subscribe({ Type: 'LATEST' }));
      const call = await works.snapshot();
      out.still = [call.ms - from.ms, first.events.length];
      await works.advance('PT10S');
      const there = await works.snapshot();
      const [{ Records, MillisBehindLatest, ContinuationSequenceNumber }] = first.events;
      out.record = JSON.parse(atob(Records[0].Data)) instanceof Object && Records[0].PartitionKey.length > 0;
      out.event = [MillisBehindLatest, ContinuationSequenceNumber.length];
      // The same as a reader of the shard gets.
      const begin = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: first.numbers[0] };
      const { ShardIterator } = await works.call('Kinesis.GetShardIterator', { StreamName: 's', ShardId, ...begin });
      const got = await works.call('Kinesis.GetRecords', { ShardIterator });
      const last = first.numbers.at(-1);
      const all = got.Records.map(({ SequenceNumber }) => SequenceNumber).filter((number) => number <= last);
      out.same = [all.length > 500, JSON.stringify(all) === JSON.stringify(first.numbers)];
      // Going back and forth repeats nothing.
      const count = first.events.length;
      await works.seek(call.ms + 2000);
      await works.seek(there.ms);
      out.repeated = first.events.length - count;
      await works.advance('PT1S');
      out.goesOn = first.numbers.length > all.length && new Set(first.numbers).size === first.numbers.length;
      await works.advance('PT5M');
      out.end = await first.end;

      // Who breaks off has hung up: an action of the log, behind which the shard is free.
      let entries = 0;
      works.addEventListener('checkpoint', ({ detail }) => (entries = detail.entries));
      const broken = await subscribe({ Type: 'TRIM_HORIZON' });
      const before = entries;
      await works.advance('PT1S');
      for await (const _ of broken) break;
      await works.snapshot();
      out.left = entries - before;
      await works.advance('PT5S');
      const again = [];
      for await (const event of broken) again.push(event);
      out.again = again.length;

      // Another subscription takes over; a consumer that goes ends it; before the call there is none.
      const [one, two] = [read(await subscribe({ Type: 'LATEST' })), await works.advance('PT6S').then(() => subscribe({ Type: 'LATEST' })).then(read)];
      out.taken = await one.end;
      await works.call('Kinesis.DeregisterStreamConsumer', { ConsumerARN });
      out.gone = await two.end;
      await works.seek(call.ms - 1000);
      const third = read(await subscribe({ Type: 'LATEST' }));
      await works.advance('PT1S');
      await works.seek(call.ms - 2000);
      out.sought = await third.end;
      const { runHash } = await works.seek(1e12);
      out.hash = runHash;
      return out;
    });
  const check = ({ hash, event, ...out }) => {
    assert.deepEqual(out, {
      still: [0, 0],
      record: true,
      same: [true, true],
      repeated: 0,
      goesOn: true,
      end: 'end',
      left: 1,
      again: 0,
      taken: 'ResourceInUseException',
      gone: 'ResourceNotFoundException',
      sought: 'AbortError',
    });
    assert.deepEqual(event, [0, 56]);
    return hash;
  };
  const { context, page, wrongs } = await openWorks(browser, site, { path: 'embed.html?scenario=empty' });
  const hash = check(await use(page));
  assert.deepEqual(wrongs, []);
  await context.close();
  const guest = await openGuest(site, t, 'scenario="empty"');
  assert.equal(check(await use(guest.page)), hash, 'what the reader does is the same run');
  assert.equal(guest.page.frames().length, 2);
  assert.deepEqual(guest.wrongs, []);
  await guest.context.close();
});

test('each parameter does its part, in the element and in embed.html', { timeout: 180_000 }, async () => {
  const { context, page, wrongs } = await openPage(browser, { colorScheme: 'light' });
  const text = '{"title":"Mine","seed":3}\n{"call":"S3.CreateBucket","params":{"Bucket":"mine"}}\n{"advance":"PT10S"}\n';
  await page.route(`${site.url}mine.jsonl`, (route) => route.fulfill({ contentType: 'text/plain', body: text }));
  const element = (attributes) =>
    page.evaluate((given) => {
      document.querySelector('acequia-sandbox')?.remove();
      const works = document.createElement('acequia-sandbox');
      works.style.height = '700px';
      for (const [name, value] of Object.entries(given)) works.setAttribute(name, value);
      document.body.append(works);
    }, attributes);
  const iframe = (attributes) => page.goto(`${site.url}embed.html?${new URLSearchParams(attributes)}`);
  const works = worksOf(page);
  await page.goto(`${site.url}embed.html`);
  for (const open of [element, iframe]) {
    await open({ scenario: 'mine.jsonl', seed: '11', tick: '5000', lang: 'en' });
    await works.ready();
    const { ms, seed } = await works.snapshot();
    // `tick` lies before the end of the scenario's own lines: the run begins where these end.
    assert.deepEqual([ms, seed], [10_000, 11]);
    assert.deepEqual((await works.call('S3.ListBuckets')).Buckets.map(({ Name }) => Name), ['mine']);

    await open({ scenario: 'empty', tick: '2500', lang: 'es', panel: 'trail', theme: 'dark', scene: 's3' });
    await works.ready();
    assert.equal((await works.snapshot()).ms, 2500);
    const palabra = words('es');
    await page.getByRole('button', { name: palabra('play'), exact: true }).waitFor();
    assert.equal(await page.getByRole('tab', { selected: true }).first().innerText(), palabra('tab-trail'));
    assert.equal(await page.locator('acequia-sandbox .acequia').getAttribute('data-theme'), 'dark');

    await open({ chrome: '0', lang: 'en' });
    await works.ready();
    await page.getByRole('button', { name: words('en')('play'), exact: true }).waitFor();
    assert.equal(await page.getByRole('tab').count(), 0, 'no consoles');
    assert.equal(await page.getByRole('button', { name: words('en')('save'), exact: true }).count(), 0, 'no bar above');

    await open({ autoplay: '1', lock: '1', lang: 'en', speed: '20' });
    await works.ready();
    await until('playing', async () => (await works.levels()).clock.playing);
    assert.equal((await works.levels()).clock.speed, 20);
    await openTab(page, words('en'), 'catalog');
    await page.getByRole('button', { name: words('en')('crawler-run'), exact: true }).first().click();
    await page.getByText(words('en')('locked')).first().waitFor();
    assert.equal((await works.call('Glue.GetCrawler', { Name: 'flights-crawler' })).Crawler.State, 'READY');
  }
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('a saved run is a scenario too; a broken one is named with its place', { timeout: 120_000 }, async () => {
  const { context, page } = await openPage(browser);
  await page.goto(`${site.url}embed.html?lang=en`);
  const works = worksOf(page);
  await works.ready();
  await works.advance('PT20S');
  await works.call('S3.CreateBucket', { Bucket: 'mine' });
  await works.advance('PT5S');
  const before = await works.snapshot();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: words('en')('save'), exact: true }).click()]);
  const saved = await readFile(await download.path(), 'utf8');
  await page.route(`${site.url}saved.acequia`, (route) => route.fulfill({ contentType: 'application/octet-stream', body: saved }));
  await page.route(`${site.url}cut.acequia`, (route) => route.fulfill({ contentType: 'application/octet-stream', body: saved.slice(0, saved.length - 20) }));
  await page.goto(`${site.url}embed.html?lang=en&scenario=saved.acequia`);
  await works.ready();
  assert.deepEqual(await works.snapshot(), before);
  await page.goto(`${site.url}embed.html?lang=en&scenario=cut.acequia`);
  await assert.rejects(works.call('S3.ListBuckets'), ({ name, message }) => name === 'UnreadableScenario' && /line \d+, column \d+/.test(message));
  assert.match(await page.getByRole('alert').innerText(), /line \d+, column \d+/);
  await context.close();
});

test('producers are set while it runs; what is wrong is said and changes nothing', { timeout: 60_000 }, async () => {
  const { context, works, wrongs } = await openWorks(browser, site);
  await works.set('producers/flights', { rate: 1000, shape: 'wave', keyField: 'destination', seed: 5 });
  await works.set('producers/clicks', { source: 'clicks', target: 'flights', rate: 10 });
  const seen = await until('both producers', async () => {
    const { producers } = (await works.levels()).works;
    return producers.length === 2 && producers;
  });
  const producer = seen.find(({ name }) => name === 'flights');
  assert.deepEqual([producer.rate, producer.shape, producer.key_field, producer.seed], [1000, 'wave', 'destination', 5]);
  for (const [path, to] of [
    ['producers/flights', { rate: -1 }],
    ['producers/flights', { rate: 'many' }],
    ['producers/flights', { shape: 'square' }],
    ['producers/flights', { keyField: 'colour' }],
    ['producers/flights', { colour: 1 }],
    ['producers/flights', { source: 'file:none' }],
    ['nothing', 1],
  ]) {
    await assert.rejects(works.set(path, to), ({ message }) => message.includes(path.split('/')[0]), JSON.stringify(to));
  }
  await works.set('producers/clicks', null);
  await until('one producer', async () => (await works.levels()).works.producers.length === 1);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('a file of the reader’s own is a source; lines that cannot be read are named, the others kept', { timeout: 60_000 }, async () => {
  const { context, works, wrongs } = await openWorks(browser, site);
  const ragged = await works.input('towns.csv', 'town,people\nOxkutzcab,30000\nTicul,40000,too,much\nTekax,45000\n');
  assert.deepEqual([ragged.source, ragged.records], ['file:towns.csv', 2]);
  assert.equal(ragged.problems[0].line, 3);
  const cut = await works.input('cut.jsonl', '{"a":1}\n{"a":2}\n{"a":');
  assert.equal(cut.records, 2);
  assert.equal(cut.problems[0].line, 3);
  await assert.rejects(works.input('empty.csv', ''), ({ message }) => message.includes("'empty.csv': the file is empty"));
  const list = await works.input('cut.json', '[{"a":1},{"a":');
  assert.deepEqual([list.records, list.problems[0].line, list.problems[0].column], [1, 1, 14]);
  await assert.rejects(works.input('noise.csv', Buffer.from([0xff, 0xfe, 0, 0xd8, 0x80, 0x81])), ({ message }) => message.includes('noise.csv'));
  await works.set('producers/towns', { source: 'file:towns.csv', target: 'flights', rate: 5, keyField: 'town' });
  await works.advance('PT5S');
  const { works: view } = await works.levels();
  assert.ok(view.producers.find(({ name }) => name === 'towns').records >= 20);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('two works on one page do not meet', { timeout: 120_000 }, async () => {
  const { context, page, wrongs } = await openPage(browser);
  const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'";
  await page.route(`${site.url}two.html`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>two</title><link rel="icon" href="favicon.svg">
<meta http-equiv="Content-Security-Policy" content="${policy}"><script src="acequia.js" defer></script></head>
<body><acequia-sandbox id="a" load="eager" lang="es"></acequia-sandbox><acequia-sandbox id="b" scenario="empty" seed="5"></acequia-sandbox></body></html>`,
    }),
  );
  await page.goto(`${site.url}two.html`);
  const seen = await page.evaluate(async () => {
    const [a, b] = ['a', 'b'].map((id) => document.getElementById(id));
    await Promise.all([a.ready, b.ready]);
    const before = await b.snapshot();
    await Promise.all([a.advance('PT1M'), b.call('S3.CreateBucket', { Bucket: 'mine' })]);
    const after = await b.snapshot();
    await b.advance('PT5S');
    const buckets = async (works) => (await works.call('S3.ListBuckets')).Buckets.map(({ Name }) => Name);
    const [ofA, ofB] = [await buckets(a), await buckets(b)];
    const left = new Promise((resolve) => {
      new MutationObserver(() => b.shadowRoot.querySelector('.place') === null && resolve()).observe(b.shadowRoot, { childList: true });
    });
    b.remove();
    const gone = await b.snapshot().catch(({ name }) => name);
    await left;
    await a.advance('PT10S');
    return { before, after, ofA, ofB, gone, a: await a.snapshot() };
  });
  assert.equal(seen.before.ms, seen.after.ms);
  assert.equal(seen.before.seed, 5);
  assert.ok(!seen.ofA.includes('mine'));
  assert.deepEqual(seen.ofB, ['mine']);
  assert.equal(seen.gone, 'AbortError');
  assert.ok(seen.a.ms > 60_000);
  assert.deepEqual(wrongs, []);
  await context.close();
});
