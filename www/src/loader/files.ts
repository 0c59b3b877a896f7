/** The site's files, wherever they are: at an address beside the loader, or inside the page. */
import type { Rest } from '../rest';
import type { Way } from './way';

/** Bytes so far and in all; 0 in all: not known. */
export type Progress = (received: number, total: number) => void;

export class Files {
  readonly #base: URL;
  readonly #way: Way;
  readonly #modules = new Map<string, Promise<WebAssembly.Module>>();
  readonly #scripts = new Map<string, Promise<void>>();

  /** `base` is the site's root. */
  constructor(base: URL, way: Way) {
    this.#base = base;
    this.#way = way;
  }

  address(name: string): string {
    return new URL(name, this.#base).href;
  }

  async bytes(name: string, progress?: Progress): Promise<Uint8Array<ArrayBuffer>> {
    const carried = await carriedFile(name);
    if (carried !== null) return carried;
    const response = await fetch(this.address(name));
    if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
    if (progress === undefined || response.body === null) return new Uint8Array(await response.arrayBuffer());
    return gather(response.body, Number(response.headers.get('content-length') ?? 0), progress);
  }

  async text(name: string): Promise<string> {
    return new TextDecoder().decode(await this.bytes(name));
  }

  /** A module, compiled once for all works of the page; from bytes, because hosts send wrong types. */
  module(name: string, progress?: Progress): Promise<WebAssembly.Module> {
    return this.#once(this.#modules, name, async () => {
      return WebAssembly.compile(await this.#unpacked(await this.bytes(name, progress)));
    });
  }

  /**
   * The second half of a module: its address, for whoever cannot wait for it; where nothing can be fetched, itself.
   */
  async rest(name: string): Promise<Rest> {
    return this.#way === 'inlined' ? this.module(name) : this.address(name);
  }

  /** A module as it is, or out of gzip, or out of Brotli, which is what neither of them is. */
  async #unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    if (isGzip(bytes)) return gunzip(bytes);
    if (isModule(bytes)) return bytes;
    const worker = await this.worker('unpack.js');
    try {
      return await new Promise((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<Uint8Array<ArrayBuffer> | { reason: string }>) =>
          data instanceof Uint8Array ? resolve(data) : reject(new Error(data.reason));
        worker.onerror = (event) => {
          event.preventDefault();
          reject(new Error(event.message || 'unpack.js cannot be started'));
        };
        worker.postMessage(bytes, [bytes.buffer]);
      });
    } finally {
      worker.terminate();
    }
  }

  /** Runs a classic script once in the page. */
  script(name: string): Promise<void> {
    return this.#once(this.#scripts, name, async () => {
      const script = document.createElement('script');
      if (this.#way === 'inlined') {
        script.textContent = await this.text(name);
        document.head.append(script);
        return;
      }
      await new Promise<void>((resolve, reject) => {
        script.src = this.address(name);
        script.onload = () => resolve();
        script.onerror = () => reject(new Error(`${name} cannot be loaded`));
        document.head.append(script);
      });
    });
  }

  async worker(name: string): Promise<Worker> {
    if (this.#way !== 'inlined') return new Worker(this.address(name));
    const address = URL.createObjectURL(new Blob([await this.bytes(name)], { type: 'text/javascript' }));
    const worker = new Worker(address);
    // The worker has its own copy by its first message; a timer is not needed to know when.
    worker.addEventListener('message', () => URL.revokeObjectURL(address), { once: true });
    return worker;
  }

  #once<T>(known: Map<string, Promise<T>>, name: string, get: () => Promise<T>): Promise<T> {
    const had = known.get(name);
    if (had !== undefined) return had;
    const got = get();
    known.set(name, got);
    // What failed may be tried again.
    got.catch(() => known.delete(name));
    return got;
  }
}

/** Whether the page carries its files (the one-file edition). */
export function pageCarriesFiles(): boolean {
  return document.querySelector('script[data-acequia-file]') !== null;
}

async function carriedFile(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const holder = document.querySelector<HTMLScriptElement>(`script[data-acequia-file="${CSS.escape(name)}"]`);
  if (holder === null) return null;
  const text = atob(holder.textContent.trim());
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return holder.dataset['encoding'] === 'gzip' ? gunzip(bytes) : bytes;
}

async function gather(body: ReadableStream<Uint8Array>, announced: number, progress: Progress): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  progress(0, announced);
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value as Uint8Array<ArrayBuffer>);
    received += value.byteLength;
    // A host that compresses by itself announces the length of what it sends, not of what arrives.
    progress(received, received > announced ? 0 : announced);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

/** `\0asm` */
function isModule(bytes: Uint8Array): boolean {
  return bytes[0] === 0x00 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
