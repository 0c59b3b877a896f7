/**
 * The account's line to one engine, over all of that engine's lives. It knows what the present life holds, which jobs are
 * under way, and what becomes of them when the life ends: the job that was running has failed, those behind it are lost
 * and asked for again. It never runs a job twice by itself, because the contents went with the old life.
 */
import type { FromEngine, ToEngine } from '../wire';

export class EngineLine {
  readonly #deliver: (json: string) => void;
  readonly #ask: () => void;
  #port: MessagePort | null = null;
  #asked = false;
  /** Said before a life has begun. */
  #waiting: ToEngine[] = [];
  /** Digests that the present life holds or is about to be sent. */
  #held = new Set<string>();
  /** Jobs that have no answer yet, oldest first; an engine runs them in this order. */
  #jobs: number[] = [];

  /** `deliver` hears what `engine_message` is given; `ask` asks the loader for a life. */
  constructor(deliver: (json: string) => void, ask: () => void) {
    this.#deliver = deliver;
    this.#ask = ask;
  }

  has(digest: string): boolean {
    return this.#held.has(digest);
  }

  put(digest: string, bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#held.has(digest)) return;
    this.#held.add(digest);
    this.#say({ kind: 'put', digest, bytes }, [bytes.buffer]);
  }

  forget(digest: string): void {
    if (this.#held.delete(digest)) this.#say({ kind: 'forget', digest });
  }

  run(id: number, json: string): void {
    this.#jobs.push(id);
    this.#say({ kind: 'run', id, json });
  }

  /** A life begins; `heard` is called after each of its answers. */
  begin(port: MessagePort, heard: () => void): void {
    this.#port?.close();
    this.#port = port;
    this.#asked = true;
    port.onmessage = ({ data }: MessageEvent<FromEngine>) => {
      if (port !== this.#port) return;
      this.#answer(data);
      heard();
    };
    this.#tell({ kind: 'ready' });
    for (const message of this.#waiting.splice(0)) {
      port.postMessage(message, message.kind === 'put' ? [message.bytes.buffer as ArrayBuffer] : []);
    }
  }

  /** The life ended; without `again` no other follows unless it is asked for. */
  end(reason: string, again: boolean): void {
    const ran = this.#port !== null;
    this.#port?.close();
    this.#port = null;
    this.#asked = again;
    this.#held.clear();
    this.#waiting = [];
    const jobs = this.#jobs.splice(0);
    if (!again) {
      for (const id of jobs) this.#tell({ kind: 'failed', id, reason });
      this.#tell({ kind: 'unavailable', reason });
      return;
    }
    const first = jobs[0];
    if (ran && first !== undefined) this.#tell({ kind: 'failed', id: first, reason });
    const lost = ran ? jobs.slice(1) : jobs;
    if (lost.length > 0) this.#tell({ kind: 'lost', ids: lost });
  }

  #answer(message: FromEngine): void {
    const at = this.#jobs.indexOf(message.id);
    // An answer to a job that was given up already.
    if (at < 0) return;
    this.#jobs.splice(at, 1);
    if (message.kind === 'failed') return this.#tell(message);
    // The answer is JSON text already: it is set in, not read and written again.
    this.#deliver(`{"kind":"done","id":${message.id},"wall_ms":${message.wallMs},"answer":${message.json}}`);
  }

  #say(message: ToEngine, transfer: Transferable[] = []): void {
    if (this.#port !== null) return this.#port.postMessage(message, transfer);
    this.#waiting.push(message);
    if (this.#asked) return;
    this.#asked = true;
    this.#ask();
  }

  #tell(message: object): void {
    this.#deliver(JSON.stringify(message));
  }
}
