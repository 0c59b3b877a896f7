/** Works in an iframe of their own origin, for an element on another origin's page: the same API, over messages. */
import { Watchers } from './levels';
import { EventStreams } from './stream';
import { words } from './words';
import { aborted, errorOf } from './works';
import type { EventName, InputTold, Levels, Settings, Snapshot, Teller, Works } from './works';

/** Both directions carry it; another version is not read. */
export const MESSAGE_VERSION = 1;

export const METHODS = ['call', 'advance', 'play', 'pause', 'step', 'seek', 'snapshot', 'set', 'input'] as const;
export type Method = (typeof METHODS)[number];

/** Into the frame. */
export interface Command {
  readonly acequia: number;
  readonly id?: number | string;
  readonly do: Method | 'attribute' | 'watch' | 'leave';
  readonly args?: readonly unknown[];
}

/** Out of the frame. */
export type Report =
  | { readonly acequia: number; readonly event: EventName; readonly detail: unknown }
  | { readonly acequia: number; readonly id: number | string; readonly result: unknown }
  | { readonly acequia: number; readonly id: number | string; readonly error: { name: string; message: string } }
  /** On a connection that the call of this id has left open. */
  | { readonly acequia: number; readonly id: number | string; readonly next: unknown }
  /** It has ended: with nothing, or with what went wrong. */
  | { readonly acequia: number; readonly id: number | string; readonly end: { name: string; message: string } | null }
  | { readonly acequia: number; readonly levels: Levels };

/** An error after which nothing more comes. */
export function isFatal(detail: unknown): detail is { name: string; message: string; run: Uint8Array<ArrayBuffer> | null } {
  return typeof detail === 'object' && detail !== null && 'fatal' in detail;
}

const PARAMETERS: Readonly<Record<keyof Settings, string | null>> = {
  lang: 'lang',
  theme: 'theme',
  scene: 'scene',
  panel: 'panel',
  chrome: 'chrome',
  autoplay: 'autoplay',
  lock: 'lock',
  scenario: 'scenario',
  seed: 'seed',
  at_ms: 'tick',
  speed: 'speed',
  scenarioText: null,
  memoryBytes: null,
};

export class FramedWorks implements Works {
  readonly ready: Promise<void>;
  readonly #frame: HTMLIFrameElement;
  readonly #origin: string;
  readonly #teller: Teller;
  readonly #ends = new AbortController();
  readonly #waiting = new Map<number | string, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #streams = new EventStreams((id) => this.#order('leave', id));
  readonly #watchers = new Watchers();
  #levels: Levels | null = null;
  #id = 0;
  #stood: () => void = () => undefined;
  #failed: (error: Error) => void = () => undefined;

  constructor(page: URL, root: HTMLElement, settings: Settings, teller: Teller) {
    this.#origin = page.origin;
    this.#teller = teller;
    this.ready = new Promise((resolve, reject) => {
      this.#stood = resolve;
      this.#failed = reject;
    });
    // Whoever waits hears of it; nobody need wait.
    this.ready.catch(() => undefined);
    for (const [name, value] of Object.entries(settings) as [keyof Settings, unknown][]) {
      const parameter = PARAMETERS[name];
      if (parameter !== null && value !== undefined) page.searchParams.set(parameter, value === true ? '1' : value === false ? '0' : String(value));
    }
    page.searchParams.set('parent', location.origin);
    // The reader has asked for it here already.
    page.searchParams.set('load', 'eager');
    this.#frame = document.createElement('iframe');
    this.#frame.className = 'frame';
    this.#frame.title = words(settings.lang).frame;
    this.#frame.allow = 'clipboard-write; fullscreen';
    this.#frame.src = page.href;
    window.addEventListener('message', (event) => this.#hear(event), { signal: this.#ends.signal });
    root.append(this.#frame);
  }

  call(name: string, params: unknown = {}, options: { as?: string } = {}): Promise<unknown> {
    return this.#ask('call', name, params, options);
  }
  async advance(duration: string): Promise<Snapshot> {
    return (await this.#ask('advance', duration)) as Snapshot;
  }
  play(options: { speed?: number } = {}): void {
    this.#order('play', options);
  }
  pause(): void {
    this.#order('pause');
  }
  async step(): Promise<Snapshot> {
    return (await this.#ask('step')) as Snapshot;
  }
  async seek(ms: number): Promise<Snapshot> {
    return (await this.#ask('seek', ms)) as Snapshot;
  }
  async snapshot(): Promise<Snapshot> {
    return (await this.#ask('snapshot')) as Snapshot;
  }
  set(path: string, value: unknown): Promise<unknown> {
    return this.#ask('set', path, value);
  }
  async input(name: string, blob: Blob): Promise<InputTold> {
    return (await this.#ask('input', name, blob)) as InputTold;
  }

  configure(settings: Settings): void {
    for (const [name, value] of Object.entries(settings) as [keyof Settings, unknown][]) {
      const attribute = PARAMETERS[name];
      if (attribute !== null) this.#order('attribute', attribute, value === true ? '1' : value === false ? '0' : String(value));
    }
  }

  watch(seen: (levels: Levels) => void): () => void {
    this.#order('watch');
    return this.#watchers.add(seen, this.#levels);
  }

  destroy(): void {
    const closed = aborted('the works were closed');
    this.#ends.abort();
    this.#frame.remove();
    this.#watchers.clear();
    this.#failed(closed);
    for (const { reject } of this.#waiting.values()) reject(closed);
    this.#waiting.clear();
    this.#streams.endAll(closed);
  }

  #order(method: Command['do'], ...args: unknown[]): void {
    void this.ready.then(
      () => this.#post({ acequia: MESSAGE_VERSION, do: method, args }),
      () => undefined,
    );
  }

  async #ask(method: Method, ...args: unknown[]): Promise<unknown> {
    await this.ready;
    if (this.#ends.signal.aborted) throw aborted('the works were closed');
    this.#id += 1;
    const id = this.#id;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ acequia: MESSAGE_VERSION, id, do: method, args });
    });
  }

  #post(command: Command): void {
    this.#frame.contentWindow?.postMessage(command, this.#origin);
  }

  #hear({ source, origin, data }: MessageEvent<Report | null>): void {
    if (source !== this.#frame.contentWindow || origin !== this.#origin || data?.acequia !== MESSAGE_VERSION) return;
    if ('event' in data) {
      if (data.event === 'ready') this.#stood();
      if (data.event === 'error' && isFatal(data.detail)) this.#failed(errorOf(data.detail));
      this.#teller.tell(data.event, data.detail);
    } else if ('levels' in data) {
      this.#levels = data.levels;
      this.#watchers.show(data.levels);
    } else if ('next' in data) {
      this.#streams.push(Number(data.id), data.next);
    } else if ('end' in data) {
      this.#streams.end(Number(data.id), data.end === null ? null : errorOf(data.end));
    } else {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('error' in data) waiting?.reject(errorOf(data.error));
      else waiting?.resolve(this.#streams.answered(Number(data.id), data.result));
    }
  }
}
