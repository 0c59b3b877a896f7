// Firehose's console and its two scenes: each object tells its cause, a prefix is shown as it is typed, a Firehose stream is made and gets demo
// data, the slider changes what comes, late records lie in the wrong hour. Not here: what Firehose does with records (its own suite).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, launch, serve } from './harness.mjs';
import { drawn, openTab, openWorks, until, words } from './works.mjs';

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };

let browser;
let site;

before(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

const button = (page, name) => page.getByRole('button', { name, exact: true });
const field = (page, name) => page.getByLabel(name, { exact: true });
const choice = (page, name) => page.getByRole('combobox', { name, exact: true });

/** The page is no wider than the window. */
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

for (const [lang, viewport] of [['en', WIDE], ['es', NARROW]]) {
  test(`each object tells its cause and how its buffer filled (${lang}, ${viewport.width} px)`, { timeout: 90_000 }, async () => {
    const word = words(lang);
    const path = viewport === WIDE ? 'en/' : `embed.html?lang=${lang}&load=eager`;
    const { context, page, works, wrongs } = await openWorks(browser, site, { path, viewport });
    await works.advance('PT130S');
    await works.set('producers/flights', { rate: 5 });
    await works.advance('PT130S');
    await openTab(page, word, 'delivery');
    const rows = page.getByRole('region', { name: word('flushes'), exact: true }).locator('tbody tr');
    await rows.first().waitFor();
    const causes = await rows.locator('.fh-cause').allInnerTexts();
    assert.ok(causes.includes(word('fh-by-size')) && causes.includes(word('fh-by-interval')), causes.join());
    // Each curve says in words what it draws.
    const [before, between] = word('figure-fill-said', { held: '\u0001', size: '\u0001', age: '\u0001', interval: '\u0001' }).split('\u0001').slice(1);
    for (const label of await rows.locator('svg.aq-fig').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))) {
      assert.ok(label.includes(before) && label.includes(between), label);
    }
    assert.deepEqual(await axe(page), []);
    for (const part of ['errors', 'monitoring', 'configuration']) {
      await button(page, word(`fh-part-${part}`)).click();
      await drawn(page);
      assert.deepEqual(await axe(page), [], part);
    }
    assert.ok(await fits(page));
    assert.deepEqual(wrongs, []);
    await context.close();
  });
}

