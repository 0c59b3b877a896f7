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

/** What the events carry in `detail`. They do not bubble. */
interface AcequiaEvents {
  /** The account takes calls. Again after the reader has begun the run anew. */
  ready: CustomEvent<{ version: number; title: string; account: string; region: string }>;
  /** At most ten times a second while it plays; `ms` since the run's start. */
  tick: CustomEvent<{ ms: number; date: string; playing: boolean; speed: number }>;
  /** An action was accepted; a crash would come back to here. */
  checkpoint: CustomEvent<{ entries: number }>;
  /** A piece of work that takes time began, went on, or ended. */
  task: CustomEvent<AcequiaTask>;
  /** Also with `fatal: true` and the run so far in `run`, when nothing helps. */
  error: CustomEvent<{ name: string; message: string; setAside?: string | null; fatal?: boolean; run?: Uint8Array | null }>;
  resize: CustomEvent<{ width: number; height: number }>;
  /** The reader changed something that the page around may want to follow. */
  changed: CustomEvent<{ lang?: string; theme?: string; panel?: string }>;
}

/** A piece of work that takes time. `what` and `id` together tell it from others. */
interface AcequiaTask {
  /** `call` is one that is not answered at once, `follow` the search for one record's way. */
  readonly what: 'query' | 'crawl' | 'refresh' | 'ingestion' | 'advance' | 'seek' | 'step' | 'call' | 'follow';
  /** A query's id, a crawler's name, `ANALYSIS/VISUAL`, a data set's id; a number for the rest. */
  readonly id: string;
  /** `done` and `failed` are the end of it. */
  readonly state: 'began' | 'progress' | 'done' | 'failed';
  /** When, in milliseconds since the run's start. */
  readonly ms: number;
  /** 0 to 1, if known: of an advance or a seek the time that lies behind; of a query or a crawl how much of its engine has been fetched. */
  readonly progress: number | null;
  /** When it failed: why. */
  readonly reason: string | null;
}

/** What a producer can be set to; members that are left out stay as they are, or as by default in a new one. */
interface AcequiaProducer {
  /** `flights`, `clicks`, or `file:NAME` after `input(NAME, …)`. */
  source?: string;
  /** Where it puts: a data stream's name, `deliverystream/NAME`, `queue/NAME`, or an ARN. */
  target?: string;
  /** Records a second, 0 to 1,000,000. */
  rate?: number;
  shape?: 'constant' | 'ramp' | 'spike' | 'wave';
  /** The field whose value is the partition key; empty: a random key. */
  keyField?: string;
  seed?: number;
  /** Puts many records into one, as Amazon's producer library does; to a data stream only. */
  aggregation?: boolean;
  /** How long a refused call waits at most, the first time. */
  backoffMs?: number;
  /** When a refused record is given up. */
  ttlMs?: number;
  /** Share of the calls whose answers are lost, 0 to 1: their records are put again. */
  lostAnswers?: number;
  /** Share of the records that are held back and sent late, with their old time, 0 to 1. */
  lateShare?: number;
  /** How long they are held back at most, 1 to 86,400 seconds. */
  lateMaxS?: number;
  running?: boolean;
}

/** What a consumer does; members left out stay as they are. */
interface AcequiaConsumer {
  /** A data stream's name, `queue/NAME`, or an ARN. */
  source?: string;
  /** `GetRecords`, or enhanced fan-out. */
  reading?: 'shared' | 'fan-out';
  /** 0 to 20. */
  workers?: number;
  start?: 'TRIM_HORIZON' | 'LATEST';
  /** Milliseconds for each record or message. */
  workMs?: number;
  /** Records or messages of one call. */
  batch?: number;
  /** From one read of a shard to the next; of a queue, how long a receive waits. */
  idleMs?: number;
  checkpointMs?: number;
  failoverMs?: number;
  /** Workers by number. */
  health?: Record<string, 'running' | 'slow' | 'dead'>;
  running?: boolean;
}

/** What a consumer has done so far; what there is none of is `null`. */
interface AcequiaConsumed {
  handled: number;
  /** Of these, handled again although nobody had asked for it. */
  duplicates: number;
  replayed: number;
  /** From arrival to handling: the mean over the last ten seconds. */
  latencyMs: number | null;
  behindMs: number;
  calls: { full: number; empty: number; throttled: number; failed: number };
  workers: { worker: number; health: string; leases: number; handled: number; inHand: number }[];
  leases: {
    shard: string;
    owner: number | null;
    state: 'free' | 'waiting' | 'reading' | 'ended';
    checkpoint: string;
    behindMs: number;
    handled: number;
    switches: number;
  }[];
  error: { name: string; message: string } | null;
}

