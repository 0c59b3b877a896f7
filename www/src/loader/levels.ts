/** The levels that watchers of the host page see: the latest of what came, read only when somebody looks, four times a second at most. */
import type { Levels } from './works';

const PAUSE_MS = 250;

export class LevelsFeed {
  readonly #watchers = new Watchers();
  /** The newest message that brought each part; a message may leave a part out. */
  #clock: string | null = null;
  #works: string | null = null;
  #levels: Levels = { clock: null, works: null };
  #timer: ReturnType<typeof setTimeout> | undefined;

  watch(seen: (levels: Levels) => void): () => void {
    this.#read();
    return this.#watchers.add(seen, this.#levels);
  }

  /** A `Views` message, as text. */
  heard(json: string): void {
    if (!json.includes('"clock":null')) this.#clock = json;
    if (json.includes('"works":{"producers"')) this.#works = json;
    if (this.#watchers.any) this.#later();
  }

  /** Nothing more comes. */
  end(): void {
    clearTimeout(this.#timer);
    this.#watchers.clear();
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#read()) this.#watchers.show(this.#levels);
    }, PAUSE_MS);
  }

  /** Takes in what came since; whether anything did. */
  #read(): boolean {
    if (this.#clock === null && this.#works === null) return false;
    const clock = this.#clock === null ? null : viewsOf(this.#clock).clock;
    const works = this.#works === null ? null : viewsOf(this.#works).works;
    this.#clock = null;
    this.#works = null;
    this.#levels = { clock: clock ?? this.#levels.clock, works: works ?? this.#levels.works };
    return true;
  }
}

/** Who watches. A new one is shown the latest at once: levels, not edges. */
export class Watchers {
  // Objects, so that one function may watch twice.
  readonly #all = new Set<{ readonly seen: (levels: Levels) => void }>();

  add(seen: (levels: Levels) => void, latest: Levels | null): () => void {
    const watcher = { seen };
    this.#all.add(watcher);
    if (latest !== null && (latest.clock !== null || latest.works !== null)) {
      // Not before `watch` has given its caller the end of it.
      queueMicrotask(() => {
        if (this.#all.has(watcher)) this.#call(watcher, latest);
      });
    }
    return () => this.#all.delete(watcher);
  }

  get any(): boolean {
    return this.#all.size > 0;
  }

  show(levels: Levels): void {
    for (const watcher of this.#all) this.#call(watcher, levels);
  }

  clear(): void {
    this.#all.clear();
  }

  /** One that throws is its page's trouble, and not that of the others. */
  #call({ seen }: { readonly seen: (levels: Levels) => void }, levels: Levels): void {
    try {
      seen(levels);
    } catch (thrown) {
      reportError(thrown);
    }
  }
}

function viewsOf(json: string): Levels {
  return (JSON.parse(json) as { Views: Levels }).Views;
}
