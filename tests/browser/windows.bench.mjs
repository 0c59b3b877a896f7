// How many records of 200 bytes a second an application of streaming SQL takes in wasm: they lie on a stream already, and a tumbling
// window of ten seconds counts them and sums them up by a thousand keys. Reading the shards, decoding JSON and the window's state are all in it;
// putting the records is not. Prints each of some runs, each in a page of its own, and their median; enforces nothing. `cargo xtask bench` runs it. The
// operators alone, natively: `src/flow/examples/bench.rs`.

import { launch, serve } from './harness.mjs';
import { lines } from './load.mjs';
import { openWorks } from './works.mjs';

const RECORD_BYTES = 200;
/** Different records; the producer goes round. */
const RECORDS = 20_000;
const KEYS = 1_000;
const RECORDS_PER_S = 500_000;
const SECONDS = 2;
const SHARDS = 600;
const RUNS = 3;
const ROLE = 'arn:aws:iam::111122223333:role/windows';
const SCRIPT = `
CREATE TABLE load (
  n BIGINT,
  ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  WATERMARK FOR ts AS ts
) WITH ('connector' = 'kinesis', 'stream' = 'load', 'aws.region' = 'us-east-1', 'source.init.position' = 'TRIM_HORIZON', 'format' = 'json');
CREATE TABLE sums (window_start TIMESTAMP_LTZ(3), k BIGINT, records BIGINT, total BIGINT) WITH ('connector' = 'chart');
INSERT INTO sums
SELECT window_start, n % ${KEYS}, COUNT(*), SUM(n)
FROM TABLE(TUMBLE(TABLE load, DESCRIPTOR(ts), INTERVAL '10' SECONDS))
GROUP BY window_start, window_end, n % ${KEYS};
`;

const [browser, site] = await Promise.all([launch(), serve()]);
try {
  console.log(`records of ${RECORD_BYTES} bytes on ${SHARDS} shards, a tumbling window over ${KEYS} keys`);
  const speeds = [];
  for (let run = 1; run <= RUNS; run += 1) {
    const { records, wallS } = await measure();
    speeds.push(records / wallS);
    tell(`run ${run}`, speeds.at(-1), `  (${records} records, ${wallS.toFixed(2)} s of wall time)`);
  }
  tell('median', speeds.sort((one, two) => one - two)[(RUNS - 1) / 2]);
} finally {
  await browser.close();
  await site.close();
}

async function measure() {
  const { context, page, works } = await openWorks(browser, site, { path: 'embed.html?scenario=empty' });
  const policy = (statement) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const all = policy({ Action: '*', Resource: '*' });
  await works.call('IAM.PutUserPolicy', { UserName: 'producer', PolicyName: 'all', PolicyDocument: all });
  await works.call('IAM.CreateRole', {
    RoleName: 'windows',
    AssumeRolePolicyDocument: policy({ Principal: { Service: 'kinesisanalytics.amazonaws.com' }, Action: 'sts:AssumeRole' }),
  });
  await works.call('IAM.PutRolePolicy', { RoleName: 'windows', PolicyName: 'all', PolicyDocument: all });
  await works.call('Kinesis.CreateStream', { StreamName: 'load', ShardCount: SHARDS });
  await works.advance('PT1M');
  await works.call('KinesisAnalytics.CreateApplication', {
    ApplicationName: 'load',
    RuntimeEnvironment: 'FLINK-1_20',
    ServiceExecutionRole: ROLE,
    ApplicationConfiguration: { ApplicationCodeConfiguration: { CodeContentType: 'PLAINTEXT', CodeContent: { TextContent: SCRIPT } } },
  });
  await works.input('load', lines(RECORDS, RECORD_BYTES));
  await works.set('producers/load', { source: 'file:load', target: 'load', rate: RECORDS_PER_S, keyField: '' });
  await works.advance(`PT${SECONDS}S`);
  await works.set('producers/load', { running: false });
  await works.advance('PT30S');
  const { records } = (await works.levels()).works.producers.find(({ name }) => name === 'load');
  await works.call('KinesisAnalytics.StartApplication', { ApplicationName: 'load' });
  const wallMs = await page.evaluate(async () => {
    const element = document.querySelector('acequia-sandbox');
    const began = performance.now();
    await element.advance('PT2M');
    return performance.now() - began;
  });
  await context.close();
  return { records, wallS: wallMs / 1000 };
}

function tell(what, speed, more = '') {
  console.log(`${what.padEnd(8)}${Math.round(speed).toLocaleString('en').padStart(10)} records/s${more}`);
}
