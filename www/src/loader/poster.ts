/** What the element shows before the works stand, and when they cannot. */
import type { Files } from './files';
import type { Words } from './words';

const POSTER = `
:host { display: block; position: relative; min-height: 240px; }
:host([hidden]) { display: none; }
.place { position: absolute; inset: 0; }
.frame { width: 100%; height: 100%; border: 0; display: block; }
.poster { position: absolute; inset: 0; z-index: 1; display: grid; place-content: center; justify-items: center; gap: 12px; overflow: hidden; padding: 16px;
  font: 15px/1.5 ui-sans-serif, system-ui, "Segoe UI", Inter, sans-serif; color: light-dark(#1d2b30, #e6eeee); background: light-dark(#fffefb, #162227); }
.poster .figure { position: absolute; inset: 0; display: grid; place-items: center; opacity: .55; }
.poster ::slotted(*) { max-width: 100%; max-height: 100%; }
.poster button, .poster a { position: relative; font: inherit; font-weight: 600; color: light-dark(#fff, #06272c); background: light-dark(#0f7f8f, #3fc1cf); border: 0;
  border-radius: 10px; padding: 10px 20px; min-height: 44px; display: inline-grid; place-items: center; cursor: pointer; text-decoration: none; }
.poster .second { color: inherit; background: none; border: 1px solid light-dark(#e0dbcf, #26363c); }
.poster p { position: relative; margin: 0; max-width: 40em; text-align: center; overflow-wrap: anywhere; }
.poster :focus-visible { outline: 2px solid light-dark(#0f7f8f, #3fc1cf); outline-offset: 3px; }
.poster [role=status]:empty { display: none; }
`;

let sheet: CSSStyleSheet | null = null;
let works: Promise<CSSStyleSheet> | null = null;

export function posterSheet(): CSSStyleSheet {
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(POSTER);
  }
  return sheet;
}

/** The works' own look, one sheet for all of the page. */
export function worksSheet(files: Files): Promise<CSSStyleSheet> {
  works ??= files.text('acequia.css').then((text) => new CSSStyleSheet().replace(text));
  works.catch(() => {
    works = null;
  });
  return works;
}

export function showPoster(root: ShadowRoot, words: Words, start: () => void): void {
  const said = made('p', { role: 'status' });
  const button = made('button', { type: 'button' }, `▶ ${words.start}`);
  const begin = () => {
    said.textContent = words.loading;
    button.remove();
    start();
  };
  button.addEventListener('click', begin);
  const figure = made('div', { class: 'figure' });
  figure.append(document.createElement('slot'));
  const poster = made('div', { class: 'poster' });
  poster.append(figure, button, said);
  root.replaceChildren(poster);
  const load = root.host.getAttribute('load');
  if (load !== null && load !== 'click') {
    button.remove();
    said.textContent = words.loading;
  }
}

export interface Failure {
  readonly message: string;
  /** The run so far, to be saved; `null` if there is none. */
  readonly run: Uint8Array<ArrayBuffer> | null;
  /** The works alone, in a page of their own. */
  readonly page: string;
}

/** Gives what has to be done when it is shown no longer. */
export function showFailure(root: ShadowRoot, words: Words, { message, run, page }: Failure, again: () => void): () => void {
  const poster = made('div', { class: 'poster' });
  const said = made('p', { role: 'alert' }, `${words.failed} ${message}`);
  const button = made('button', { type: 'button' }, words.again);
  button.addEventListener('click', () => {
    button.remove();
    said.textContent = words.loading;
    again();
  });
  poster.append(said, button);
  const saved = run === null ? null : URL.createObjectURL(new Blob([run]));
  if (saved !== null) poster.append(made('a', { class: 'second', download: 'run.acequia', href: saved }, words.save));
  if (location.origin === 'null' && location.protocol !== 'file:') {
    poster.append(made('a', { class: 'second', href: page, target: '_blank', rel: 'noopener' }, words.newTab));
  }
  root.replaceChildren(poster);
  return () => {
    if (saved !== null) URL.revokeObjectURL(saved);
  };
}

function made(name: string, attributes: Record<string, string>, text = ''): HTMLElement {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}
