/**
 * The few words that the loader itself says, before the page and its strings are there. Read from `content/strings/loader.*.ftl`; of Fluent it
 * knows `key = text` on one line and nothing more.
 */
import en from '../../../content/strings/loader.en.ftl' with { type: 'text' };
import es from '../../../content/strings/loader.es.ftl' with { type: 'text' };

export interface Words {
  readonly start: string;
  readonly loading: string;
  readonly frame: string;
  readonly works: string;
  readonly failed: string;
  readonly again: string;
  readonly save: string;
  readonly newTab: string;
  readonly setAside: string;
}

const KEYS: Readonly<Record<keyof Words, string>> = {
  start: 'loader-start',
  loading: 'loader-loading',
  frame: 'loader-frame',
  works: 'loader-works',
  failed: 'loader-failed',
  again: 'loader-again',
  save: 'loader-save',
  newTab: 'loader-new-tab',
  setAside: 'loader-set-aside',
};

function read(text: string): Words {
  const messages = new Map(text.split('\n').flatMap((line) => {
    const parts = /^([a-z-]+) = (.*)$/.exec(line);
    return parts === null ? [] : [[parts[1] ?? '', parts[2] ?? ''] as const];
  }));
  return Object.fromEntries(Object.entries(KEYS).map(([name, key]) => [name, messages.get(key) ?? key])) as unknown as Words;
}

const known: Record<string, Words> = { en: read(en), es: read(es) };

/** The words in a language; Spanish is the original. */
export function words(lang: string | undefined): Words {
  return known[(lang ?? '').slice(0, 2)] ?? (known['es'] as Words);
}
