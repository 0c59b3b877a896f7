// What the benchmarks have a producer put. The same natively is `file` in `src/host/examples/bench.rs`.

/** So many lines of exactly `bytes`, as unlike each other as a click-stream's. */
export function lines(count, bytes) {
  let state = 1;
  const list = Array.from({ length: count }, (_, index) => {
    let line = `{"n":${index},"text":"`;
    while (line.length < bytes - 2) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      line += `${((state >>> 16) % 4096).toString(16).padStart(4, '0')} `;
    }
    return `${line.slice(0, bytes - 2)}"}`;
  });
  return list.join('\n');
}