test('a prefix is shown as it is typed, and a new Firehose stream gets demo data', { timeout: 120_000 }, async () => {
  const word = words('en');
  const { context, page, works, wrongs } = await openWorks(browser, site, { viewport: WIDE, colorScheme: 'dark' });
  await openTab(page, word, 'delivery');
  await button(page, word('delivery-create')).click();
  await field(page, word('delivery-name')).fill('tickers');
  await choice(page, word('source')).selectOption('');
  await field(page, word('bucket-prefix')).fill('tickers/!{timestamp:yyyy}/!{timestamp:QQ}/');
  const wrong = page.getByText(word('prefix-letter', { x: 'Q' }), { exact: false });
  await wrong.waitFor();
  // The second expression begins at the 27th character.
  assert.match(await wrong.innerText(), new RegExp(word('prefix-at', { x: 27 })));
  await field(page, word('bucket-prefix')).fill('tickers/!{timestamp:yyyy}/');
  await page.getByText('tickers/2026/tickers-1-2026-01-01-', { exact: false }).waitFor();
  await field(page, word('buffer-size-mib')).fill('129');
  await page.getByRole('alert').waitFor();
  const create = page.locator('acequia-sandbox form').getByRole('button', { name: word('delivery-create'), exact: true });
  assert.ok(await create.isDisabled());
  await field(page, word('buffer-size-mib')).fill('1');
  await field(page, word('buffer-interval-s')).fill('60');
  assert.deepEqual(await axe(page), []);
  await create.click();
  await until('it is there', async () => (await works.levels()).works.deliveries.some(({ name }) => name === 'tickers'));
  await works.advance('PT25S');
  await page.getByText(word('fh-demo'), { exact: true }).click();
  await button(page, word('fh-demo-start')).click();
  await until('demo data come', async () => (await works.levels()).works.producers.some(({ name }) => name === 'demo-tickers'));
  await works.advance('PT70S');
  await drawn(page);
  const tickers = (await works.levels()).works.deliveries.find(({ name }) => name === 'tickers');
  assert.ok(tickers.delivered > 1_000, `${tickers.delivered} delivered`);
  await button(page, word('fh-demo-stop')).click();
  await until('they stop', async () => !(await works.levels()).works.producers.find(({ name }) => name === 'demo-tickers').running);

  // Its destination is changed, and the version with it.
  await button(page, word('fh-part-configuration')).click();
  await button(page, word('fh-edit')).click();
  await choice(page, word('fh-compression')).selectOption('GZIP');
  await button(page, word('save-changes')).click();
  const described = await until('the change', async () => {
    const { DeliveryStreamDescription: it } = await works.call('Firehose.DescribeDeliveryStream', { DeliveryStreamName: 'tickers' });
    return it.VersionId === '2' ? it : null;
  });
  assert.equal(described.Destinations[0].ExtendedS3DestinationDescription.CompressionFormat, 'GZIP');
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('what the form does not show stays when a destination is edited; encryption and tags by hand', { timeout: 120_000 }, async () => {
  const word = words('en');
  const { context, page, works, wrongs } = await openWorks(browser, site, { viewport: WIDE });
  const describe = async (name) => (await works.call('Firehose.DescribeDeliveryStream', { DeliveryStreamName: name })).DeliveryStreamDescription;
  const lake = (await describe('flights-to-s3')).Destinations[0].ExtendedS3DestinationDescription;
  const lambda = [['LambdaArn', 'arn:aws:lambda:us-east-1:111122223333:function:mine'], ['JqProgram', '.'], ['NumberOfRetries', '7']];
  const parameters = lambda.map(([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue }));
  await works.call('Firehose.CreateDeliveryStream', {
    DeliveryStreamName: 'odd',
    ExtendedS3DestinationConfiguration: {
      RoleARN: lake.RoleARN, BucketARN: lake.BucketARN, Prefix: 'odd/', FileExtension: '.odd',
      ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'Lambda', Parameters: parameters }] },
    },
  });
  await works.advance('PT25S');
  await openTab(page, word, 'delivery');
  await button(page, 'odd').click();
  await button(page, word('fh-part-configuration')).click();
  const before = (await describe('odd')).Destinations[0].ExtendedS3DestinationDescription;
  await button(page, word('fh-edit')).click();
  assert.ok(await button(page, word('save-changes')).isDisabled(), 'nothing is changed yet');
  await field(page, word('fh-extension')).fill('');
  await page.getByText(word('fh-more'), { exact: true }).first().click();
  await drawn(page);
  assert.deepEqual(await axe(page), []);
  await button(page, word('save-changes')).click();
  const after = await until('the change', async () => {
    const it = await describe('odd');
    return it.VersionId === '2' ? it.Destinations[0].ExtendedS3DestinationDescription : null;
  });
  assert.deepEqual(after, { ...before, FileExtension: '' });

  await field(page, word('tag-key')).fill('team');
  await field(page, word('tag-value')).fill('lake');
  await page.keyboard.press('Enter');
  await button(page, word('tag-remove', { x: 'team' })).waitFor();
  await button(page, word('fh-encrypt-start')).click();
  await works.advance('PT10S');
  await page.getByText('ENABLED AWS_OWNED_CMK', { exact: true }).waitFor();
  assert.deepEqual(await axe(page), []);
  await button(page, word('tag-remove', { x: 'team' })).click();
  await page.getByText(word('tags-none'), { exact: true }).waitFor();
  assert.deepEqual(wrongs, []);
  await context.close();
});

