/**
 * Knobs and live numbers in the text (markup: `content/README.md`). A knob is a slider that looks like a word: dragged sideways, turned by arrow keys. It
 * sets through the host API and shows what the works say, so that it cannot disagree with them.
 */
import type { AcequiaSandbox } from '../loader/element';
import type { Levels } from '../loader/works';

type Works = Pick<AcequiaSandbox, 'set' | 'watch'>;

interface Producer {
  readonly name: string;
  readonly rate: number;
  readonly key_field: string;
  readonly fields: readonly string[];
  readonly throttled_last_s: number;
}

const RATES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 1500, 2000, 3000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000];
const PIXELS_A_STEP = 18;
const NUMBER = /\d[\d\s\u00a0\u202f.,]*\d|\d/;

let unwatch: () => void = () => undefined;

export function bindArticle(article: Element, element: Element): void {
  const works = element as unknown as Works;
  const parts: ((levels: Levels) => void)[] = [];
  const lang = document.documentElement.lang;
  for (const holder of article.querySelectorAll<HTMLElement>('[data-knob]')) {
    const [path = '', field = ''] = splitAtLast(holder.dataset['knob'] ?? '', '.');
    const name = path.replace(/^producers\//, '');
    parts.push(field === 'rate' ? rateKnob(holder, works, path, name, lang) : choiceKnob(holder, works, path, name));
  }
  for (const holder of article.querySelectorAll<HTMLElement>('[data-live]')) parts.push(liveNumber(holder, lang));
  reachable(article);
  unwatch();
  // Until `acequia.js` has defined the element there is nothing to watch.
  void customElements.whenDefined('acequia-sandbox').then(() => {
    if (parts.length > 0 && article.isConnected) unwatch = works.watch((levels) => parts.forEach((show) => show(levels)));
  });
}

/** What scrolls sideways must be reachable by keyboard. */
function reachable(article: Element): void {
  const mark = () => {
    for (const block of article.querySelectorAll<HTMLElement>('pre, table')) {
      if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
      else block.removeAttribute('tabindex');
    }
  };
  mark();
  // Fonts and the page's width decide; both may come later.
  new ResizeObserver(mark).observe(article);
}

function rateKnob(holder: HTMLElement, works: Works, path: string, name: string, lang: string): (levels: Levels) => void {
  const write = numbers(lang, 0);
  const text = holder.textContent;
  let now = 200;
  const knob = dress(holder, 'slider', text);
  knob.setAttribute('aria-valuemin', String(RATES[0]));
  knob.setAttribute('aria-valuemax', String(RATES.at(-1)));
  const show = (rate: number) => {
    now = rate;
    const words = NUMBER.test(text) ? text.replace(NUMBER, write(rate)) : `${text}: ${write(rate)}`;
    if (knob.textContent !== words) knob.textContent = words;
    knob.setAttribute('aria-valuenow', String(rate));
    knob.setAttribute('aria-valuetext', words);
  };
  const turn = (from: number, steps: number) => {
    const at = RATES.findIndex((rate) => rate >= from);
    const next = RATES[Math.min(Math.max(0, (at < 0 ? RATES.length - 1 : at) + steps), RATES.length - 1)] ?? from;
    if (next === now) return;
    show(next);
    void works.set(path, { rate: next }).catch(() => undefined);
  };
  draggable(knob, () => now, turn);
  show(now);
  return (levels) => {
    const rate = producerOf(levels, name)?.rate;
    if (rate !== undefined && !knob.classList.contains('held')) show(Math.round(rate));
  };
}

function choiceKnob(holder: HTMLElement, works: Works, path: string, name: string): (levels: Levels) => void {
  const text = holder.textContent;
  const knob = document.createElement('span');
  knob.className = 'knob choice';
  const select = document.createElement('select');
  select.setAttribute('aria-label', text);
  select.addEventListener('change', () => void works.set(path, { keyField: select.value }).catch(() => undefined));
  knob.append(text, ' ', select);
  holder.replaceWith(knob);
  select.hidden = true;
  return (levels) => {
    const producer = producerOf(levels, name);
    if (producer === undefined) return;
    const wanted = [...new Set([...producer.fields, producer.key_field])].filter((field) => field !== '');
    if (wanted.join() !== [...select.options].map(({ value }) => value).join()) {
      select.replaceChildren(...wanted.map((field) => new Option(field, field)));
    }
    select.hidden = wanted.length === 0;
    if (document.activeElement !== select) select.value = producer.key_field;
  };
}

function liveNumber(holder: HTMLElement, lang: string): (levels: Levels) => void {
  const path = holder.dataset['live'] ?? '';
  const number = document.createElement('output');
  number.className = 'live';
  number.textContent = holder.textContent;
  // A number that changes four times a second is for the eye; a reader of the text hears it once.
  number.setAttribute('aria-live', 'off');
  holder.replaceWith(number);
  const write = numbers(lang, path === 'works.cost' ? 4 : 0);
  return (levels) => {
    const value = liveValue(path, levels);
    if (value === null) return;
    const text = write(value);
    if (number.textContent !== text) number.textContent = text;
  };
}

/** Numbers as the text writes them: Spanish ones in groups from five digits on, with a no-break space. */
function numbers(lang: string, places: number): (value: number) => string {
  const write = new Intl.NumberFormat(lang, { maximumFractionDigits: places, useGrouping: lang === 'es' ? 'min2' : true } as Intl.NumberFormatOptions);
  return (value) =>
    write
      .formatToParts(value)
      .map((part) => (part.type === 'group' && lang === 'es' ? '\u00a0' : part.value))
      .join('');
}

function liveValue(path: string, { clock, works }: Levels): number | null {
  const sum = (list: unknown, field: string) =>
    Array.isArray(list) ? list.reduce((all: number, each: Record<string, unknown>) => all + Number(each[field] ?? 0), 0) : null;
  switch (path) {
    case 'works.retained_records':
      return sum(works?.['streams'], 'records');
    case 'works.objects':
      return sum((works?.['buckets'] as { drawn?: boolean }[] | undefined)?.filter(({ drawn }) => drawn !== false), 'objects');
    case 'works.cost':
      return clock === null ? null : Number(clock['cost_usd']);
    case 'works.throttled':
      return sum(works?.['producers'], 'throttled_last_s');
    default:
      return null;
  }
}

function producerOf({ works }: Levels, name: string): Producer | undefined {
  return (works?.['producers'] as Producer[] | undefined)?.find((producer) => producer.name === name);
}

function dress(holder: HTMLElement, role: string, label: string): HTMLElement {
  const knob = document.createElement('span');
  knob.className = 'knob';
  knob.textContent = holder.textContent;
  knob.tabIndex = 0;
  knob.setAttribute('role', role);
  knob.setAttribute('aria-label', label.replace(NUMBER, '').trim());
  holder.replaceWith(knob);
  return knob;
}

/** `turn(from, steps)` is called with the value at which the drag began. */
function draggable(knob: HTMLElement, value: () => number, turn: (from: number, steps: number) => void): void {
  knob.addEventListener('keydown', (event) => {
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 3, PageDown: -3, Home: -99, End: 99 }[event.key];
    if (steps === undefined) return;
    event.preventDefault();
    turn(value(), steps);
  });
  knob.addEventListener('pointerdown', (down) => {
    if (down.button !== 0) return;
    const from = value();
    knob.setPointerCapture(down.pointerId);
    knob.classList.add('held');
    const moved = (event: PointerEvent) => turn(from, Math.trunc((event.clientX - down.clientX) / PIXELS_A_STEP));
    const end = () => {
      knob.classList.remove('held');
      knob.removeEventListener('pointermove', moved);
    };
    knob.addEventListener('pointermove', moved);
    knob.addEventListener('lostpointercapture', end, { once: true });
  });
}

function splitAtLast(text: string, mark: string): [string, string] {
  const at = text.lastIndexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
