/**
 * The element `<acequia-sandbox>`. Until it is started it shows what stands inside it and one button; then the works take their
 * place. It holds the host API; `works.ts` says what that is.
 */
import { reasonOf } from '../wire';
import { Files, pageCarriesFiles } from './files';
import { FramedWorks, isFatal } from './frame';
import { LocalWorks } from './local';
import { posterSheet, showFailure, showPoster, worksSheet } from './poster';
import { fetchScenario } from './scenario';
import { wayToStart } from './way';
import type { Way } from './way';
import { words } from './words';
import { aborted } from './works';
import type { EventName, InputTold, Levels, Settings, Snapshot, Works, WorksApi } from './works';

/** Where the loader came from: the site's root. */
const here = new URL('.', (document.currentScript as HTMLScriptElement | null)?.src || document.baseURI);
const way: Way = wayToStart({ carriesFiles: pageCarriesFiles(), pageOrigin: location.origin, filesOrigin: here.origin });
const files = new Files(here, way);

/** An element that was taken out of the page may be on its way to another place in it. */
const FAREWELL_MS = 1000;
/** What an attribute means when it is taken away. */
const WITHOUT: Settings = { theme: 'auto', lock: false, chrome: true };

export class AcequiaSandbox extends HTMLElement implements WorksApi {
  static readonly observedAttributes = ['scene', 'panel', 'theme', 'lang', 'lock', 'chrome', 'load'];