for (const [lang, viewport] of [['en', WIDE], ['es', NARROW]]) {
  test(`the slider of the buffers changes what comes (${lang}, ${viewport.width} px)`, { timeout: 120_000 }, async () => {
    const word = words(lang);
    const path = viewport === WIDE ? 'en/' : `embed.html?lang=${lang}&load=eager`;
    const { context, page, works, wrongs } = await openWorks(browser, site, { path, viewport });
    await works.advance('PT5M');
    await openTab(page, word, 'buffers');
    const slider = page.getByRole('slider', { name: word('buffers-slider'), exact: false });
    await slider.focus();
    // By keys, to the largest.
    await page.keyboard.press('End');
    await until('128 MB', async () => {
      const { DeliveryStreamDescription: it } = await works.call('Firehose.DescribeDeliveryStream', { DeliveryStreamName: 'flights-to-s3' });
      return it.Destinations[0].ExtendedS3DestinationDescription.BufferingHints.SizeInMBs === 128;
    });
    await works.advance('PT1S');
    await drawn(page);
    const figure = page.locator('acequia-sandbox .stage .aq-fig');
    assert.match(await page.locator('acequia-sandbox .stage').getAttribute('aria-label'), /128 MB.*900 s/);
    assert.equal(await figure.locator('.buffers-chosen').count(), 1);
    assert.equal(await figure.locator('.buffers-block').count(), 28);
    assert.ok((await figure.locator('.landed').count()) > 4);
    assert.deepEqual(await axe(page), []);
    assert.ok(await fits(page));
    assert.deepEqual(wrongs, []);
    await context.close();
  });
}

for (const [lang, viewport] of [['en', WIDE], ['es', NARROW]]) {
  test(`late records lie in the wrong hour, until they are put right (${lang}, ${viewport.width} px)`, { timeout: 240_000 }, async () => {
    const word = words(lang);
    const path = viewport === WIDE ? 'en/' : `embed.html?lang=${lang}&load=eager`;
    const { context, page, works, wrongs } = await openWorks(browser, site, { path, viewport });
    await openTab(page, word, 'lateness');
    await button(page, word('late-set-up')).click();
    const figure = page.locator('acequia-sandbox .stage .aq-fig');
    await until('the plane', async () => (await figure.locator('.late-home').count()) > 2, 120_000);
    await drawn(page);
    const dots = await figure.locator('[data-record].late-dot').count();
    const wrong = await figure.locator('[data-record].late-dot.wrong').count();
    assert.ok(dots > 100 && wrong > 5 && wrong * 3 < dots, `${wrong} of ${dots}`);
    assert.ok((await works.levels()).works.producers.every(({ running }) => running), 'what rested goes on');
    assert.deepEqual(await axe(page), []);
    assert.ok(await fits(page));

    await works.set('producers/flights', { running: false });
    await button(page, word('late-repair-do', { x: 'clicks-by-event' })).click();
    await until('the repair', async () => (await works.levels()).works.deliveries.some(({ name }) => name === 'clicks-by-event'));
    await works.advance('PT40M');
    await drawn(page);
    const rings = await figure.locator('.late-mended').count();
    // One stands in the legend.
    assert.ok(rings > 2, `${rings} rings`);
    // A late one can be followed.
    await figure.locator('[data-record].late-dot.wrong').first().dispatchEvent('click');
    await page.locator('acequia-sandbox .followed').waitFor();
    assert.deepEqual(wrongs, []);
    await context.close();
  });
}

// Each form is filled in by hand, and what AWS describes afterwards is what was asked for; then records go through.
const FORMS = {
  transformed: {
    fill: async (page, word) => {
      await field(page, word('fh-transform')).check();
      await field(page, word('fh-program')).fill('if .CHANGE > 0 then {ticker: .TICKER_SYMBOL} else empty end');
      await field(page, word('fh-backup')).check();
      await choice(page, word('fh-compression')).selectOption('ZIP');
    },
    check: ({ ExtendedS3DestinationDescription: it }) => {
      assert.ok(it.ProcessingConfiguration.Processors.some(({ Type }) => Type === 'Lambda'));
      assert.deepEqual([it.S3BackupMode, it.CompressionFormat], ['Enabled', 'ZIP']);
    },
    objects: (keys) => keys.some((key) => key.endsWith('.zip')) && keys.some((key) => key.startsWith('source-backup/')),
  },
  partitioned: {
    fill: async (page, word) => {
      await field(page, word('fh-partitioning')).check();
      await field(page, word('fh-keys')).fill('{sector: .SECTOR}');
      await field(page, word('bucket-prefix')).fill('by-sector/!{partitionKeyFromQuery:sector}/');
      await field(page, word('fh-error-prefix')).fill('errors/!{firehose:error-output-type}/');
      await field(page, word('buffer-size-mib')).fill('64');
    },
    check: ({ ExtendedS3DestinationDescription: it }) => assert.equal(it.DynamicPartitioningConfiguration.Enabled, true),
    objects: (keys) => new Set(keys.filter((key) => key.startsWith('by-sector/')).map((key) => key.split('/')[1])).size > 3,
  },
  columns: {
    fill: async (page, word) => {
      await field(page, word('fh-convert')).check();
      await choice(page, word('fh-table')).selectOption('demo tickers');
      await field(page, word('bucket-prefix')).fill('columns/');
      await field(page, word('buffer-size-mib')).fill('64');
    },
    check: ({ ExtendedS3DestinationDescription: it }) => assert.equal(it.DataFormatConversionConfiguration.SchemaConfiguration.TableName, 'tickers'),
    objects: (keys) => keys.some((key) => key.startsWith('columns/') && key.endsWith('.parquet')),
  },
  searched: {
    kind: 'opensearch',
    fill: async (page, word) => {
      await field(page, word('index-name')).fill('tickers');
      await field(page, word('buffer-size-mib')).fill('1');
    },
    check: ({ AmazonopensearchserviceDestinationDescription: it }) => assert.equal(it.IndexName, 'tickers'),
  },
  staged: {
    kind: 'redshift',
    fill: async (page, word) => {
      await field(page, word('fh-jdbc')).fill('jdbc:redshift://cluster.abc.us-east-1.redshift.amazonaws.com:5439/dev');
      await field(page, word('fh-into')).fill('tickers');
      await field(page, word('fh-user')).fill('firehose');
      await field(page, word('bucket-prefix')).fill('staged/');
    },
    check: ({ RedshiftDestinationDescription: it }) => assert.equal(it.CopyCommand.DataTableName, 'tickers'),
    objects: (keys) => keys.some((key) => key.startsWith('staged/')),
  },
};

