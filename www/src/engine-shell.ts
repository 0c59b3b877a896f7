/**
 * The second half of `lake.js` and `search.js`: runs an engine's jobs one after another. A trap leaves wasm's memory in
 * an unknown state, so it ends this worker; the loader begins another.
 *
 * wasm-bindgen's glue stands before this text in the same file and gives `wasm_bindgen`.
 */
import { reasonOf } from './wire';
import type { FromEngine, FromEngineShell, ToEngine, ToEngineShell } from './wire';

interface Engine {
  initSync(input: { module: WebAssembly.Module }): unknown;
  put(digest: string, bytes: Uint8Array): void;
  has(digest: string): boolean;
  forget(digest: string): void;
  run(request_json: string): string;
}

declare const wasm_bindgen: Engine;

const scope = self as unknown as {
  postMessage(message: FromEngineShell): void;
  onmessage: ((event: MessageEvent<ToEngineShell>) => void) | null;
};

let broken = false;

function crash(thrown: unknown): void {
  broken = true;
  scope.postMessage({ kind: 'crashed', reason: reasonOf(thrown) });
}

function serve(port: MessagePort, message: ToEngine): void {
  if (broken) return;
  try {
    if (message.kind === 'put') wasm_bindgen.put(message.digest, message.bytes);
    else if (message.kind === 'forget') wasm_bindgen.forget(message.digest);
    else run(port, message.id, message.json);
  } catch (thrown) {
    crash(thrown);
  }
}

/** The engine's part of a `jobs::Request`: what stands inside its one member. */
const REQUEST = /^\{"(Lake|Search)":([\s\S]*)\}$/;

/** The engine knows its own requests and answers; the account knows `jobs::Request` and `jobs::Answer`, which are those with the engine's name around them. */
function run(port: MessagePort, id: number, json: string): void {
  const began = performance.now();
  const [, name, request] = REQUEST.exec(json) ?? [];
  const say = (message: FromEngine) => port.postMessage(message);
  if (name === undefined || request === undefined) return say({ kind: 'failed', id, reason: 'a request of no known engine' });
  const answer = wasm_bindgen.run(request);
  const wallMs = performance.now() - began;
  if (answer.startsWith('{"Ok":')) return say({ kind: 'done', id, json: `{"${name}":${answer.slice(6)}`, wallMs });
  const { Err } = JSON.parse(answer) as { Err: { reason: string } };
  say({ kind: 'failed', id, reason: Err.reason });
}

scope.onmessage = ({ data }) => {
  try {
    wasm_bindgen.initSync({ module: data.module });
  } catch (thrown) {
    return crash(thrown);
  }
  data.port.onmessage = ({ data: message }: MessageEvent<ToEngine>) => serve(data.port, message);
  scope.postMessage({ kind: 'started' });
};
