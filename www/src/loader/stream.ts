/**
 * What a call leaves open: an async iterable of events that come as virtual time passes. What has come before it is read is kept; `break` closes the
 * connection. It knows neither worker nor frame.
 */
type Step = IteratorResult<unknown, undefined>;

interface Asking {
  resolve(step: Step): void;
  reject(error: Error): void;
}

const OVER: Step = { done: true, value: undefined };

export class EventStream implements AsyncIterable<unknown> {
  readonly #leave: () => void;
  readonly #events: unknown[] = [];
  readonly #asking: Asking[] = [];
  /** Nothing more comes. */
  #ended = false;
  /** What ended it, until the reader has been told. */
  #error: Error | null = null;
  #isRead = false;

  /** `leave` is called at most once: when the reader goes before the end. */
  constructor(leave: () => void) {
    this.#leave = leave;
  }

  /** An event has come. */
  push(event: unknown): void {
    if (this.#ended) return;
    const asking = this.#asking.shift();
    if (asking === undefined) this.#events.push(event);
    else asking.resolve({ done: false, value: event });
  }

  /** The connection has ended: with nothing, or with what went wrong. */
  end(error: Error | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    // The first one is told what went wrong, as it would be had it asked later.
    for (const asking of this.#asking.splice(0)) this.#next().then(asking.resolve, asking.reject);
  }

  /** Closes it from this side: what has come and was not read is lost. */
  close(): void {
    const was = this.#ended;
    this.#ended = true;
    this.#error = null;
    this.#events.length = 0;
    for (const asking of this.#asking.splice(0)) asking.resolve(OVER);
    if (!was) this.#leave();
  }

  /** One reader at a time, as each event is given once. */
  [Symbol.asyncIterator](): AsyncIterator<unknown, undefined> {
    if (this.#isRead) throw new TypeError('this EventStream is being read already');
    this.#isRead = true;
    return {
      next: () => this.#next(),
      return: () => {
        this.#isRead = false;
        this.close();
        return Promise.resolve(OVER);
      },
    };
  }

  async #next(): Promise<Step> {
    if (this.#events.length > 0) return { done: false, value: this.#events.shift() };
    if (!this.#ended) return new Promise((resolve, reject) => this.#asking.push({ resolve, reject }));
    this.#isRead = false;
    const error = this.#error;
    this.#error = null;
    if (error !== null) throw error;
    return OVER;
  }
}

/** The connections that are open, by the id of their call. */
export class EventStreams {
  readonly #open = new Map<number, EventStream>();
  readonly #leave: (id: number) => void;

  /** `leave` tells the other side that nobody reads on. */
  constructor(leave: (id: number) => void) {
    this.#leave = leave;
  }

  /** A call's response, with the stream in the place of the mark that stands for it. Others are as they were. */
  answered(id: number, response: unknown): unknown {
    if (!isOpen(response)) return response;
    const stream = new EventStream(() => {
      this.#open.delete(id);
      this.#leave(id);
    });
    this.#open.set(id, stream);
    return { ...response, EventStream: stream };
  }

  push(id: number, event: unknown): void {
    this.#open.get(id)?.push(event);
  }

  end(id: number, error: Error | null): void {
    const stream = this.#open.get(id);
    this.#open.delete(id);
    stream?.end(error);
  }

  endAll(error: Error): void {
    for (const id of [...this.#open.keys()]) this.end(id, error);
  }
}

/** Whether a call's response leaves a connection open; what comes on it is no part of the response. */
export function isOpen(response: unknown): response is { readonly EventStream: unknown } {
  return typeof response === 'object' && response !== null && 'EventStream' in response;
}
