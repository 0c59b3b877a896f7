// The works inside a page, for the suites that use them: opening them, the words on their buttons, and the host API called from
// here. It asserts nothing.

import { readFileSync } from 'node:fs';
import { openPage } from './harness.mjs';

/** The page's words in a language, those that come later too, as `content/strings` has them: `word('play')`, `word('columns-n', {x: 3})`. */
export function words(lang) {
  const read = (name) => readFileSync(new URL(`../../content/strings/${name}.ftl`, import.meta.url), 'utf8');
  const text = [lang, `later.${lang}`].map(read).join('\n');
  const lines = text.split('\n').flatMap((line) => {
    const found = /^([a-z][a-z0-9-]*) = (.+)$/.exec(line);
    return found === null ? [] : [[found[1], found[2]]];
  });
  const entries = new Map(lines);
  return (key, values = {}) => {
    const value = entries.get(key);
    if (value === undefined) throw new Error(`content/strings/${lang}.ftl has no '${key}' in one line`);
    return value.replace(/\{ ?\$([a-z]+) ?\}/g, (_, name) => String(values[name]));
  };
}

/**
 * A page of the site whose works stand and take calls. `path` is below the site's root; `address` may add parameters. The rest are the options
 * of a Playwright context. Answers what `openPage` does, and `works`.
 */
export async function openWorks(browser, site, { path = 'en/', ...options } = {}) {
  const opened = await openPage(browser, options);
  await opened.page.goto(site.url + path);
  const works = worksOf(opened.page);
  await works.ready();
  return { ...opened, works };
}

/** The host API of the first works in a page, from here. Errors carry `name` and `message` as the page has them. */
export function worksOf(page) {
  const ask = (method) => async (...values) => {
    const outcome = await page.evaluate(
      async ([name, given]) => {
        const element = document.querySelector('acequia-sandbox');
        try {
          return { value: await element[name](...given) };
        } catch (thrown) {
          return { error: { name: thrown.name, message: thrown.message, isDom: thrown instanceof DOMException } };
        }
      },
      [method, values],
    );
    if (outcome.error === undefined) return outcome.value;
    throw Object.assign(new Error(outcome.error.message), outcome.error);
  };
  const names = ['call', 'advance', 'play', 'pause', 'step', 'seek', 'snapshot', 'set'];
  return {
    ...Object.fromEntries(names.map((name) => [name, ask(name)])),
    /** A file of the reader's own, given as text or bytes. */
    input: (name, content) =>
      page.evaluate(
        ([given, base64]) => {
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          return document.querySelector('acequia-sandbox').input(given, new Blob([bytes]));
        },
        [name, Buffer.from(content).toString('base64')],
      ),
    /** Resolves when the works take calls. From here on `levels` knows how they stand. */
    ready: () =>
      page.evaluate(() => {
        const element = document.querySelector('acequia-sandbox');
        element.watch((levels) => (globalThis.levels = levels));
        return element.ready;
      }),
    /** Clock and diagram as `protocol` has them: while it stands still, those of the present instant. They come four times a second at most. */
    levels: () =>
      page.evaluate(async () => {
        const element = document.querySelector('acequia-sandbox');
        for (;;) {
          const seen = globalThis.levels;
          if (seen?.clock && seen.works) {
            const { ms } = await element.snapshot();
            if (seen.clock.playing || Math.round(ms * 1000) === seen.clock.now_us) return seen;
          }
          await new Promise(requestAnimationFrame);
        }
      }),
    /** Whether the clock stands: it would go on between two frames. */
    stands: () =>
      page.evaluate(async () => {
        const element = document.querySelector('acequia-sandbox');
        const { ms } = await element.snapshot();
        for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
        return (await element.snapshot()).ms === ms;
      }),
  };
}

/** Waits until `look` gives something true; says what it waited for, and what it saw last, if that never comes. */
export async function until(what, look, timeoutMs = 30_000) {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() > end) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Opens a console by its tab, and waits until it is drawn. */
export async function openTab(page, word, tab) {
  const button = page.getByRole('tab', { name: word(`tab-${tab}`), exact: true });
  await button.click();
  await page.locator('acequia-sandbox [role=tab][aria-selected=true]').filter({ hasText: word(`tab-${tab}`) }).waitFor();
  await drawn(page);
}

/** Resolves when what was asked of the works is drawn: they have answered, drawn, and nothing moves into its place any more. */
export function drawn(page) {
  return page.evaluate(async () => {
    await document.querySelector('acequia-sandbox').snapshot();
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    const moving = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(moving.map(({ finished }) => finished));
  });
}
