// Runs the account's module as far as it can come without a page, and writes the memory that it then has to standard output: `node
// prepare.mjs GLUE MODULE`. The build puts that memory into the module that ships (`src/xtask/src/prepare.rs`).

import { readFileSync, writeSync } from 'node:fs';
import { runInThisContext } from 'node:vm';

const [glue, module] = process.argv.slice(2);
// The glue declares the name at the top of a classic script.
const wasm = runInThisContext(`${readFileSync(glue, 'utf8')}\nwasm_bindgen`, { filename: glue });
const exports = wasm.initSync({ module: new WebAssembly.Module(readFileSync(module)) });
wasm.prepare();
const memory = new Uint8Array(exports.memory.buffer);
for (let written = 0; written < memory.length; ) written += writeSync(1, memory, written);
