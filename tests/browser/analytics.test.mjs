// Managed Service for Apache Flink's console, by a reader's own clicks: the example is set up, windows close under the watermark, what comes too
// late is a cross in the drawing and a row in the console; an application is made by hand, refused where its script is wrong, run, stopped with
// its state and gone on with. Not here: what windows hold (the operators' own suite), what the plane shows (the host's).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, launch, serve } from './harness.mjs';
import { drawn, openTab, openWorks, until, words } from './works.mjs';

const EXAMPLE = 'clicks-per-action';

let browser;
let site;

before(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

const press = (page, name) => page.getByRole('button', { name, exact: true }).first().click();
const applicationOf = async (works, name) => (await works.levels()).works.applications.find((one) => one.name === name);

/** Opens a part of the console, and waits until it is drawn. */
async function openPart(page, word, name) {
  await press(page, word(`flow-part-${name}`));
  await page.locator('acequia-sandbox').locator('[aria-current=page]', { hasText: word(`flow-part-${name}`) }).waitFor();
  await drawn(page);
}

/** What the drawing shows: crosses, dots, and how many windows are open and closed. */
const seen = (page) =>
  page.evaluate(() => {
    const figure = document.querySelector('acequia-sandbox').shadowRoot.querySelector('.stage .aq-fig');
    const count = (selector) => figure.querySelectorAll(selector).length;
    return {
      late: count('.win-records .win-late'),
      records: count('.win-records .win-record'),
      open: count('.win-bar.open'),
      closed: count('.win-bar.shut, .win-bar.firing'),
      inside: [...figure.querySelectorAll('.win-bar')].every((bar) => {
        const [x, width] = ['x', 'width'].map((name) => Number(bar.getAttribute(name)));
        return x >= 0 && x + width <= figure.viewBox.baseVal.width;
      }),
    };
  });

async function setUp(page, works, word) {
  await openTab(page, word, 'analytics');
  await press(page, word('flow-example'));
  await until('the application runs', async () => (await applicationOf(works, EXAMPLE))?.status === 'RUNNING', 90_000);
  await page.getByText(word('flow-example-there')).first().waitFor({ timeout: 90_000 });
  await works.pause();
  await works.advance('PT90S');
  await drawn(page);
}

for (const [lang, width] of [['en', 1440], ['es', 390]]) {
  test(`windows close, and what comes after is late (${lang}, ${width} px)`, { timeout: 240_000 }, async () => {
    const word = words(lang);
    const path = lang === 'en' ? 'en/' : `embed.html?lang=${lang}&load=eager`;
    const { context, page, works, wrongs } = await openWorks(browser, site, { path, viewport: { width, height: 900 } });
    await setUp(page, works, word);
    const { late, records, open, closed, inside } = await seen(page);
    assert.ok(late > 3 && records > 80, `${late} late of ${records}`);
    assert.ok(open >= 1 && closed >= 2 && inside, `${open} open, ${closed} closed`);
    assert.deepEqual(await axe(page), []);

    const rows = page.getByRole('region', { name: word('flow-late-title'), exact: true }).locator('tbody tr');
    assert.ok((await rows.count()) > 3);
    await openPart(page, word, 'windows');
    await page.getByRole('region', { name: word('flow-drawn'), exact: true }).waitFor();
    assert.equal(await page.getByRole('region', { name: word('flow-watermarks'), exact: true }).locator('tbody tr').count(), 2);
    assert.deepEqual(await axe(page), []);

    // The works again: the application stands between its streams, and leads back to its console.
    await press(page, word('flow-draw-works'));
    await drawn(page);
    const card = page.locator('acequia-sandbox .place.flow-card');
    assert.equal(await card.count(), 1);
    await press(page, word('flow-draw-windows'));
    await drawn(page);
    assert.ok((await seen(page)).records > 80);
    assert.deepEqual(wrongs, []);
    await context.close();
  });
}

test('a script is refused at its place, then runs, and goes on from its snapshot', { timeout: 240_000 }, async () => {
  const word = words('en');
  const { context, page, works, wrongs } = await openWorks(browser, site, { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  await openTab(page, word, 'analytics');
  await press(page, word('flow-create'));
  await page.getByLabel(word('flow-name'), { exact: true }).fill('by-hand');
  const editor = page.locator('acequia-sandbox .flow-script .cm-content');
  await editor.waitFor();
  assert.match(await editor.innerText(), /CREATE TABLE/);
  await editor.fill('CREATE TABLE t (id STRNG) WITH (\'connector\' = \'chart\');');
  await page.locator('acequia-sandbox .flow-form button[type=submit]').click();
  const refused = page.getByRole('alert').filter({ hasText: word('flow-error-at', { line: '1', column: '20' }) });
  await refused.waitFor({ timeout: 90_000 });
  assert.deepEqual((await works.levels()).works.applications, []);
  assert.deepEqual(await axe(page), []);

  await press(page, word('flow-template-again'));
  await page.locator('acequia-sandbox .flow-form button[type=submit]').click();
  await until('it is there', async () => (await applicationOf(works, 'by-hand'))?.status === 'READY');
  await press(page, word('flow-start'));
  await until('it starts', async () => (await applicationOf(works, 'by-hand')).status === 'STARTING');
  await works.advance('PT3M');
  await drawn(page);
  const ran = await applicationOf(works, 'by-hand');
  assert.equal(ran.status, 'RUNNING');
  assert.ok(ran.spark.length > 0, 'results have come');
  await press(page, word('flow-stop-kept'));
  await works.advance('PT30S');
  await openPart(page, word, 'snapshots');
  await page.getByRole('region', { name: word('flow-part-snapshots'), exact: true }).locator('tbody tr').first().waitFor();
  await press(page, word('flow-start-here'));
  await works.advance('PT90S');
  assert.equal((await applicationOf(works, 'by-hand')).status, 'RUNNING');
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(wrongs, []);
  await context.close();
});
