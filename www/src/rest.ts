/**
 * The second half of a module that comes in two (`src/xtask/src/halves`): the page begins with the first, and puts the other behind it
 * as soon as it is there. Code of the first half that needs it earlier asks for it and waits, which holds up this thread; so
 * that is the exception.
 */

/** What the first half exports, as wasm-bindgen's glue hands it out. */
export type FirstHalf = WebAssembly.Exports & { readonly acequia_rest: WebAssembly.Global };

/** The second half: compiled, or the address that it can be had from. */
export type Rest = WebAssembly.Module | string;

declare global {
  /** Called by the glue when the first half needs the second. */
  var acequiaRest: ((first: FirstHalf) => void) | undefined;
}

/** Puts the rest behind the first half, unless it is there: now. */
export function place(first: FirstHalf, rest: Rest): void {
  if (first.acequia_rest.value === 1) return;
  new WebAssembly.Instance(typeof rest === 'string' ? fetchNow(rest) : rest, { a: first });
}

/** The same without holding up the thread. Doing it twice does no harm: the rest has no state. */
export async function placeSoon(first: FirstHalf, rest: WebAssembly.Module): Promise<void> {
  if (first.acequia_rest.value !== 1) await WebAssembly.instantiate(rest, { a: first });
}

function fetchNow(address: string): WebAssembly.Module {
  const request = new XMLHttpRequest();
  request.open('GET', address, false);
  // A page may not ask for bytes in this way, only for text; in this one each letter is a byte, or 0xF700 more.
  request.overrideMimeType('text/plain; charset=x-user-defined');
  request.send();
  if (request.status !== 200) throw new Error(`${address}: HTTP ${request.status}`);
  return new WebAssembly.Module(Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0)));
}
