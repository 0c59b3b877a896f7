/**
 * The second half of `worker.js`: drives the account's wasm in short slices, so that a message is heard between any two
 * of them, and carries its messages to the page and to the engines. It reads nothing of what it carries.
 *
 * wasm-bindgen's glue stands before this text in the same file and gives `wasm_bindgen`.
 */
import { EngineLine } from './shell/engine-line';
import { place } from './rest';
import type { FirstHalf } from './rest';
import { reasonOf } from './wire';
import type { EngineName, FromAccountShell, ToAccountShell } from './wire';

/** What the wasm may call; the contract stands in README.md. */
interface Host {
  post(json: string, payload?: Uint8Array): void;
  engine_has(engine: string, digest: string): boolean;
  engine_put(engine: string, digest: string, bytes: Uint8Array): void;
  engine_forget(engine: string, digest: string): void;
  engine_run(engine: string, job_id: number, request_json: string): void;
  engine_restart(engine: string): void;
  wall_ms(): number;
}

interface Account {
  initSync(input: { module: WebAssembly.Module }): FirstHalf;
  start(config_json: string, host: Host): void;
  message(json: string, payload?: Uint8Array): void;
  engine_message(engine: string, json: string): void;
  slice(wall_now_ms: number): number;
}

declare const wasm_bindgen: Account;

// The page's own type library has no worker scope; this is the little of it that is used.
const scope = self as unknown as {
  postMessage(message: FromAccountShell, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToAccountShell>) => void) | null;
};

const say = (message: FromAccountShell, transfer: Transferable[] = []) => scope.postMessage(message, transfer);
const deliver = (engine: EngineName) => (json: string) => guarded(() => wasm_bindgen.engine_message(engine, json));
const lines: Record<EngineName, EngineLine> = {
  lake: new EngineLine(deliver('lake'), () => say({ kind: 'need-engine', engine: 'lake' })),
  search: new EngineLine(deliver('search'), () => say({ kind: 'need-engine', engine: 'search' })),
};

let alive = false;
let first: FirstHalf | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let slicing = false;
let due = false;

// A message to oneself comes after the messages that already wait, and without the 4 ms that nested timeouts cost.
const soon = new MessageChannel();
soon.port1.onmessage = () => slice();

/** Asks for a slice right after what already waits. */
function wake(): void {
  if (!alive || due) return;
  clearTimeout(timer);
  timer = undefined;
  due = true;
  soon.port2.postMessage(null);
}

function slice(): void {
  due = false;
  if (!alive || slicing) return;
  slicing = true;
  const waitMs = guarded(() => wasm_bindgen.slice(performance.now()));
  slicing = false;
  if (waitMs === undefined || due || waitMs < 0) return;
  if (waitMs < 1) wake();
  else timer = setTimeout(wake, waitMs);
}

/** Runs a piece of wasm; a trap in it ends this worker for good. */
function guarded<T>(run: () => T): T | undefined {
  if (!alive) return undefined;
  try {
    return run();
  } catch (thrown) {
    alive = false;
    clearTimeout(timer);
    say({ kind: 'crashed', reason: reasonOf(thrown) });
    return undefined;
  }
}

function line(engine: string): EngineLine {
  if (engine === 'lake' || engine === 'search') return lines[engine];
  throw new Error(`no engine is called '${engine}'`);
}

/** Bytes whose buffer may be given away: a view of wasm's memory, or of a part of a buffer, is copied. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = bytes.buffer instanceof ArrayBuffer && bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  // wasm's memory begins with its null page: no view of it starts at 0 and covers all.
  return whole ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();
}

const host: Host = {
  post(json, payload) {
    if (payload === undefined) return say({ kind: 'message', json });
    const bytes = owned(payload);
    say({ kind: 'message', json, payload: bytes }, [bytes.buffer]);
  },
  engine_has: (engine, digest) => line(engine).has(digest),
  engine_put: (engine, digest, bytes) => line(engine).put(digest, owned(bytes)),
  engine_forget: (engine, digest) => line(engine).forget(digest),
  engine_run: (engine, id, json) => line(engine).run(id, json),
  engine_restart(engine) {
    if (engine === 'lake' || engine === 'search') say({ kind: 'restart-engine', engine });
  },
  wall_ms: () => performance.now(),
};

scope.onmessage = ({ data }) => {
  switch (data.kind) {
    case 'start':
      alive = true;
      globalThis.acequiaRest = (half) => place(half, data.rest);
      guarded(() => {
        first = wasm_bindgen.initSync({ module: data.module });
        if (typeof data.rest !== 'string') place(first, data.rest);
        wasm_bindgen.start(data.config, host);
        say({ kind: 'started' });
      });
      break;
    case 'rest': {
      const half = first;
      if (half !== undefined) guarded(() => place(half, data.rest));
      break;
    }
    case 'message':
      guarded(() => wasm_bindgen.message(data.json, data.payload));
      break;
    case 'engine':
      lines[data.engine].begin(data.port, wake);
      break;
    case 'engine-ended':
      lines[data.engine].end(data.reason, data.again);
      break;
  }
  wake();
};
