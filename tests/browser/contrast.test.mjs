// One stream and one queue that get the same orders, by a reader's own clicks: set up, run, see that each reader of the stream has seen all
// and the queue's consumers have shared, replay, kill. The marks are counted in the drawing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, launch, serve } from './harness.mjs';
import { drawn, openTab, openWorks, until, words } from './works.mjs';

const word = words('en');
let browser;
let site;

before(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

/** Of each consumer that is drawn: in which columns it has a mark, and how many marks are double and hollow. */
const lanes = (page) =>
  page.evaluate(() => {
    const stage = document.querySelector('acequia-sandbox').shadowRoot.querySelector('.aq-fig');
    return [...stage.querySelectorAll('.place.lane')].map((lane) => ({
      name: JSON.parse(lane.dataset.node).Consumer,
      columns: [...lane.querySelectorAll('.pip:not(.none)')].map((mark) => Number(mark.getAttribute('cx'))),
      twice: lane.querySelectorAll('.pip-ring').length,
      hollow: lane.querySelectorAll('.pip.hollow').length,
      crosses: lane.querySelectorAll('.worker-cross').length,
    }));
  });

const consumerOf = async (works, name) => (await works.levels()).works.consumers.find((consumer) => consumer.name === name);

for (const [lang, width] of [['en', 1440], ['es', 390]]) {
  test(`everybody sees the stream, one takes a message (${lang}, ${width} px)`, { timeout: 180_000 }, async () => {
    const word = words(lang);
    // On a phone the article would bring the works to the section that it scrolls to: here they stand alone.
    const path = lang === 'en' ? 'en/' : `embed.html?lang=${lang}&load=eager`;
    const { context, page, works, wrongs } = await openWorks(browser, site, { path, viewport: { width, height: 900 } });
    await openTab(page, word, 'contrast');
    await page.getByRole('button', { name: word('contrast-set-up'), exact: true }).click();
    await until('four consumers', async () => (await works.levels()).works.consumers.length === 4);
    await works.advance('PT47S');
    await drawn(page);
    const seen = await lanes(page);
    assert.deepEqual(seen.map(({ name }) => name), ['billing', 'shipping', 'billing-queue', 'shipping-queue']);
    const [billing, shipping, first, second] = seen;
    for (const lane of [billing, shipping]) assert.ok(lane.columns.length >= 19, `${lane.name}: ${lane.columns.length} of 24`);
    assert.ok(first.columns.length > 3 && second.columns.length > 3, 'both take messages');
    assert.deepEqual(first.columns.filter((column) => second.columns.includes(column)), [], 'no message goes to both');

    const side = (service) => page.getByRole('region', { name: `${service} · orders`, exact: true });
    const stream = page.locator('acequia-sandbox section.side').first();
    const queue = page.locator('acequia-sandbox section.side').last();
    assert.ok(await side('Kinesis').count());
    assert.ok(await queue.getByRole('button', { name: word('contrast-replay'), exact: true }).isDisabled());
    await stream.getByRole('button', { name: word('contrast-kill'), exact: true }).click();
    await until('a dead worker', async () => (await lanes(page))[0].crosses === 1);
    await queue.getByRole('button', { name: word('contrast-kill'), exact: true }).click();
    await works.advance('PT8S');
    await drawn(page);
    assert.ok((await consumerOf(works, 'billing')).duplicates > 0);
    assert.ok((await lanes(page))[0].twice > 0, 'what was read again is drawn double');
    assert.match(await stream.getByRole('status').innerText(), /billing/);

    await stream.getByRole('button', { name: word('contrast-replay'), exact: true }).click();
    await works.advance('PT5S');
    await drawn(page);
    assert.ok((await lanes(page))[0].hollow > 0, 'what was replayed is drawn hollow');
    assert.equal((await consumerOf(works, 'shipping')).replayed, 0);
    await stream.getByRole('button', { name: word('contrast-revive'), exact: true }).click();
    await until('no dead worker', async () => (await lanes(page))[0].crosses === 0);
    assert.deepEqual(await axe(page), []);

    // The lanes are places like those of the diagram: they lead to their console.
    await page.locator('acequia-sandbox .place.lane .nm').first().click();
    await page.getByRole('region', { name: word('leases'), exact: true }).waitFor();
    await drawn(page);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(wrongs, []);
    await context.close();
  });
}

test('it is added once; AWS says why not twice', { timeout: 120_000 }, async () => {
  const { context, page, works, wrongs } = await openWorks(browser, site);
  await works.call('Kinesis.CreateStream', { StreamName: 'orders', ShardCount: 1 });
  await openTab(page, word, 'contrast');
  await page.getByRole('button', { name: word('contrast-set-up'), exact: true }).click();
  const refused = page.getByRole('alert').last();
  await refused.waitFor();
  assert.match(await refused.innerText(), /ResourceInUseException/);
  assert.deepEqual((await works.levels()).works.queues, []);
  assert.deepEqual(wrongs, []);
  await context.close();
});
