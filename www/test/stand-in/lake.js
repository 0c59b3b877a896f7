// Stands in for an engine: answers with what it holds, traps when told to.
const wasm_bindgen = (() => {
  const held = new Map();
  return {
    initSync() {},
    put: (digest, bytes) => held.set(digest, bytes.byteLength),
    has: (digest) => held.has(digest),
    forget: (digest) => held.delete(digest),
    run(json) {
      const { how } = JSON.parse(json);
      if (how === 'trap') throw new WebAssembly.RuntimeError('unreachable');
      if (how === 'fail') return JSON.stringify({ Err: { reason: 'not today' } });
      return JSON.stringify({ Ok: { held: [...held], how } });
    },
  };
})();
