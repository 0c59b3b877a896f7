// The site opens: in both languages, under a sub-path, with the policy that it must carry, and
// nothing goes wrong before anybody has touched it. With JavaScript off the article is still all there.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, openPage, POLICY, serve } from './harness.mjs';

let browser;
let site;

before(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

for (const [lang, path] of [['es', ''], ['en', 'en/'], ['es', 'embed.html']]) {
  test(`${path || 'index'} opens without complaint`, async () => {
    const { context, page, wrongs } = await openPage(browser);
    await page.goto(site.url + path, { waitUntil: 'load' });
    await page.waitForFunction(() => customElements.get('acequia-sandbox') !== undefined);
    // The article's works begin by themselves; an iframe's wait for the reader.
    if (path !== 'embed.html') await page.evaluate(() => document.querySelector('acequia-sandbox').ready);
    assert.equal(await page.evaluate(() => document.documentElement.lang), lang);
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  test(`${path || 'index'} carries the policy`, async () => {
    const { context, page } = await openPage(browser, { javaScriptEnabled: false });
    await page.goto(site.url + path);
    const content = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    const directives = Object.fromEntries(content.split(';').map((part) => part.trim().split(/\s+(.*)/s).slice(0, 2)));
    for (const [name, value] of Object.entries(POLICY)) assert.equal(directives[name], value, name);
    await context.close();
  });
}

for (const path of ['', 'en/']) {
  test(`the article reads without JavaScript (${path || 'index'})`, async () => {
    const { context, page, wrongs } = await openPage(browser, { javaScriptEnabled: false });
    await page.goto(site.url + path);
    const scenes = page.locator('figure.scene');
    assert.ok((await scenes.count()) >= 8, 'a figure for each service');
    for (const scene of await scenes.all()) {
      const name = await scene.getAttribute('data-scene');
      assert.ok((await scene.locator('svg').count()) > 0, `scene '${name}' has its static figure`);
      assert.ok((await scene.locator('figcaption').innerText()).length > 20, `scene '${name}' has its caption`);
    }
    const text = await page.locator('main').innerText();
    for (const word of ['Kinesis', 'Firehose', 'Glue', 'Athena', 'QuickSight', 'OpenSearch']) assert.ok(text.includes(word), word);
    assert.deepEqual(wrongs, []);
    await context.close();
  });
}
