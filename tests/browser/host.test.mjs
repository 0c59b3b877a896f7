// The host API, as blog authors, lessons and tests use it: its promises, errors, events, and several works on one page.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, openPage, serve } from './harness.mjs';
import { openWorks, until } from './works.mjs';

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
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = performance.now();
    element.pause();
    const thrown = await advancing;
    const took = performance.now() - asked;
    const first = await element.snapshot();
    await new Promise((resolve) => setTimeout(resolve, 200));
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
    element.play({ speed: 20 });
    await new Promise((resolve) => setTimeout(resolve, 1500));
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
    b.remove();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await a.advance('PT10S');
    return { before, after, ofA, ofB, a: await a.snapshot() };
  });
  assert.equal(seen.before.ms, seen.after.ms);
  assert.equal(seen.before.seed, 5);
  assert.ok(!seen.ofA.includes('mine'));
  assert.deepEqual(seen.ofB, ['mine']);
  assert.ok(seen.a.ms > 60_000);
  assert.deepEqual(wrongs, []);
  await context.close();
});