  #works: Works | null = null;
  #starting: Promise<Works> | null = null;
  #size: ResizeObserver | null = null;
  #sight: IntersectionObserver | null = null;
  #root: ShadowRoot | null = null;
  /** Counts the lives: what began in an earlier one is not wanted any more. */
  #life = 0;
  #farewell: ReturnType<typeof setTimeout> | undefined;
  /** Whether it has been in a document: before that it waits, after that it is gone. */
  #wasHere = false;
  /** Resolves when it comes into a document for the first time. */
  #arrived: () => void = () => undefined;
  readonly #arrival = new Promise<void>((resolve) => {
    this.#arrived = resolve;
  });
  #tidy: () => void = () => undefined;

  connectedCallback(): void {
    clearTimeout(this.#farewell);
    this.#wasHere = true;
    this.#arrived();
    if (this.#root === null) this.#dress();
    this.#load();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#farewell);
    this.#farewell = setTimeout(() => this.#leave(), FAREWELL_MS);
  }

  /** Nothing stays behind. Where it comes into a document again, it is as at first. */
  #leave(): void {
    if (this.isConnected) return;
    this.#life += 1;
    this.#close();
    this.#size?.disconnect();
    this.#size = null;
    this.#sight?.disconnect();
    this.#sight = null;
    this.removeAttribute('aria-busy');
    if (this.#root !== null) this.#undress(this.#root);
  }

  #close(): void {
    this.#works?.destroy();
    this.#works = null;
    this.#starting = null;
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now) return;
    if (name === 'load') return this.#load();
    this.#works?.configure(pick({ ...WITHOUT, ...this.#settings() }, name));
  }

  /** Resolves when the account stands and takes calls; starts the works if nobody has. */
  get ready(): Promise<void> {
    return this.start().then(({ ready }) => ready);
  }

  /** Starts the works, once. */
  start(): Promise<Works> {
    if (this.#wasHere && !this.isConnected) return Promise.reject(aborted('the element was taken out of its document'));
    this.#starting ??= this.#soon(this.#life);
    return this.#starting;
  }

  async #soon(life: number): Promise<Works> {
    // One that was just made waits for its place.
    if (!this.#wasHere) await this.#arrival;
    try {
      return await this.#begin(life);
    } catch (thrown) {
      // A life that is over has nothing to show.
      if (life === this.#life) this.#told('error', { name: nameOf(thrown), message: reasonOf(thrown), fatal: true, run: null });
      throw thrown;
    }
  }

  call(name: 'Kinesis.SubscribeToShard', params: AcequiaSubscribeToShard, options?: { as?: string }): Promise<AcequiaSubscription>;
  call(name: string, params?: unknown, options?: { as?: string }): Promise<unknown>;
  call(name: string, params?: unknown, options?: { as?: string }): Promise<unknown> {
    return this.#with((works) => works.call(name, params, options));
  }
  advance(duration: string): Promise<Snapshot> {
    return this.#with((works) => works.advance(duration));
  }
  play(options?: { speed?: number }): void {
    this.#tell(async (works) => works.play(options));
  }
  pause(): void {
    this.#tell(async (works) => works.pause());
  }
  step(): Promise<Snapshot> {
    return this.#with((works) => works.step());
  }
  seek(ms: number): Promise<Snapshot> {
    return this.#with((works) => works.seek(ms));
  }
  snapshot(): Promise<Snapshot> {
    return this.#with((works) => works.snapshot());
  }
  set(path: `consumers/${string}`, value: AcequiaConsumer | { remove: true } | true | null): Promise<AcequiaConsumed>;
  set(path: string, value: unknown): Promise<unknown>;
  set(path: string, value: unknown): Promise<unknown> {
    return this.#with((works) => works.set(path, value));
  }
  input(name: string, blob: Blob): Promise<InputTold> {
    return this.#with((works) => works.input(name, blob));
  }

  /** For what gives no promise: what is wrong with it is told. */
  #tell(run: (works: Works) => Promise<void>): void {
    this.#with(run).catch((thrown: unknown) => {
      // That the works cannot be started has been told.
      if (thrown instanceof RangeError || thrown instanceof TypeError) this.#told('error', { name: thrown.name, message: thrown.message });
    });
  }

  /** Commands reach the works in the order in which they were given, whatever turn that was. Out of a document there are no works. */
  #with<T>(run: (works: Works) => Promise<T>): Promise<T> {
    return this.#works === null || !this.isConnected ? this.start().then(run) : run(this.#works);
  }

  /** Calls back at most four times a second with clock and diagram as `protocol` has them, once the works run. Returns the end of it. */
  watch(seen: (levels: Levels) => void): () => void {
    let end: (() => void) | null = null;
    let ended = false;
    const begin = () => {
      end?.();
      if (!ended) end = this.#works?.watch(seen) ?? null;
    };
    this.addEventListener('ready', begin);
    begin();
    return () => {
      ended = true;
      this.removeEventListener('ready', begin);
      end?.();
    };
  }

  #dress(): void {
    this.#root = this.attachShadow({ mode: 'open' });
    this.#undress(this.#root);
  }

  /** As before the start. */
  #undress(root: ShadowRoot): void {
    this.#tidy();
    this.#tidy = () => undefined;
    root.adoptedStyleSheets = [posterSheet()];
    showPoster(root, words(this.#lang()), () => this.#startSoon());
  }

  /** Starts by itself, if the attribute says so. */
  #load(): void {
    if (this.#starting !== null || !this.isConnected || this.#root === null) return;
    const load = this.getAttribute('load');
    if (load === 'eager') this.#startSoon();
    else if (load === 'visible') this.#startWhenSeen();
  }

  #startSoon(): void {
    // What goes wrong is shown in the element's place.
    this.start().catch(() => undefined);
  }

  #startWhenSeen(): void {
    this.#sight?.disconnect();
    this.#sight = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      this.#sight?.disconnect();
      this.#startSoon();
    });
    this.#sight.observe(this);
  }

  async #begin(life: number): Promise<Works> {
    if (this.#root === null) this.#dress();
    const root = this.#root as ShadowRoot;
    const settings = this.#settings();
    this.setAttribute('aria-busy', 'true');
    const place = document.createElement('div');
    place.className = 'place';
    const teller = {
      tell: (event: EventName, detail: unknown) => {
        if (life === this.#life) this.#told(event, detail);
      },
    };
    if (way === 'frame') {
      root.replaceChildren(place);
      this.#works = new FramedWorks(new URL('embed.html', here), place, settings, teller);
    } else {
      await fetchScenario(settings);
      const look = await worksSheet(files);
      if (life !== this.#life) throw aborted('the element was taken out of its document');
      root.adoptedStyleSheets = [posterSheet(), look];
      // The one-file edition has no address to link its figures' look by.
      if (pageCarriesFiles() && !document.adoptedStyleSheets.includes(look)) document.adoptedStyleSheets.push(look);
      // The poster stays until the first view, so that nothing flashes.
      root.append(place);
      this.#works = new LocalWorks(files, place, settings, teller);
    }
    this.#size ??= new ResizeObserver(([entry]) => {
      const { width, height } = entry?.contentRect ?? { width: 0, height: 0 };
      this.#told('resize', { width: Math.round(width), height: Math.round(height) });
    });
    this.#size.observe(this);
    return this.#works;
  }

  #told(event: EventName, detail: unknown): void {
    if (event === 'ready') {
      this.removeAttribute('aria-busy');
      this.#root?.querySelector('.poster')?.remove();
    }
    if (event === 'error' && isFatal(detail)) this.#failed(detail.message, detail.run);
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }

  #failed(message: string, run: Uint8Array<ArrayBuffer> | null): void {
    this.removeAttribute('aria-busy');
    this.#close();
    if (this.#root === null) return;
    this.#tidy();
    this.#tidy = showFailure(this.#root, words(this.#lang()), { message, run, page: new URL('embed.html', here).href }, () => this.#startSoon());
  }

  #lang(): string {
    return this.getAttribute('lang') ?? this.closest('[lang]')?.getAttribute('lang') ?? navigator.language;
  }

  #settings(): Settings {
    const settings: Settings = { lang: this.#lang().startsWith('en') ? 'en' : 'es' };
    const text = (name: string) => this.getAttribute(name) ?? undefined;
    const flag = (name: string) => (this.hasAttribute(name) ? !['0', 'false'].includes(this.getAttribute(name) ?? '') : undefined);
    const number = (name: string) => {
      const value = Number(this.getAttribute(name) ?? Number.NaN);
      return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
    };
    const all: Record<keyof Settings, unknown> = {
      lang: settings.lang,
      theme: text('theme'),
      scene: text('scene'),
      panel: text('panel'),
      chrome: flag('chrome'),
      autoplay: flag('autoplay'),
      lock: flag('lock'),
      scenario: text('scenario'),
      scenarioText: undefined,
      seed: number('seed'),
      at_ms: number('tick'),
      speed: number('speed'),
      memoryBytes: smallDevice() ? 256 * 2 ** 20 : undefined,
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  }
}

function pick(settings: Settings, name: string): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => key === name));
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error && thrown.name !== 'Error' ? thrown.name : 'CannotGoOn';
}

/** Where the browser tells: 2 GB or less. */
function smallDevice(): boolean {
  const { deviceMemory } = navigator as Navigator & { deviceMemory?: number };
  return deviceMemory !== undefined && deviceMemory <= 2;
}
