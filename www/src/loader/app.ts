/** What the loader and the Yew page (`src/app`) are to each other; described in `src/app/README.md`. */
import type { Editor, EditorOptions } from '../editor';
import type { ChartHandle, Pick } from '../chart';
import { place, placeSoon } from '../rest';
import type { FirstHalf } from '../rest';
import type { Files } from './files';

/** What `app.js` puts on the page. */
export interface AppModule {
  (input: { module_or_path: WebAssembly.Module }): Promise<FirstHalf>;
  mount(root: Element, config: string, kit: Kit): Page;
}

export interface Page {
  receive(json: string, bytes?: ArrayBuffer): void;
  engine(json: string): void;
  configure(config: string): void;
  destroy(): void;
}

/** What the page is handed. */
export interface Kit {
  send(json: string, bytes?: ArrayBuffer): void;
  editor(parent: Element, options: EditorOptions): Promise<Editor>;
  chart(parent: Element, options: string, pick: Pick): Promise<ChartHandle>;
  download(name: string, type: string, bytes: Uint8Array): void;
  copy(text: string): Promise<void>;
  changed(json: string): void;
}

declare global {
  var acequiaApp: AppModule | undefined;
}

// The lazy chunks are classic scripts, each with one global of its own.
declare const acequiaEditor: typeof import('../editor');
declare const acequiaChart: typeof import('../chart');

let instance: Promise<AppModule> | null = null;
let half: FirstHalf | null = null;

/** The page's wasm, begun once for all works of the page. */
export function appOf(files: Files): Promise<AppModule> {
  instance ??= begin(files).catch((thrown: unknown) => {
    instance = null;
    throw thrown;
  });
  return instance;
}

async function begin(files: Files): Promise<AppModule> {
  const [module, rest] = await Promise.all([files.module('app.wasm'), files.rest('app-rest.wasm'), files.script('app.js')]);
  const app = globalThis.acequiaApp;
  if (app === undefined) throw new Error('app.js gave no page');
  globalThis.acequiaRest = (first) => place(first, rest);
  half = await app({ module_or_path: module });
  if (typeof rest !== 'string') place(half, rest);
  return app;
}

/** Fetches the second half of the page's wasm. To be called when the page stands; what needs it earlier fetches it by itself. */
export async function restOfApp(files: Files): Promise<void> {
  if (half !== null) await placeSoon(half, await files.module('app-rest.wasm'));
}

/** The parts of the kit that need nothing of the works. */
export function tools(files: Files): Pick_<Kit, 'editor' | 'chart' | 'download' | 'copy'> {
  return {
    async editor(parent, options) {
      await files.script('editor.js');
      return acequiaEditor.create(parent, options);
    },
    async chart(parent, options, pick) {
      await files.script('chart.js');
      return acequiaChart.create(parent, options, pick);
    },
    download,
    copy,
  };
}

type Pick_<T, K extends keyof T> = { [P in K]: T[P] };

function download(name: string, type: string, bytes: Uint8Array): void {
  const address = URL.createObjectURL(new Blob([bytes.slice()], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the Blob after this turn; nothing says when it has.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Inside a frame without that permission, or on a page without HTTPS.
    const area = document.createElement('textarea');
    area.value = text;
    area.setAttribute('readonly', '');
    area.style.position = 'fixed';
    area.style.opacity = '0';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (!done) throw new Error('the clipboard cannot be written');
  }
}
