// How many records of 200 bytes a second one worker puts, in wasm: a producer makes them and puts 500 a call on 1,000 shards, each
// call through the door (IAM, limits, metrics, bill, trail), and the records stay on the stream. Prints each of some runs, each in
// a page of its own, and their median, by wall time and by the processor's time that the page's process took, which tells more
// where others use the machine too; enforces nothing. `cargo xtask bench` runs it. The same natively:
// `src/host/examples/bench/puts.rs`.

import { launch, serve } from './harness.mjs';
import { lines } from './load.mjs';
import { openWorks } from './works.mjs';

const RECORD_BYTES = 200;
/** Different records; the producer goes round. */
const RECORDS = 20_000;
/** Offered, which is all that as many shards may take. */
const RECORDS_PER_S = 1_000_000;
const SHARDS = 1_000;
/** Few, because everything stays in memory, and a gigabyte is all that a run gets. */
const SECONDS = 2;
const RUNS = 5;
/** Offered for a second before, so that the browser has compiled what is used most. */
const FIRST_RECORDS_PER_S = 100_000;

const [browser, site] = await Promise.all([launch(), serve()]);
try {
  console.log(`records of ${RECORD_BYTES} bytes, 500 a call, ${SHARDS} shards, ${SECONDS} virtual seconds at ${RECORDS_PER_S} records/s, one worker`);
  const runs = [];
  for (let run = 1; run <= RUNS; run += 1) {
    const { records, wallS, busyS } = await measure();
    runs.push({ wall: records / wallS, busy: records / busyS });
    tell(`run ${run}`, runs.at(-1), `  (${records} records, ${wallS.toFixed(2)} s and ${busyS.toFixed(2)} s)`);
  }
  tell('median', { wall: median(runs.map(({ wall }) => wall)), busy: median(runs.map(({ busy }) => busy)) });
} finally {
  await browser.close();
  await site.close();
}

async function measure() {
  const { context, page, works } = await openWorks(browser, site, { path: 'embed.html?scenario=empty' });
  const allowed = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kinesis:PutRecords', Resource: '*' }] };
  await works.call('IAM.PutUserPolicy', { UserName: 'producer', PolicyName: 'puts', PolicyDocument: JSON.stringify(allowed) });
  await works.call('Kinesis.CreateStream', { StreamName: 'load', ShardCount: SHARDS });
  await works.advance('PT1M');
  await works.input('load', lines(RECORDS, RECORD_BYTES));
  await works.set('producers/load', { source: 'file:load', target: 'load', rate: FIRST_RECORDS_PER_S, keyField: '' });
  await works.advance('PT1S');
  await works.set('producers/load', { rate: RECORDS_PER_S });
  const earlier = await put(works);
  const before = await busySeconds();
  const wallMs = await page.evaluate(async (duration) => {
    const element = document.querySelector('acequia-sandbox');
    const began = performance.now();
    await element.advance(duration);
    return performance.now() - began;
  }, `PT${SECONDS}S`);
  const busyS = (await busySeconds()) - before;
  const records = (await put(works)) - earlier;
  if (records !== RECORDS_PER_S * SECONDS) throw new Error(`${records} records were put, not ${RECORDS_PER_S * SECONDS}`);
  await context.close();
  return { records, wallS: wallMs / 1000, busyS };
}

/** What the processes of pages have taken of the processor, with all their threads. */
async function busySeconds() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** How many records have been put, none of which may have been refused. */
async function put(works) {
  const levels = await works.levels();
  const { records, retrying } = levels.works.producers.find(({ name }) => name === 'load');
  if (retrying > 0) throw new Error(`${retrying} of ${records} records were refused`);
  return records;
}

function tell(what, { wall, busy }, more = '') {
  const [byWall, byBusy] = [wall, busy].map((speed) => Math.round(speed).toLocaleString('en').padStart(10));
  console.log(`${what.padEnd(8)}${byWall} records/s of wall time ${byBusy} of the processor's${more}`);
}

function median(speeds) {
  return speeds.sort((one, two) => one - two)[(RUNS - 1) / 2];
}
