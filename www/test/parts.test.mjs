// The parts of the loader, the editor and the charts that need no browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './ts.mjs';

const { durationUs } = await load('loader/duration.ts');
const { Journal } = await load('loader/journal.ts');
const { hear } = await load('loader/protocol.ts');
const { EventStream, EventStreams } = await load('loader/stream.ts');
const { wayToStart } = await load('loader/way.ts');
const { EngineLine } = await load('shell/engine-line.ts');
const { format } = await load('editor/format.ts');
const { writer } = await load('chart/format.ts');
const { words } = await load('loader/words.ts');

const lines = (bytes) => new TextDecoder().decode(bytes).trim().split('\n');

test('lengths of time are ISO 8601, to the microsecond', () => {
  assert.equal(durationUs('PT5M'), 300_000_000);
  assert.equal(durationUs('P1DT2H3M4.5S'), ((26 * 60 + 3) * 60 + 4.5) * 1e6);
  assert.equal(durationUs('PT0.000001S'), 1);
  assert.equal(durationUs('P1W'), 7 * 86_400 * 1e6);
  for (const wrong of ['', 'P', 'PT', '5M', 'P1M', 'PT-1S', 'P1Y', 'PT1H1']) assert.throws(() => durationUs(wrong), RangeError, wrong);
});

test('a stream keeps what has come, ends once, and is left by who breaks off', async () => {
  let lefts = 0;
  const stream = () => new EventStream(() => (lefts += 1));
  const rest = async (from) => {
    const all = [];
    for await (const event of from) all.push(event);
    return all;
  };
  const early = stream();
  early.push(1);
  early.push(2);
  early.end(null);
  early.push(3);
  assert.deepEqual(await rest(early), [1, 2]);
  assert.deepEqual(await rest(early), [], 'each event is given once');

  const broken = stream();
  broken.push(1);
  broken.end(Object.assign(new Error('no'), { name: 'Gone' }));
  broken.end(null);
  const seen = [];
  await assert.rejects(async () => {
    for await (const event of broken) seen.push(event);
  }, { name: 'Gone', message: 'no' });
  assert.deepEqual([seen, await rest(broken)], [[1], []]);

  // Asked before it comes, in order; the first one that waits at the end is told why.
  const awaited = stream();
  const reader = awaited[Symbol.asyncIterator]();
  const asked = [reader.next(), reader.next(), reader.next(), reader.next().catch(({ message }) => message)];
  assert.throws(() => awaited[Symbol.asyncIterator](), TypeError);
  await assert.rejects(rest(awaited), TypeError);
  awaited.push(1);
  awaited.push(2);
  awaited.push(3);
  awaited.end(new Error('why'));
  assert.deepEqual(await Promise.all(asked), [...[1, 2, 3].map((value) => ({ done: false, value })), 'why']);
  assert.equal((await reader.next()).done, true);
  assert.equal(lefts, 0, 'one that ends is not left');

  const left = stream();
  for (const event of [1, 2, 3]) left.push(event);
  for await (const event of left) {
    assert.equal(event, 1);
    break;
  }
  assert.equal(lefts, 1);
  left.push(4);
  left.end(new Error('late'));
  assert.deepEqual(await rest(left), []);
  // Left while it waits.
  const waiting = stream();
  const waits = waiting[Symbol.asyncIterator]();
  const next = waits.next();
  assert.deepEqual([await waits.return(), await next], Array(2).fill({ done: true, value: undefined }));
  await waits.return();
  assert.equal(lefts, 2);
});

test('of all answers only one that opens a connection gets a stream', async () => {
  const left = [];
  const streams = new EventStreams((id) => left.push(id));
  for (const plain of [null, 7, 'x', [], { Records: [] }]) assert.equal(streams.answered(1, plain), plain);
  const { EventStream: events, Other } = streams.answered(2, { EventStream: {}, Other: 5 });
  assert.equal(Other, 5);
  streams.push(4, 'of nobody');
  streams.push(2, 'a');
  streams.endAll(new Error('over'));
  const reader = events[Symbol.asyncIterator]();
  assert.equal((await reader.next()).value, 'a');
  await assert.rejects(reader.next(), { message: 'over' });
  const second = streams.answered(6, { EventStream: {} }).EventStream[Symbol.asyncIterator]();
  await second.return();
  assert.deepEqual(left, [6]);
});

test('one of three ways to start', () => {
  const site = 'https://a.example';
  assert.equal(wayToStart({ carriesFiles: false, pageOrigin: site, filesOrigin: site }), 'own');
  assert.equal(wayToStart({ carriesFiles: false, pageOrigin: 'https://b.example', filesOrigin: site }), 'frame');
  assert.equal(wayToStart({ carriesFiles: false, pageOrigin: 'null', filesOrigin: site }), 'inlined');
  assert.equal(wayToStart({ carriesFiles: true, pageOrigin: site, filesOrigin: site }), 'inlined');
});

