/** The host API: what a page may ask of the works, whether they run in it or in a frame. */

/** Where a run is. */
export interface Snapshot {
  /** Milliseconds since the run's start. */
  readonly ms: number;
  /** The virtual date, ISO 8601. */
  readonly date: string;
  readonly frontierMs: number;
  readonly branch: number;
  readonly seed: number;
  readonly runHash: string;
}

export interface WorksApi {
  call(name: string, params?: unknown, options?: { as?: string }): Promise<unknown>;
  /** ISO 8601, as `PT5M`. */
  advance(duration: string): Promise<Snapshot>;
  play(options?: { speed?: number }): void;
  pause(): void;
  step(): Promise<Snapshot>;
  seek(ms: number): Promise<Snapshot>;
  snapshot(): Promise<Snapshot>;
  set(path: string, value: unknown): Promise<unknown>;
  input(name: string, blob: Blob): Promise<InputTold>;
}

/** What became of a file: what it is called as a source, and what in it could not be read. */
export interface InputTold {
  readonly source: string;
  readonly format: 'CSV' | 'JSON Lines' | 'JSON array';
  readonly records: number;
  readonly fields: readonly string[];
  readonly problems: readonly { readonly line: number; readonly column: number; readonly message: string }[];
  readonly moreProblems: number;
}

/** The attributes, as the page's configuration names them. */
export interface Settings {
  lang?: string;
  theme?: string;
  scene?: string;
  panel?: string;
  chrome?: boolean;
  autoplay?: boolean;
  lock?: boolean;
  scenario?: string;
  scenarioText?: string;
  seed?: number;
  at_ms?: number;
  speed?: number;
  memoryBytes?: number;
}

export type EventName = 'ready' | 'tick' | 'checkpoint' | 'task' | 'error' | 'resize' | 'changed';

/** A piece of work that takes time: `protocol::Work`. */
export interface Work {
  readonly what: 'query' | 'crawl' | 'refresh' | 'ingestion' | 'advance' | 'seek' | 'step' | 'call' | 'follow';
  /** A query's id, a crawler's name, `ANALYSIS/VISUAL`, a data set's id; a number for the rest. */
  readonly id: string;
  readonly state: 'began' | 'progress' | 'done' | 'failed';
  /** When, in milliseconds since the run's start. */
  readonly ms: number;
  /** 0 to 1, if known. */
  readonly progress: number | null;
  /** When it failed: why. */
  readonly reason: string | null;
}

/** What the works tell the element that holds them. */
export interface Teller {
  tell(event: EventName, detail: unknown): void;
}

/** Works under way: the API and their end. */
export interface Works extends WorksApi {
  readonly ready: Promise<void>;
  configure(settings: Settings): void;
  /** Calls back at most four times a second with the latest levels, as `protocol` has them. Returns the end of it. */
  watch(seen: (levels: Levels) => void): () => void;
  destroy(): void;
}

/** `protocol::Views`: clock and diagram. */
export interface Levels {
  readonly clock: Readonly<Record<string, unknown>> | null;
  readonly works: Readonly<Record<string, unknown>> | null;
}

/** Name of the error when a run cannot begin as its scenario says. */
export const UNREADABLE = 'UnreadableScenario';

/** What was asked for is not to be had any more. */
export function aborted(message: string): Error {
  return new DOMException(message, 'AbortError');
}

/** AWS's error, or the door's. */
export function errorOf({ name, message }: { name: string; message: string }): Error {
  if (name === 'AbortError') return aborted(message);
  const error = new Error(message);
  error.name = name;
  return error;
}
