// How many records of 200 bytes a second pass from a producer through the door, 250 shards and Firehose into a bucket, in
// wasm: uncompressed, compressed, and converted into Parquet by the engine in its own worker; and what delivery alone takes of that, which is
// the rest when the same records are put without Firehose. Also the page's longest task while that is going on. Prints, enforces nothing;
// `cargo xtask bench` runs it. The same natively is `src/host/examples/bench.rs`.

import { launch, serve } from './harness.mjs';
import { lines } from './load.mjs';
import { openWorks } from './works.mjs';

const RECORD_BYTES = 200;
const RECORDS = 20_000;
const RECORDS_PER_S = 200_000;
/** What the bucket gets: how Firehose is told to write it, and how large a buffer must be for that. */
const WAYS = {
  'NO FIREHOSE': null,
  UNCOMPRESSED: { sizeMb: 5, destination: { CompressionFormat: 'UNCOMPRESSED' } },
  GZIP: { sizeMb: 5, destination: { CompressionFormat: 'GZIP' } },
  PARQUET: {
    sizeMb: 64,
    destination: {
      DataFormatConversionConfiguration: {
        Enabled: true,
        InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
        OutputFormatConfiguration: { Serializer: { ParquetSerDe: {} } },
        SchemaConfiguration: { RoleARN: 'arn:aws:iam::111122223333:role/delivery', DatabaseName: 'load', TableName: 'load', Region: 'us-east-1' },
      },
    },
  },
};
const SHARDS = 250;
const SECONDS = 5;
/** A producer puts ten times a second, at both ends of the time. */
const PUT = (RECORDS_PER_S / 10) * (SECONDS * 10 + 1);
const ROLE = 'arn:aws:iam::111122223333:role/delivery';

const [browser, site] = await Promise.all([launch(), serve()]);
try {
  console.log(`${RECORDS_PER_S} records/s of ${RECORD_BYTES} bytes offered, ${SHARDS} shards, ${SECONDS} virtual seconds`);
  let putsMs = 0;
  for (const way of Object.keys(WAYS)) {
    const { wallMs, longest, bytes } = await measure(way);
    const perSecond = Math.round(PUT / (wallMs / 1000));
    if (WAYS[way] === null) putsMs = wallMs;
    const delivery = WAYS[way] === null ? '' : `, delivery alone ${Math.round(PUT / ((wallMs - putsMs) / 1000))} records/s`;
    console.log(
      `${way.padEnd(14)}${String(perSecond).padStart(12)} records/s  (${PUT} records, ${(bytes / 1e6).toFixed(1)} MB in the bucket, ` +
        `${(wallMs / 1000).toFixed(2)} s of wall time, longest task of the page ${longest.toFixed(0)} ms${delivery})`,
    );
  }
} finally {
  await browser.close();
  await site.close();
}

async function measure(way) {
  const { context, page, works } = await openWorks(browser, site, { path: 'embed.html?scenario=empty' });
  await setUp(works, way);
  await works.input('load', lines(RECORDS, RECORD_BYTES));
  await works.set('producers/load', { source: 'file:load', target: 'load', rate: RECORDS_PER_S, keyField: '' });
  const figures = await page.evaluate(async (duration) => {
    const element = document.querySelector('acequia-sandbox');
    let longest = 0;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
    });
    observer.observe({ type: 'longtask' });
    const began = performance.now();
    await element.advance(duration);
    await element.set('producers/load', { running: false });
    // What still lies in buffers belongs to the work.
    await element.advance('PT62S');
    const wallMs = performance.now() - began;
    let bytes = 0;
    for (let ContinuationToken; ; ) {
      const listed = await element.call('S3.ListObjectsV2', { Bucket: 'load', ...(ContinuationToken && { ContinuationToken }) });
      bytes += (listed.Contents ?? []).reduce((sum, { Size }) => sum + Size, 0);
      ContinuationToken = listed.NextContinuationToken;
      if (!ContinuationToken) return { wallMs, longest, bytes };
    }
  }, `PT${SECONDS}S`);
  const expected = PUT * (RECORD_BYTES + 1);
  if (way === 'UNCOMPRESSED' && figures.bytes !== expected) throw new Error(`${figures.bytes} bytes came to the bucket, not ${expected}`);
  await context.close();
  return figures;
}

async function setUp(works, way) {
  const policy = (statement) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const all = policy({ Action: '*', Resource: '*' });
  await works.call('IAM.PutUserPolicy', { UserName: 'producer', PolicyName: 'all', PolicyDocument: all });
  await works.call('IAM.CreateRole', {
    RoleName: 'delivery',
    AssumeRolePolicyDocument: policy({ Principal: { Service: 'firehose.amazonaws.com' }, Action: 'sts:AssumeRole' }),
  });
  await works.call('IAM.PutRolePolicy', { RoleName: 'delivery', PolicyName: 'all', PolicyDocument: all });
  await works.call('S3.CreateBucket', { Bucket: 'load' });
  await works.call('Kinesis.CreateStream', { StreamName: 'load', ShardCount: SHARDS });
  await works.call('Glue.CreateDatabase', { DatabaseInput: { Name: 'load' } });
  await works.call('Glue.CreateTable', {
    DatabaseName: 'load',
    TableInput: { Name: 'load', StorageDescriptor: { Columns: [{ Name: 'n', Type: 'int' }, { Name: 'text', Type: 'string' }], Location: 's3://load/' } },
  });
  await works.advance('PT1M');
  if (WAYS[way] === null) return;
  await works.call('Firehose.CreateDeliveryStream', {
    DeliveryStreamName: 'load',
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration: { KinesisStreamARN: 'arn:aws:kinesis:us-east-1:111122223333:stream/load', RoleARN: ROLE },
    ExtendedS3DestinationConfiguration: {
      RoleARN: ROLE,
      BucketARN: 'arn:aws:s3:::load',
      ...WAYS[way].destination,
      BufferingHints: { SizeInMBs: WAYS[way].sizeMb, IntervalInSeconds: 60 },
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [{ Type: 'AppendDelimiterToRecord', Parameters: [{ ParameterName: 'Delimiter', ParameterValue: '\\n' }] }],
      },
    },
  });
  await works.advance('PT2M');
}
