// How long a seek takes in wasm in a run of a million events: the page's own pipeline, at a rate at which so long a run fits into
// the page's memory. Prints, enforces nothing; `cargo xtask bench` runs it. The same natively is `src/host/examples/bench/seek.rs`.

import { launch, serve } from './harness.mjs';
import { openWorks } from './works.mjs';

/** At 20 records a second this many virtual hours hold a million events. */
const HOURS = Number(process.env.HOURS ?? 24);
const RECORDS_PER_S = 20;
const STEPS = 20;
const STEP_MS = 100;
const CHANCES = 50;

const [browser, site] = await Promise.all([launch(), serve()]);
try {
  const { page, works } = await openWorks(browser, site, { path: 'embed.html' });
  await works.set('producers/flights', { rate: RECORDS_PER_S });
  const start = await works.snapshot();
  const began = performance.now();
  for (let hour = 0; hour < HOURS; hour += 1) await works.advance('PT1H');
  const end = await works.snapshot();
  console.log(`${((end.ms - start.ms) / 3_600_000).toFixed(1)} virtual hours, built in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  /** Milliseconds of each seek, from the asking to the answer. */
  const seek = (targets) =>
    page.evaluate(async (all) => {
      const element = document.querySelector('acequia-sandbox');
      const times = [];
      for (const target of all) {
        const asked = performance.now();
        const { ms } = await element.seek(target);
        times.push(performance.now() - asked);
        if (Math.abs(ms - target) > 0.001) throw new Error(`the seek to ${target} came to ${ms}`);
      }
      return times;
    }, targets);
  const middle = Math.round((start.ms + end.ms) / 2);
  const places = { start: start.ms, middle, '1 s before the end': end.ms - 1000, end: end.ms };
  for (const [name, target] of Object.entries(places)) console.log(`seek to ${name.padEnd(24)}${(await seek([target]))[0].toFixed(1).padStart(8)} ms`);
  for (const [name, from] of [['the end', end.ms], ['the middle', middle]]) {
    await seek([from]);
    print(`${STEPS} steps of 0.1 s back from ${name}`, await seek(Array.from({ length: STEPS }, (_, step) => from - (step + 1) * STEP_MS)));
  }
  let state = 1;
  const chance = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return start.ms + Math.floor((state / 2 ** 32) * (end.ms - start.ms));
  };
  print(`${CHANCES} instants by chance`, await seek(Array.from({ length: CHANCES }, chance)));
} finally {
  await browser.close();
  await site.close();
}

function print(name, times) {
  const sorted = times.toSorted((a, b) => a - b);
  console.log(`${name.padEnd(40)}${sorted[Math.floor(sorted.length / 2)].toFixed(1).padStart(8)} ms in the median, ${sorted.at(-1).toFixed(1)} ms at most`);
}