test('each form of a Firehose stream makes what it says', { timeout: 240_000 }, async () => {
  const word = words('en');
  const { context, page, works, wrongs } = await openWorks(browser, site, { viewport: WIDE });
  const all = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
  await works.call('IAM.PutRolePolicy', { RoleName: 'firehose-delivery', PolicyName: 'all', PolicyDocument: all });
  await works.call('Glue.CreateDatabase', { DatabaseInput: { Name: 'demo' } });
  const columns = [{ Name: 'ticker_symbol', Type: 'string' }, { Name: 'price', Type: 'double' }];
  await works.call('Glue.CreateTable', { DatabaseName: 'demo', TableInput: { Name: 'tickers', StorageDescriptor: { Columns: columns, Location: 's3://acequia-lake/columns/' } } });
  await openTab(page, word, 'delivery');
  for (const [name, { kind, fill, check }] of Object.entries(FORMS)) {
    await button(page, word('delivery-create')).first().click();
    await field(page, word('delivery-name')).fill(name);
    await choice(page, word('source')).selectOption('');
    await choice(page, word('destination')).selectOption(kind ?? 's3');
    await field(page, word('buffer-interval-s')).fill('60');
    await fill(page, word);
    await drawn(page);
    assert.deepEqual(await axe(page), [], name);
    await page.locator('acequia-sandbox form').getByRole('button', { name: word('delivery-create'), exact: true }).click();
    await until(`${name} is there`, async () => (await works.levels()).works.deliveries.some((one) => one.name === name));
    const { DeliveryStreamDescription: it } = await works.call('Firehose.DescribeDeliveryStream', { DeliveryStreamName: name });
    check(it.Destinations[0]);
    await works.set(`producers/to-${name}`, { source: 'tickers', target: `deliverystream/${name}`, rate: 20 });
  }
  await works.advance('PT6M');
  const keys = [];
  for (let ContinuationToken; ; ) {
    const listed = await works.call('S3.ListObjectsV2', { Bucket: 'acequia-lake', ...(ContinuationToken && { ContinuationToken }) });
    keys.push(...(listed.Contents ?? []).map(({ Key }) => Key));
    ContinuationToken = listed.NextContinuationToken;
    if (!ContinuationToken) break;
  }
  for (const [name, { objects }] of Object.entries(FORMS)) assert.ok(!objects || objects(keys), `${name}: ${keys.filter((key) => !key.startsWith('flights/')).join(' ')}`);
  const { searched } = Object.fromEntries((await works.levels()).works.deliveries.map((one) => [one.name, one]));
  assert.ok(searched.delivered > 1_000, `${searched.delivered} documents`);
  assert.deepEqual(wrongs, []);
  await context.close();
});
