// The page as a reader meets it: for eyes, hands and assistive technology, in both languages, light and dark, wide and on a
// phone. What breaks and comes back is in `trouble.test.mjs`, the host API in `host.test.mjs`.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, launch, serve } from './harness.mjs';
import { openTab, openWorks, until, words } from './works.mjs';

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const TABS = ['producers', 'shards', 'records', 'delivery', 'objects', 'catalog', 'query', 'dashboard', 'discover', 'events', 'trail', 'metrics', 'bill', 'iam', 'laws'];
/** The budget says 50; a machine that runs other things as well makes single tasks longer. */
const LONG_TASK_MS_MAX = 250;

let browser;
let site;

before(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

for (const [lang, path] of [['es', ''], ['en', 'en/']]) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [size, viewport] of [['wide', WIDE], ['phone', PHONE]]) {
      test(`axe finds nothing serious: ${lang}, ${colorScheme}, ${size}`, { timeout: 120_000 }, async () => {
        const { context, page, works, wrongs } = await openWorks(browser, site, { path, colorScheme, viewport });
        await works.advance('PT1M30S');
        assert.deepEqual(await axe(page), []);
        assert.deepEqual(wrongs, []);
        await context.close();
      });
    }
  }
}

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing serious in any console, empty or full: ${colorScheme}`, { timeout: 300_000 }, async () => {
    const word = words('en');
    const { context, page, works, wrongs } = await openWorks(browser, site, { colorScheme, viewport: WIDE });
    const found = [];
    const visit = async (state) => {
      for (const tab of TABS) {
        await openTab(page, word, tab);
        found.push(...(await axe(page)).map((what) => `${state} ${tab}: ${what}`));
      }
    };
    await visit('empty');
    await fill(works);
    await visit('full');
    assert.deepEqual([...new Set(found)], []);
    assert.deepEqual(wrongs, []);
    await context.close();
  });
}

test('nothing is wider than a phone', { timeout: 180_000 }, async () => {
  const word = words('es');
  const { context, page, works, wrongs } = await openWorks(browser, site, { path: '', viewport: PHONE, hasTouch: true, isMobile: true });
  await fill(works);
  // The works scroll by themselves: what hangs over there does not widen the page.
  const overhang = () =>
    page.evaluate(() => {
      const works = document.querySelector('acequia-sandbox').shadowRoot.querySelector('.acequia');
      return Math.max(...[document.documentElement, works].map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
    });
  assert.equal(await overhang(), 0, 'the article');
  for (const tab of TABS) {
    await openTab(page, word, tab);
    assert.equal(await overhang(), 0, tab);
  }
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('everything can be reached by keyboard', { timeout: 120_000 }, async () => {
  const word = words('en');
  const { context, page, works, wrongs } = await openWorks(browser, site, { viewport: WIDE });
  const focused = () =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      const name = element?.getAttribute('aria-label') ?? element?.innerText ?? '';
      return { name: name.trim(), role: element?.getAttribute('role'), inTransport: Boolean(element?.closest('.transport')) };
    });
  const seen = [];
  for (let presses = 0; presses < 250; presses += 1) {
    await page.keyboard.press('Tab');
    const where = await focused();
    seen.push(where);
    if (where.inTransport && where.name === word('play')) break;
  }
  assert.ok(seen.at(-1).inTransport, `Tab never came to Play: ${seen.map(({ name }) => name).join(' › ').slice(0, 2000)}`);
  assert.ok(seen.some(({ name }) => name === word('stage')), 'Tab stops at the drawing');
  assert.equal(seen.filter(({ role }) => role === 'tab').length, 1, 'Tab stops once at the consoles’ tabs');
  await page.keyboard.press('Enter');
  await until('playing', async () => (await works.levels()).clock.playing);
  await page.keyboard.press('Enter');
  await until('paused', async () => !(await works.levels()).clock.playing);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('the keys of the drawing work there and nowhere else', { timeout: 120_000 }, async () => {
  const word = words('en');
  const { context, page, works, wrongs } = await openWorks(browser, site, { viewport: WIDE });
  const playing = async () => (await works.levels()).clock.playing;
  const stage = page.getByRole('group', { name: word('stage'), exact: true });
  await page.locator('h1').click();
  await page.keyboard.press('Space');
  assert.ok(await works.stands(), 'in the article');
  await openTab(page, word, 'query');
  await page.getByRole('textbox', { name: word('tab-query'), exact: true }).click();
  await page.keyboard.press('Space');
  await page.keyboard.press('.');
  assert.ok(await works.stands(), 'in the editor');
  await stage.focus();
  await page.keyboard.press('Space');
  await until('playing', playing);
  await page.keyboard.press('Space');
  await until('paused', async () => !(await playing()));
  const { ms } = await works.snapshot();
  await page.keyboard.press('.');
  await until('a step', async () => (await works.snapshot()).ms > ms);
  await page.keyboard.press(']');
  await until('faster', async () => (await works.levels()).clock.speed === 20);
  await page.keyboard.press('Home');
  await until('back to start', async () => (await works.snapshot()).ms < ms);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('the drawing comes nearer, moves, fits again, and is a list as well', { timeout: 120_000 }, async () => {
  const word = words('en');
  const { context, page, works, wrongs } = await openWorks(browser, site, { viewport: WIDE });
  await works.advance('PT30S');
  const stage = page.getByRole('group', { name: word('stage'), exact: true });
  const drawing = stage.locator('.aq-fig');
  const seen = async () => (await drawing.getAttribute('viewBox')).split(' ').map(Number);
  const whole = await seen();
  await stage.focus();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await until('nearer', async () => (await seen())[2] < whole[2] / 1.5);
  const [x] = await seen();
  const { x: left, y: top, width, height } = await drawing.boundingBox();
  await page.mouse.move(left + width * 0.6, top + height / 2);
  await page.mouse.down();
  await page.mouse.move(left + width * 0.4, top + height / 2, { steps: 4 });
  await page.mouse.up();
  await until('dragged', async () => (await seen())[0] > x);
  const near = (await seen())[2];
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -100);
  await page.keyboard.up('Control');
  await until('nearer by the wheel', async () => (await seen())[2] < near);
  // A place that takes the focus comes into sight.
  for (let presses = 0; presses < 12; presses += 1) await page.keyboard.press('ArrowLeft');
  await until('the producer in sight', async () => (await seen())[0] === 0);
  await page.keyboard.press('0');
  await until('all of it', async () => String(await seen()) === String(whole));
  await page.getByRole('button', { name: word('stage-as-list'), exact: true }).click();
  const list = page.getByRole('region', { name: word('stage-list'), exact: true });
  const names = await list.getByRole('rowheader').allInnerTexts();
  for (const name of ['flights', 'flights-to-s3', 'acequia-lake', 'Glue', 'Athena', 'QuickSight', 'flights-search']) {
    assert.ok(names.some((text) => text.startsWith(name)), `${name} in ${names}`);
  }
  assert.deepEqual(await axe(page), []);
  await list.getByRole('row', { name: /^acequia-lake/ }).getByRole('button', { name: 'acequia-lake', exact: true }).click();
  await page.getByRole('tab', { name: word('tab-objects'), exact: true, selected: true }).waitFor();
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('a result is ordered, filtered and summed up, and its rows stay followable', { timeout: 180_000 }, async () => {
  const word = words('en');
  const { context, page, works, wrongs } = await openWorks(browser, site, { viewport: WIDE });
  await fill(works);
  await openTab(page, word, 'query');
  await write(page, word, 'SELECT flight_id, origin, delay, nullif(origin, origin) AS nothing FROM flights LIMIT 250');
  await page.keyboard.press('Control+Enter');
  const rows = page.getByRole('region', { name: word('results'), exact: true }).locator('tbody tr');
  await until('a page of rows', async () => (await rows.count()) === 100);
  const menu = page.getByRole('dialog', { name: /^Column/ });
  const open = (name) => page.getByRole('columnheader', { name: new RegExp(`^${name}`) }).getByRole('button').click();
  const column = (index) => rows.evaluateAll((all, at) => all.map((row) => row.cells[at].innerText.trim()), index);
  await open('delay');
  await menu.getByRole('button', { name: word('order-down'), exact: true }).click();
  await until('the largest first', async () => {
    const values = (await column(3)).map(Number);
    return values.every((value, index) => index === 0 || value <= values[index - 1]);
  });
  const figures = await menu.locator('dl div').allInnerTexts();
  assert.equal(figures[0].replace(/\s+/g, ' '), `${word('sum-rows')} 250`);
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('Escape');
  await open('nothing');
  await until('NULL counted', async () => (await menu.locator('dl div').allInnerTexts())[1]?.replace(/\s+/g, ' ') === `${word('sum-nulls')} 250`);
  await page.keyboard.press('Escape');
  await open('origin');
  const top = menu.getByRole('list', { name: word('top-values'), exact: true }).getByRole('button').first();
  const airport = (await top.innerText()).split(/\s/)[0];
  await top.click();
  await until('one airport', async () => (await column(2)).every((origin) => origin === airport) && (await rows.count()) < 100);
  await page.keyboard.press('Escape');
  const [id] = await column(1);
  await rows.first().locator('.row-no button').click();
  const record = page.locator('.followed pre');
  await record.waitFor();
  assert.equal(JSON.parse(await record.innerText()).flight_id, Number(id), 'the record of the row that was pointed at');
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('tabs of the query editor keep text and result apart, whatever else changes', { timeout: 180_000 }, async () => {
  const word = words('en');
  const { context, page, works, wrongs } = await openWorks(browser, site, { viewport: WIDE });
  await fill(works);
  await openTab(page, word, 'query');
  const editor = page.getByRole('textbox', { name: word('tab-query'), exact: true });
  const first = await editor.innerText();
  await page.getByRole('button', { name: word('sheet-new'), exact: true }).click();
  await write(page, word, 'SELECT 1 AS one;\nSELECT 2 AS two');
  // The statement at the cursor, which stands at the end.
  await page.keyboard.press('Control+Shift+Enter');
  await page.getByRole('columnheader', { name: /^two/ }).waitFor({ timeout: 60_000 });
  assert.equal(await page.getByRole('columnheader', { name: /^one/ }).count(), 0);
  await page.keyboard.press('Control+[');
  await until('the first tab', async () => (await editor.innerText()) === first);
  assert.equal(await page.getByRole('columnheader', { name: /^two/ }).count(), 0, 'its result went with it');
  await editor.click();
  await page.keyboard.press('Control+z');
  assert.equal(await editor.innerText(), first, 'nothing of another tab is undone');
  await page.keyboard.press('Control+]');
  await until('the second tab', async () => (await editor.innerText()).includes('AS two'));
  await page.getByRole('columnheader', { name: /^two/ }).waitFor();
  await openTab(page, word, 'shards');
  await page.locator('acequia-sandbox').getByRole('button', { name: word('theme'), exact: true }).click();
  await openTab(page, word, 'query');
  await until('the text after all that', async () => (await editor.innerText()).includes('AS two'));
  await page.locator('h1').click();
  await page.getByRole('tab', { name: word('tab-query'), exact: true }).focus();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: word('keys'), exact: true });
  await sheet.waitFor();
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  assert.deepEqual(wrongs, []);
  await context.close();
});

for (const reducedMotion of ['no-preference', 'reduce']) {
  test(`dots ${reducedMotion === 'reduce' ? 'do not travel where less motion is asked for' : 'travel'}`, { timeout: 60_000 }, async () => {
    const { context, page, works, wrongs } = await openWorks(browser, site, { reducedMotion, viewport: WIDE });
    await works.play({ speed: 5 });
    await until('dots', async () => (await works.levels()).works.dots.length > 0);
    const places = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const root = document.querySelector('acequia-sandbox').shadowRoot;
          const seen = new Map();
          const end = performance.now() + 3000;
          const look = () => {
            for (const dot of root.querySelectorAll('[data-record]')) {
              const place = ['cx', 'cy', 'x', 'y', 'd', 'transform'].map((name) => dot.getAttribute(name)).join();
              seen.set(dot.dataset.record, (seen.get(dot.dataset.record) ?? new Set()).add(place));
            }
            if (performance.now() < end) requestAnimationFrame(look);
            else resolve([...seen.values()].map((set) => set.size));
          };
          look();
        }),
    );
    assert.ok(places.length > 0);
    const most = Math.max(...places);
    // A record has five edges on its way to bucket and index; without travel it takes each in three steps.
    const steps = 5 * 3;
    if (reducedMotion === 'reduce') assert.ok(most <= steps, `a record was seen in ${most} places`);
    else assert.ok(most > steps, `no record was seen in more than ${most} places`);
    assert.deepEqual(wrongs, []);
    await context.close();
  });
}

test('language and theme change without a new run', { timeout: 60_000 }, async () => {
  const { context, page, works, wrongs } = await openWorks(browser, site, { colorScheme: 'light', viewport: WIDE });
  await works.advance('PT10S');
  const before = await works.snapshot();
  await page.locator('acequia-sandbox').getByRole('button', { name: words('en')('other-language') }).click();
  await page.getByRole('button', { name: words('es')('play'), exact: true }).waitFor();
  const theme = page.locator('acequia-sandbox').getByRole('button', { name: words('es')('theme'), exact: true });
  await theme.click();
  await until('dark', async () => (await theme.getAttribute('aria-pressed')) === 'true');
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(await works.snapshot(), before);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('the main thread stays free while it plays', { timeout: 120_000 }, async (t) => {
  const { context, page, works, wrongs } = await openWorks(browser, site, { viewport: WIDE });
  await works.play();
  await until('dots', async () => (await works.levels()).works.dots.length > 0);
  // What comes with the first Play (flights, engines) is over then.
  await until('engines', () => page.evaluate(() => ['lake.bin', 'search.bin'].every((name) => performance.getEntriesByType('resource').some((entry) => entry.name.endsWith(name) && entry.responseEnd > 0))));
  const tasks = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const long = [];
        const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration)));
        observer.observe({ type: 'longtask' });
        setTimeout(() => resolve(long), 8000);
      }),
  );
  const most = Math.max(0, ...tasks);
  t.diagnostic(`${tasks.length} tasks over 50 ms in 8 s, the longest ${most.toFixed(0)} ms`);
  assert.ok(most <= LONG_TASK_MS_MAX, `${most.toFixed(0)} ms`);
  assert.deepEqual(wrongs, []);
  await context.close();
});

/** Types into the query editor, in the place of what stands there. */
async function write(page, word, sql) {
  await page.getByRole('textbox', { name: word('tab-query'), exact: true }).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(sql);
}

/** A run in which every console has something to show. */
async function fill(works) {
  await works.advance('PT1M30S');
  await works.call('Glue.StartCrawler', { Name: 'flights-crawler' });
  await works.advance('PT2M');
  await works.call('Athena.StartQueryExecution', {
    QueryString: 'SELECT * FROM flights LIMIT 20',
    QueryExecutionContext: { Database: 'acequia' },
    WorkGroup: 'primary',
  });
  await works.advance('PT20S');
}