test('the journal replays to the last shown instant, and sets aside what crashes twice', () => {
  const journal = new Journal();
  journal.logged(0, '{"a":0}');
  journal.shown(5);
  journal.logged(1, '{"a":1}');
  const first = journal.crashed();
  assert.deepEqual(lines(first.log), ['{"acequia":1,"recovered":true,"until_us":5}', '{"a":0}', '{"a":1}']);
  assert.equal(first.setAside, null);
  const second = journal.crashed();
  assert.equal(second.setAside, '{"a":1}');
  assert.deepEqual(lines(second.log).slice(1), ['{"a":0}']);
  // A branch drops what followed.
  journal.logged(0, '{"b":0}');
  assert.equal(journal.entries, 1);
});

test('a journal that nothing helps gives up', () => {
  const journal = new Journal();
  for (let crash = 0; crash < 5; crash += 1) assert.notEqual(journal.crashed(), null);
  assert.equal(journal.crashed(), null);
});

test('the loader hears what concerns it, and no more', () => {
  assert.deepEqual(hear('{"Views":{"frame":3,"clock":{"now_us":12,"start_epoch_ms":7,"frontier_us":12,"playing":true,"speed":5.0,"rest":1}}}'), {
    kind: 'views',
    clock: { nowUs: 12, startEpochMs: 7, playing: true, speed: 5 },
  });
  assert.deepEqual(hear('{"Views":{"frame":3,"clock":null}}'), { kind: 'views', clock: null });
  assert.equal(hear('{"Answer":{"id":7,"result":{"Ok":1}}}').kind, 'other');
  assert.deepEqual(hear('{"Answer":{"id":8,"result":{"Ok":1}}}'), { kind: 'answer', id: 8, result: { Ok: 1 } });
  assert.deepEqual(hear('{"Event":{"id":8,"event":{"E":{}}}}'), { kind: 'event', id: 8, event: { E: {} } });
  assert.deepEqual(hear('{"End":{"id":8,"error":null}}'), { kind: 'end', id: 8, error: null });
  assert.deepEqual(hear('{"End":{"id":8,"error":{"name":"n","message":"m"}}}').error, { name: 'n', message: 'm' });
  assert.deepEqual(hear('{"Want":{"what":"lake"}}'), { kind: 'want', what: 'lake' });
});

test('an engine that breaks fails one job and loses the ones behind it', () => {
  const heard = [];
  const asked = [];
  const line = new EngineLine((json) => heard.push(JSON.parse(json)), () => asked.push(1));
  line.put('d1', new Uint8Array(3));
  line.run(1, '{}');
  line.run(2, '{}');
  assert.equal(asked.length, 1);
  const sent = [];
  line.begin({ postMessage: (message) => sent.push(message.kind), close() {}, onmessage: null }, () => {});
  assert.deepEqual(sent, ['put', 'run', 'run']);
  assert.equal(line.has('d1'), true);
  line.end('unreachable', true);
  assert.equal(line.has('d1'), false);
  line.end('no such file', false);
  assert.deepEqual(heard, [
    { kind: 'ready' },
    { kind: 'failed', id: 1, reason: 'unreachable' },
    { kind: 'lost', ids: [2] },
    { kind: 'unavailable', reason: 'no such file' },
  ]);
  line.run(3, '{}');
  assert.equal(asked.length, 2);
});

test('SQL is laid out without changing what it means', () => {
  const sql = "select origin, count(*) as n from flights where dt between '2001' and '2002' and delay > 3 -- late\ngroup by 1 order by n desc limit 5";
  assert.equal(
    format(sql),
    "SELECT origin, count(*) AS n\nFROM flights\nWHERE dt BETWEEN '2001' AND '2002'\n  AND delay > 3 -- late\nGROUP BY 1\nORDER BY n DESC\nLIMIT 5",
  );
  assert.equal(format(format(sql)), format(sql));
  const odd = "select 'it''s  --no', \"A b\" from `t` /* x\n y */ where a<>b";
  const bare = (text) => text.replace(/\s+/g, '').toLowerCase();
  assert.equal(bare(format(odd)), bare(odd));
});

test('values are written as the field says', () => {
  assert.equal(writer('integer', 'en')(1234.6), '1,235');
  assert.equal(writer('decimal', 'es')(21.44), '21,4');
  assert.equal(writer('percent', 'en')(0.125), '12.5%');
  assert.equal(writer('bytes', 'en')(1536), '1.5 KiB');
  assert.equal(writer('usd', 'en')(0.00005), '$0.00005');
  assert.equal(writer('integer', 'en')(null), '–');
});

test("the loader's words are there in both languages", () => {
  for (const lang of ['es', 'en']) for (const [name, text] of Object.entries(words(lang))) assert.ok(!text.startsWith('loader-'), `${lang} ${name}`);
  assert.equal(words('fr'), words('es'));
});