/** What became of a file of the reader's own. */
interface AcequiaInput {
  /** What to set a producer's `source` to. */
  readonly source: string;
  readonly format: 'CSV' | 'JSON Lines' | 'JSON array';
  readonly records: number;
  /** The fields of its records. */
  readonly fields: readonly string[];
  /** What could not be read, with its place in the file (from 1); the rest is kept. */
  readonly problems: readonly { readonly line: number; readonly column: number; readonly message: string }[];
  /** Problems beyond those that are listed. */
  readonly moreProblems: number;
}

/** Clock and diagram, as `src/protocol` describes them (`Clock`, `Works`). */
interface AcequiaLevels {
  readonly clock: Readonly<Record<string, unknown>> | null;
  readonly works: Readonly<Record<string, unknown>> | null;
}

/** What `Kinesis.SubscribeToShard` is asked for. */
interface AcequiaSubscribeToShard {
  ConsumerARN: string;
  ShardId: string;
  StartingPosition: {
    Type: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER' | 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP';
    SequenceNumber?: string;
    /** Epoch seconds. */
    Timestamp?: number;
  };
}

/** Its answer: a connection that stays open for five virtual minutes. */
interface AcequiaSubscription {
  /**
   * Its events, as virtual time passes; what has come before it is read is kept. One loop reads it at a time. It ends when the connection ends, and throws where that ends
   * with an error; `break` closes the connection.
   */
  readonly EventStream: AsyncIterable<AcequiaShardEvents>;
}

/** An event of that connection, by its name. */
interface AcequiaShardEvents {
  readonly SubscribeToShardEvent: {
    /** `Data` in base64, `ApproximateArrivalTimestamp` in epoch seconds. */
    readonly Records: readonly {
      readonly Data: string;
      readonly PartitionKey: string;
      readonly SequenceNumber: string;
      readonly ApproximateArrivalTimestamp: number;
      readonly EncryptionType?: 'KMS';
    }[];
    /** Where a next subscription goes on: after this number. */
    readonly ContinuationSequenceNumber: string;
    readonly MillisBehindLatest: number;
    /** At the end of a closed shard. */
    readonly ChildShards?: readonly {
      readonly ShardId: string;
      readonly ParentShards: readonly string[];
      readonly HashKeyRange: { readonly StartingHashKey: string; readonly EndingHashKey: string };
    }[];
  };
}

/**
 * Promises reject with an `Error` that has AWS's `name` and `message`, or with a `DOMException` named `AbortError` where what was asked for is not to be had any more:
 * the run was paused, began anew or went elsewhere, or the element was taken out of its document.
 */
interface AcequiaSandboxElement extends HTMLElement {
  /** Resolves when the account takes calls. Starts the works, if nobody has; in an element that was just made, once it has its place. */
  readonly ready: Promise<void>;
  /** Leaves a connection open, on which events come as virtual time passes. */
  call(name: 'Kinesis.SubscribeToShard', params: AcequiaSubscribeToShard, options?: { as?: string }): Promise<AcequiaSubscription>;
  /** An AWS call, as `Kinesis.PutRecords`. `as` is a principal's ARN. */
  call(name: string, params?: unknown, options?: { as?: string }): Promise<unknown>;
  /** Runs virtual time on by an ISO 8601 duration of weeks, days, hours, minutes and seconds. `pause()` rejects it. */
  advance(duration: string): Promise<AcequiaSnapshot>;
  /** `speed`: virtual seconds for each second. */
  play(options?: { speed?: number }): void;
  pause(): void;
  /** Runs to the next event that the event log shows. */
  step(): Promise<AcequiaSnapshot>;
  /** Milliseconds since the start, up to the frontier. */
  seek(ms: number): Promise<AcequiaSnapshot>;
  snapshot(): Promise<AcequiaSnapshot>;
  /** A new name makes a producer; `null` or `{remove: true}` removes one. */
  set(path: `producers/${string}`, value: AcequiaProducer | { remove: true } | null): Promise<unknown>;
  /** The same of a consumer; `{}` changes nothing and tells what it has done. `consumers/NAME/replay` set to `true` begins a stream again. */
  set(path: `consumers/${string}`, value: AcequiaConsumer | { remove: true } | true | null): Promise<AcequiaConsumed>;
  set(path: string, value: unknown): Promise<unknown>;
  /** A CSV, JSON Lines or JSON file of the reader's own; it becomes the source `file:NAME`. */
  input(name: string, blob: Blob): Promise<AcequiaInput>;
  /** Calls back with clock and diagram: soon with the latest, then at most four times a second, once the works run. Returns the end of it. */
  watch(seen: (levels: AcequiaLevels) => void): () => void;

  addEventListener<K extends keyof AcequiaEvents>(type: K, listener: (event: AcequiaEvents[K]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

interface HTMLElementTagNameMap {
  'acequia-sandbox': AcequiaSandboxElement;
}
