// The same run in wasm and natively: one script of lines, played through the host API in Chromium and by `acequia play`, with live
// engines on both sides. Answers and run hashes must be equal. `ACEQUIA_BIN` names a native binary; without it cargo builds one.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { launch, serve } from './harness.mjs';
import { openWorks } from './works.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ACCOUNT = 'arn:aws:iam::111122223333';

let browser;
let site;
let folder;

before(async () => {
  [browser, site, folder] = await Promise.all([launch(), serve(), mkdtemp(join(tmpdir(), 'acequia-hash-'))]);
});

after(async () => {
  await browser?.close();
  await site?.close();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

const call = (name, params = {}, as) => ({ call: name, params, ...(as && { as }) });
const query = (QueryString) =>
  call('Athena.StartQueryExecution', { QueryString, QueryExecutionContext: { Database: 'acequia' }, WorkGroup: 'primary' });
const search = (Body) => call('OpenSearch.Http', { DomainName: 'flights-search', Method: 'POST', Path: '/flights/_search', Body });
const snapshot = { snapshot: true };

const PIPELINE = [
  snapshot,
  { advance: 'PT1M10S' },
  snapshot,
  call('S3.ListObjectsV2', { Bucket: 'acequia-lake' }),
  call('Kinesis.PutRecord', { StreamName: 'flights', Data: Buffer.from('{"flight_id":0}').toString('base64'), PartitionKey: 'mine' }),
  call('Kinesis.PutRecord', { StreamName: 'no-such-stream', Data: '', PartitionKey: 'x' }),
  call('S3.GetObject', { Bucket: 'acequia-lake', Key: 'no/such/key' }),
  call('S3.PutObject', { Bucket: 'acequia-lake', Key: 'x' }, `${ACCOUNT}:role/glue-crawler`),
  call('S3.NoSuchOperation'),
  call('Glue.StartCrawler', { Name: 'flights-crawler' }),
  { advance: 'PT2M' },
  call('Glue.GetTable', { DatabaseName: 'acequia', Name: 'flights' }),
  call('Glue.GetPartitions', { DatabaseName: 'acequia', TableName: 'flights' }),
  snapshot,
  query('SELECT count(*) AS n, min(flight_id) AS low, max(flight_id) AS high, sum(delay) AS minutes FROM flights'),
  query('SELECT origin, count(*) AS n, max(delay) AS latest FROM flights GROUP BY origin ORDER BY n DESC, origin LIMIT 20'),
  query('SELEKT 1'),
  query('SELECT no_such_column FROM flights'),
  { advance: 'PT30S' },
  call('Athena.ListQueryExecutions'),
  search({ size: 5, query: { query_string: { query: 'Honolulu' } }, highlight: { fields: { '*': {} } } }),
  search({ size: 0, query: { term: { origin: 'ATL' } }, aggs: { late: { avg: { field: 'delay' } }, to: { terms: { field: 'destination' } } } }),
  call('OpenSearch.Http', { DomainName: 'flights-search', Method: 'GET', Path: '/flights/_count' }),
  { set: 'producers/flights', to: { rate: 1000, shape: 'wave', keyField: 'destination' } },
  { set: 'producers/clicks', to: { source: 'clicks', target: 'flights', rate: 50, seed: 3 } },
  { set: 'producers/clicks', to: { rate: 'many' } },
  { advance: 'PT20S' },
  { step: 3 },
  snapshot,
  { seek: 1_100_000 },
  snapshot,
  call('S3.ListObjectsV2', { Bucket: 'acequia-lake' }),
  { advance: 'PT5S' },
  snapshot,
];

const BARE = [
  snapshot,
  call('IAM.CreateUser', { UserName: 'producer' }),
  call('S3.CreateBucket', { Bucket: 'one' }),
  call('S3.PutObject', { Bucket: 'one', Key: 'a/b.txt', Body: Buffer.from('agua').toString('base64') }),
  call('S3.HeadObject', { Bucket: 'one', Key: 'a/b.txt' }),
  call('Kinesis.CreateStream', { StreamName: 's', ShardCount: 3 }),
  { advance: 'PT1M' },
  call('Kinesis.ListShards', { StreamName: 's' }),
  { set: 'producers/p', to: { source: 'clicks', target: 's', rate: 5000, keyField: '', seed: 9 } },
  { advance: 'PT3S' },
  call('Kinesis.DescribeStreamSummary', { StreamName: 's' }),
  snapshot,
];

const policy = (statement) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
const application = (name, params = {}) => call(`KinesisAnalytics.${name}`, { ApplicationName: 'clicks-per-action', ...params });

/** Windows, their snapshots, jq, and Parquet: the file's bytes are in the list of objects, by their MD5. */
const WINDOWS = [
  snapshot,
  { advance: 'PT2M' },
  snapshot,
  application('StopApplication'),
  { advance: 'PT30S' },
  application('ListApplicationSnapshots'),
  application('StartApplication'),
  { advance: 'PT3M' },
  application('DescribeApplication'),
  snapshot,
  call('S3.CreateBucket', { Bucket: 'lake' }),
  call('IAM.CreateRole', { RoleName: 'delivery', AssumeRolePolicyDocument: policy({ Principal: { Service: 'firehose.amazonaws.com' }, Action: 'sts:AssumeRole' }) }),
  call('IAM.PutRolePolicy', { RoleName: 'delivery', PolicyName: 'all', PolicyDocument: policy({ Action: '*', Resource: '*' }) }),
  call('Glue.CreateDatabase', { DatabaseInput: { Name: 'lake' } }),
  call('Glue.CreateTable', { DatabaseName: 'lake', TableInput: { Name: 'clicks', StorageDescriptor: { Columns: [{ Name: 'action', Type: 'string' }, { Name: 'hour', Type: 'string' }], Location: 's3://lake/' } } }),
  call('Firehose.CreateDeliveryStream', {
    DeliveryStreamName: 'columns',
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration: { KinesisStreamARN: 'arn:aws:kinesis:us-east-1:111122223333:stream/click-stream', RoleARN: `${ACCOUNT}:role/delivery` },
    ExtendedS3DestinationConfiguration: {
      RoleARN: `${ACCOUNT}:role/delivery`,
      BucketARN: 'arn:aws:s3:::lake',
      BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [
          {
            Type: 'Lambda',
            Parameters: [
              { ParameterName: 'LambdaArn', ParameterValue: 'arn:aws:lambda:us-east-1:111122223333:function:hours:$LATEST' },
              { ParameterName: 'JqProgram', ParameterValue: '. + {hour: .event_time[0:13]}' },
            ],
          },
        ],
      },
      DataFormatConversionConfiguration: {
        Enabled: true,
        InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
        OutputFormatConfiguration: { Serializer: { ParquetSerDe: { Compression: 'GZIP' } } },
        SchemaConfiguration: { RoleARN: `${ACCOUNT}:role/delivery`, DatabaseName: 'lake', TableName: 'clicks', Region: 'us-east-1' },
      },
    },
  }),
  { advance: 'PT4M' },
  call('S3.ListObjectsV2', { Bucket: 'lake' }),
  snapshot,
];

for (const [name, scenario, lines] of [['the page’s own pipeline', 'default', PIPELINE], ['a bare account', 'empty', BARE], ['windows and columns', 'analytics', WINDOWS]]) {
  test(`${name}: the same answers and the same run hash, in wasm and natively`, { timeout: 900_000 }, async () => {
    const file = join(folder, `${scenario}.jsonl`);
    await writeFile(file, lines.map((line) => JSON.stringify(line)).join('\n'));
    const known = scenario === 'analytics' ? 'content/scenarios/analytics.jsonl' : scenario;
    const native = await playNatively(known, file);
    const inPage = await playInPage(scenario, lines);
    const hashes = lines.flatMap((line, index) => (line.snapshot ? [native[index].runHash] : []));
    assert.ok(hashes.every((hash) => typeof hash === 'string' && hash.length > 0), JSON.stringify(hashes));
    for (const [index, line] of lines.entries()) {
      assert.deepEqual(comparable(inPage[index]), comparable(native[index]), `line ${index + 1}: ${JSON.stringify(line).slice(0, 200)}`);
    }
  });
}

test('a seed makes another run, and the same one again', { timeout: 900_000 }, async () => {
  const hashes = [];
  for (const seed of [7, 7, 8]) {
    const [{ runHash }] = (await playInPage('default', [{ advance: 'PT20S' }], seed));
    hashes.push(runHash);
  }
  assert.equal(hashes[0], hashes[1]);
  assert.notEqual(hashes[0], hashes[2]);
});

/** What `acequia play` prints for each line. */
async function playNatively(scenario, file) {
  const binary = process.env.ACEQUIA_BIN;
  const [program, options] = binary ? [binary, []] : ['cargo', ['run', '--quiet', '--package', 'cli', '--']];
  const target = process.env.ACEQUIA_TARGET;
  const env = { ...process.env, ...(target && { CARGO_TARGET_DIR: target }) };
  const { stdout } = await promisify(execFile)(program, [...options, 'play', scenario, '--calls', file], { cwd: ROOT, env, maxBuffer: 2 ** 28 });
  return stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

/** What the host API answers for each line, errors as `acequia play` prints them. */
async function playInPage(scenario, lines, seed) {
  const { context, page, wrongs } = await openWorks(browser, site, { path: `embed.html?scenario=${scenario}${seed === undefined ? '' : `&seed=${seed}`}` });
  const answers = await page.evaluate(async (all) => {
    const works = document.querySelector('acequia-sandbox');
    const play = async (line) => {
      if (line.call) return works.call(line.call, line.params, line.as ? { as: line.as } : {});
      if (line.advance) return works.advance(line.advance);
      if (line.set) return works.set(line.set, line.to);
      if (line.seek !== undefined) return works.seek(line.seek);
      if (line.snapshot) return works.snapshot();
      let last = null;
      for (let count = 0; count < line.step; count += 1) last = await works.step();
      return last;
    };
    const given = [];
    for (const line of all) given.push(await play(line).catch(({ name, message }) => ({ error: { name, message } })));
    return given;
  }, lines);
  assert.deepEqual(wrongs, []);
  await context.close();
  return answers;
}

/** Without the engines' wall time, and with floats to 12 digits: engines sum in the same order, but hash differently at 32 and 64 bits. */
function comparable(value) {
  if (typeof value === 'number' && !Number.isInteger(value)) return Number(value.toPrecision(12));
  if (Array.isArray(value)) return value.map(comparable);
  if (value === null || typeof value !== 'object') return value ?? null;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'took').map(([name, inner]) => [name, comparable(inner)]));
}
