/**
 * The other end of `frame.ts`, in `embed.html`: passes events out and commands in. Only the window that embeds this page is heard. With `?parent=`
 * only its origin; without, the origin that first speaks.
 */
import type { AcequiaSandbox } from './element';
import { MESSAGE_VERSION, METHODS } from './frame';
import type { Command, Method, Report } from './frame';
import { reasonOf } from '../wire';
import { EventStream, isOpen } from './stream';
import type { EventName } from './works';

const EVENTS: readonly EventName[] = ['ready', 'tick', 'checkpoint', 'task', 'error', 'resize', 'changed'];
const ATTRIBUTES = ['scene', 'panel', 'theme', 'lang', 'lock', 'chrome'];

/** The parameters that are attributes of the element. */
const PARAMETERS = ['scene', 'scenario', 'seed', 'tick', 'panel', 'theme', 'lang', 'chrome', 'autoplay', 'lock', 'speed'];

type Reporter = (message: Report) => void;
type Streams = Map<unknown, EventStream>;
type Told = { name: string; message: string };

export function embed(works: AcequiaSandbox): void {
  const parameters = new URLSearchParams(location.search);
  for (const name of PARAMETERS) {
    const value = parameters.get(name);
    if (value !== null) works.setAttribute(name, value);
  }
  const lang = parameters.get('lang');
  if (lang !== null) document.documentElement.lang = lang;
  if (window.parent !== window) converse(works, parameters);
  // Last, so that it starts as all the others say and nothing that it tells is missed.
  const load = parameters.get('load') ?? (parameters.get('autoplay') === '1' ? 'eager' : null);
  if (load !== null) works.setAttribute('load', load);
}

/** Events out, commands in. */
function converse(works: AcequiaSandbox, parameters: URLSearchParams): void {
  let parent = originOf(parameters.get('parent'));
  let watched = false;
  /** By the id of the call that opened it: what the embedding page reads. */
  const streams: Streams = new Map();

  const report = (message: Report) => {
    // An opaque origin cannot be named; what goes out is nothing that the embedding page could not see.
    window.parent.postMessage(message, parent === null || parent === 'null' ? '*' : parent);
  };
  for (const event of EVENTS) {
    works.addEventListener(event, (told) => report({ acequia: MESSAGE_VERSION, event, detail: (told as CustomEvent<unknown>).detail }));
  }
  window.addEventListener('message', ({ source, origin, data }: MessageEvent<Command | null>) => {
    if (source !== window.parent || data === null || typeof data !== 'object' || data.acequia !== MESSAGE_VERSION) return;
    if (parent !== null && origin !== parent) return;
    parent = origin;
    if (data.do === 'watch' && !watched) {
      watched = true;
      works.watch((levels) => report({ acequia: MESSAGE_VERSION, levels }));
    }
    void obey(works, data, report, streams);
  });
}

/** Does what is asked, and reports what came of it, if that is wanted. */
async function obey(works: AcequiaSandbox, { id, do: order, args = [] }: Command, report: Reporter, streams: Streams): Promise<void> {
  const tell = (outcome: { result: unknown } | { error: Told }): void => {
    if (id !== undefined) report({ acequia: MESSAGE_VERSION, id, ...outcome });
  };
  try {
    if (order === 'attribute') {
      const [name, value] = args;
      if (typeof name !== 'string' || !ATTRIBUTES.includes(name)) {
        throw new TypeError(`'${String(name)}' is not an attribute that can be changed; these are ${ATTRIBUTES.join(', ')}`);
      }
      if (value === null || value === undefined) works.removeAttribute(name);
      else works.setAttribute(name, String(value));
      return tell({ result: null });
    }
    if (order === 'leave') streams.get(args[0])?.close();
    if (order === 'watch' || order === 'leave') return tell({ result: null });
    if (!METHODS.includes(order)) {
      throw new TypeError(`'${String(order)}' is not a command; the commands are ${[...METHODS, 'attribute', 'watch', 'leave'].join(', ')}`);
    }
    const method = works[order as Method] as (...args: unknown[]) => unknown;
    const result = (await method.apply(works, [...args])) ?? null;
    const stream = isOpen(result) ? result.EventStream : null;
    if (!(stream instanceof EventStream)) return tell({ result });
    // A stream goes nowhere by message: its events follow the answer. Without one, nobody could tell whose they are.
    tell({ result: { ...(result as object), EventStream: {} } });
    if (id === undefined) stream.close();
    else void carry(stream, id, report, streams);
  } catch (thrown) {
    tell({ error: toldOf(thrown) });
  }
}

/** Passes on what comes on a connection, and how it ends. */
async function carry(stream: EventStream, id: number | string, report: Reporter, streams: Streams): Promise<void> {
  streams.set(id, stream);
  let end: Told | null = null;
  try {
    for await (const next of stream) report({ acequia: MESSAGE_VERSION, id, next });
  } catch (thrown) {
    end = toldOf(thrown);
  }
  streams.delete(id);
  report({ acequia: MESSAGE_VERSION, id, end });
}

function toldOf(thrown: unknown): Told {
  return { name: thrown instanceof Error || thrown instanceof DOMException ? thrown.name : 'Error', message: reasonOf(thrown) };
}

function originOf(text: string | null): string | null {
  if (text === null) return null;
  return text === 'null' || !URL.canParse(text) ? text : new URL(text).origin;
}
