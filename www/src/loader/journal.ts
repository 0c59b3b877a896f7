/**
 * What the page keeps so that a run outlives its worker: the accepted entries of the log (the reader's own files are in them), and the last instant
 * that was shown. It decides what to replay after a crash; it replays nothing itself.
 */

/** What a new worker is given. */
export interface Recovery {
  /** UTF-8 lines: a header, then one entry a line. */
  readonly log: Uint8Array<ArrayBuffer>;
  /** The entry that was set aside, as its own text, if one was. */
  readonly setAside: string | null;
}

/** After this many crashes without a shown instant between them, nothing more is tried. */
const CRASHES_MAX = 5;

export class Journal {
  #entries: string[] = [];
  #shownUs = 0;
  /** Text of the entry that was last at a crash, and how many crashes it was last at. */
  #suspect: { entry: string; crashes: number } | null = null;
  #crashesInRow = 0;

  /** The run begins anew. */
  clear(): void {
    this.#entries = [];
    this.#shownUs = 0;
    this.#suspect = null;
    this.#crashesInRow = 0;
  }

  /** An entry at or before the last one begins a branch: what followed is the worker's to keep. */
  logged(sequence: number, entry: string): void {
    this.#entries.length = Math.min(this.#entries.length, sequence);
    this.#entries.push(entry);
  }

  /** The reader has seen the run at this instant: so far it is good. */
  shown(us: number): void {
    this.#shownUs = us;
    this.#crashesInRow = 0;
  }

  get entries(): number {
    return this.#entries.length;
  }

  /** The worker crashed. What to go on with, or `null` when nothing helps. */
  crashed(): Recovery | null {
    this.#crashesInRow += 1;
    if (this.#crashesInRow > CRASHES_MAX) return null;
    const last = this.#entries.at(-1) ?? '';
    const crashes = this.#suspect?.entry === last ? this.#suspect.crashes + 1 : 1;
    this.#suspect = { entry: last, crashes };
    let setAside: string | null = null;
    if (crashes >= 2 && this.#entries.length > 0) {
      setAside = this.#entries.pop() ?? null;
      this.#suspect = null;
    }
    return { log: this.saved(), setAside };
  }

  /** The whole log, as a file that can also be opened elsewhere. */
  saved(): Uint8Array<ArrayBuffer> {
    const header = JSON.stringify({ acequia: 1, recovered: true, until_us: this.#shownUs });
    return new TextEncoder().encode([header, ...this.#entries, ''].join('\n'));
  }
}
