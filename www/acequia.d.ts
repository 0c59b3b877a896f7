/** The element `<acequia-sandbox>` and its host API, for TypeScript: `/// <reference path="acequia.d.ts" />`. README.md explains it. */

/** Where a run is. */
interface AcequiaSnapshot {
  /** Milliseconds since the run's start. */
  readonly ms: number;
  /** The virtual date, ISO 8601. */
  readonly date: string;
  /** How far the run has ever come, in milliseconds. */
  readonly frontierMs: number;
  readonly branch: number;
  readonly seed: number;
  /** Equal for equal runs, in any browser and natively. */
  readonly runHash: string;
}

/** What the events carry in `detail`. */
interface AcequiaEvents {
  ready: CustomEvent<{ version: number; title: string; account: string; region: string }>;
  tick: CustomEvent<{ ms: number; date: string; playing: boolean; speed: number }>;
  /** An action was accepted; a crash would come back to here. */
  checkpoint: CustomEvent<{ entries: number }>;
  /** A task of a lesson was done. */
  task: CustomEvent<{ id: string; done: boolean }>;
  /** Also with `fatal: true` and the run so far in `run`, when nothing helps. */
  error: CustomEvent<{ name: string; message: string; setAside?: string | null; fatal?: boolean; run?: Uint8Array | null }>;
  resize: CustomEvent<{ width: number; height: number }>;
  /** The reader changed something that the page around may want to follow. */
  changed: CustomEvent<{ lang?: string; theme?: string; panel?: string }>;
}

/** What a producer can be set to; members that are left out stay as they are. */
interface AcequiaProducer {
  /** `flights`, `clicks`, or the name of a file of the reader's own. */
  source?: string;
  /** Records a second. */
  rate?: number;
  shape?: 'constant' | 'ramp' | 'spike' | 'wave';
  /** The field whose value is the partition key; empty: a random key. */
  keyField?: string;
  seed?: number;
  running?: boolean;
}

interface AcequiaSandboxElement extends HTMLElement {
  /** Resolves when the account takes calls. Starts the works, if nobody has. */
  readonly ready: Promise<void>;
  /** An AWS call, as `Kinesis.PutRecords`. Rejects with AWS's error `name` and `message`. `as` is a principal's ARN. */
  call(name: string, params?: unknown, options?: { as?: string }): Promise<unknown>;
  /** Runs virtual time on by an ISO 8601 duration. `pause()` rejects it with `AbortError`. */
  advance(duration: string): Promise<AcequiaSnapshot>;
  /** `speed`: virtual seconds for each second. */
  play(options?: { speed?: number }): void;
  pause(): void;
  /** Runs to the next event that the event log shows. */
  step(): Promise<AcequiaSnapshot>;
  /** Milliseconds since the start, up to the frontier. */
  seek(ms: number): Promise<AcequiaSnapshot>;
  snapshot(): Promise<AcequiaSnapshot>;
  set(path: `producers/${string}`, value: AcequiaProducer | { remove: true }): Promise<unknown>;
  set(path: string, value: unknown): Promise<unknown>;
  /** A CSV, JSON Lines or JSON file of the reader's own; it becomes a source of that name. */
  input(name: string, blob: Blob): Promise<unknown>;
  /** Calls back at most four times a second with clock and diagram, once the works run. Returns the end of it. */
  watch(seen: (levels: { readonly clock: object | null; readonly works: object | null }) => void): () => void;
}

interface HTMLElementTagNameMap {
  'acequia-sandbox': AcequiaSandboxElement;
}
