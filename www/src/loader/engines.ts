/**
 * The engines of one works: fetches their modules when they are first needed, begins their workers, and begins them again when they
 * break. Which job fails then is the account worker's to say (`shell/engine-line.ts`).
 */
import { reasonOf } from '../wire';
import type { EngineName, FromEngineShell, ToAccountShell, ToEngineShell } from '../wire';
import type { Files } from './files';
import type { EngineState } from './protocol';

const POLL_MS = 1000;
/** A life that ends before it has begun is tried this often. */
const STARTS_MAX = 3;

interface Listed {
  readonly state: 'building' | 'ready' | 'failed';
  readonly bytes?: number;
  readonly reason?: string;
}

export interface EngineHost {
  readonly files: Files;
  /** To the account worker. */
  tell(message: ToAccountShell, transfer?: Transferable[]): void;
  /** How an engine is doing. */
  state(state: EngineState): void;
}

export class Engine {
  readonly #name: EngineName;
  readonly #host: EngineHost;
  #worker: Worker | null = null;
  #starting = false;
  #ended = false;

  constructor(name: EngineName, host: EngineHost) {
    this.#name = name;
    this.#host = host;
  }

  /** Makes sure that a life has begun or is about to. */
  need(): void {
    if (this.#worker !== null || this.#starting || this.#ended) return;
    this.#starting = true;
    this.#begin()
      .catch((thrown: unknown) => {
        const reason = reasonOf(thrown);
        this.#state('failed', { reason });
        this.#host.tell({ kind: 'engine-ended', engine: this.#name, reason, again: false });
      })
      .finally(() => {
        this.#starting = false;
      });
  }

  /** Throws the present life away. */
  restart(reason: string): void {
    if (this.#worker === null) return;
    this.#worker.terminate();
    this.#worker = null;
    this.#host.tell({ kind: 'engine-ended', engine: this.#name, reason, again: true });
    this.need();
  }

  /** The account worker is a new one and knows no engine. */
  forget(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  end(): void {
    this.#ended = true;
    this.forget();
  }

  async #begin(): Promise<void> {
    const module = await this.#module();
    for (let tries = 1; !this.#ended; tries += 1) {
      try {
        await this.#live(module);
        this.#state('ready');
        return;
      } catch (thrown) {
        if (tries >= STARTS_MAX) throw thrown;
      }
    }
  }

  async #module(): Promise<WebAssembly.Module> {
    const listed = await this.#listed();
    if (listed?.state === 'failed') throw new Error(listed.reason ?? `${this.#name} could not be built`);
    const announced = listed?.bytes ?? 0;
    let shown = 0;
    const module = await this.#host.files.module(`${this.#name}.bin`, (received, total) => {
      const now = performance.now();
      if (received > 0 && now - shown < 100) return;
      shown = now;
      this.#state('loading', { loaded: received, total: announced || total });
    });
    this.#state('loading', { loaded: announced, total: announced });
    return module;
  }

  /** The list's word on this engine, once it is no longer being built; `null` where there is no list. */
  async #listed(): Promise<Listed | null> {
    for (;;) {
      let listed: Listed | undefined;
      try {
        listed = (JSON.parse(await this.#host.files.text('engines.json')) as Record<string, Listed>)[this.#name];
      } catch {
        return null;
      }
      if (listed?.state !== 'building') return listed ?? null;
      this.#state('building');
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      if (this.#ended) throw new Error('the works were closed');
    }
  }

  /** One life, from the worker's beginning to its first word. */
  async #live(module: WebAssembly.Module): Promise<void> {
    const worker = await this.#host.files.worker(`${this.#name}.js`);
    const { port1, port2 } = new MessageChannel();
    await new Promise<void>((resolve, reject) => {
      const broke = (reason: string) => {
        if (this.#worker === worker) return this.restart(reason);
        worker.terminate();
        reject(new Error(reason));
      };
      worker.onmessage = ({ data }: MessageEvent<FromEngineShell>) => {
        if (data.kind === 'crashed') return broke(data.reason);
        this.#worker = worker;
        resolve();
      };
      worker.onerror = (event) => {
        event.preventDefault();
        broke(event.message || `the worker of ${this.#name} cannot be started`);
      };
      worker.postMessage({ kind: 'start', module, port: port2 } satisfies ToEngineShell, [port2]);
    });
    this.#host.tell({ kind: 'engine', engine: this.#name, port: port1 }, [port1]);
  }

  #state(state: EngineState['state'], more: { loaded?: number; total?: number; reason?: string } = {}): void {
    this.#host.state({
      engine: this.#name,
      state,
      bytes_loaded: more.loaded ?? 0,
      bytes_total: more.total ?? 0,
      reason: more.reason ?? null,
    });
  }
}
