/** The levels that watchers of the host page see: the latest of what came, read only when somebody looks, four times a second at most. */
import type { Levels } from './works';

const PAUSE_MS = 250;

export class LevelsFeed {
  readonly #seers = new Set<(levels: Levels) => void>();
  /** The newest message that brought each part; a message may leave a part out. */
  #clock: string | null = null;
  #works: string | null = null;
  #levels: Levels = { clock: null, works: null };
  #timer: ReturnType<typeof setTimeout> | undefined;

  watch(seen: (levels: Levels) => void): () => void {
    this.#seers.add(seen);
    this.#later();
    return () => this.#seers.delete(seen);
  }

  /** A `Views` message, as text. */
  heard(json: string): void {
    if (!json.includes('"clock":null')) this.#clock = json;
    if (json.includes('"works":{"producers"')) this.#works = json;
    if (this.#seers.size > 0) this.#later();
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#show();
    }, PAUSE_MS);
  }

  #show(): void {
    if (this.#seers.size === 0 || (this.#clock === null && this.#works === null)) return;
    const clock = this.#clock === null ? null : viewsOf(this.#clock).clock;
    const works = this.#works === null ? null : viewsOf(this.#works).works;
    this.#clock = null;
    this.#works = null;
    this.#levels = { clock: clock ?? this.#levels.clock, works: works ?? this.#levels.works };
    for (const seen of this.#seers) seen(this.#levels);
  }
}

function viewsOf(json: string): Levels {
  return (JSON.parse(json) as { Views: Levels }).Views;
}
