/**
 * The little of `src/protocol` that the loader itself reads or writes. Everything else passes as text. Answers to even ids are the
 * loader's, to odd ones the page's.
 */

import type { Settings, Work } from './works';

/** `protocol::VERSION`. */
export const VERSION = 1;

/** `protocol::Config`; what is left out is as the worker has it. */
export function configOf({ scenario, scenarioText, seed, speed, memoryBytes, at_ms }: Settings): object {
  return {
    ...(scenario === undefined ? {} : { scenario }),
    ...(scenarioText === undefined ? {} : { scenario_text: scenarioText }),
    ...(seed === undefined ? {} : { seed }),
    ...(speed === undefined ? {} : { speed }),
    ...(memoryBytes === undefined ? {} : { memory_bytes_max: memoryBytes }),
    ...(at_ms === undefined ? {} : { at_us: at_ms * 1000 }),
  };
}

/** `protocol::EngineState`. */
export interface EngineState {
  readonly engine: string;
  readonly state: 'absent' | 'building' | 'loading' | 'ready' | 'failed';
  readonly bytes_loaded: number;
  readonly bytes_total: number;
  readonly reason: string | null;
}

/** What the host API sends; `id` is put in by the sender. */
export type Asked =
  | { Call: { id: number; call: string; params: unknown; principal: string | null } }
  | { Advance: { id: number; us: number } }
  | { Step: { id: number } }
  | { Seek: { id: number; to_us: number } }
  | { Snapshot: { id: number } }
  | { Set: { id: number; path: string; to: unknown } }
  | { Input: { id: number; name: string } }
  | { Open: { id: number } };

/** What needs no answer. */
export type Told =
  | 'Pause'
  | { Leave: { id: number } }
  | { Play: { speed: number | null } }
  | { Data: { name: string } }
  | { DataFailed: { name: string; reason: string } }
  | { Engine: EngineState };

/** What is read of a message from the worker; `other` is only handed on. */
export type Heard =
  | { readonly kind: 'ready'; readonly detail: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly result: { Ok: unknown } | { Err: { name: string; message: string } } }
  | { readonly kind: 'event'; readonly id: number; readonly event: unknown }
  | { readonly kind: 'end'; readonly id: number; readonly error: { name: string; message: string } | null }
  | { readonly kind: 'views'; readonly clock: ClockSeen | null }
  | { readonly kind: 'logged'; readonly sequence: number; readonly entry: string }
  | { readonly kind: 'want'; readonly what: string }
  | { readonly kind: 'broken'; readonly message: string }
  | { readonly kind: 'unstartable'; readonly message: string }
  | { readonly kind: 'task'; readonly detail: Work }
  | { readonly kind: 'other' };

/** The start of `protocol::Clock`. */
export interface ClockSeen {
  readonly nowUs: number;
  readonly startEpochMs: number;
  readonly playing: boolean;
  readonly speed: number;
}

const ANSWER = /^\{"(?:Answer|File)":\{"id":(\d+)/;
// Views come every frame: their clock is read off the text's beginning, in the order in which serde writes the members.
const VIEWS =
  /^\{"Views":\{"frame":\d+,"clock":\{"now_us":(\d+),"start_epoch_ms":(\d+),"frontier_us":\d+,"playing":(true|false),"speed":([\d.eE+-]+)/;

/** Reads what concerns the loader, and no more. */
export function hear(json: string): Heard {
  if (json.startsWith('{"Views"')) return { kind: 'views', clock: clockOf(json) };
  const answer = ANSWER.exec(json);
  if (answer !== null) {
    // The page's own answers may be long; they are not read here.
    if (Number(answer[1]) % 2 === 1 || !json.startsWith('{"Answer"')) return { kind: 'other' };
    const { Answer } = JSON.parse(json) as { Answer: { id: number; result: { Ok: unknown } | { Err: { name: string; message: string } } } };
    return { kind: 'answer', ...Answer };
  }
  const message = JSON.parse(json) as Record<string, Record<string, unknown>>;
  const [[tag, body] = ['', {}]] = Object.entries(message);
  switch (tag) {
    case 'Ready':
      return { kind: 'ready', detail: body };
    case 'Event':
      return { kind: 'event', id: Number(body['id']), event: body['event'] };
    case 'End':
      return { kind: 'end', id: Number(body['id']), error: (body['error'] ?? null) as { name: string; message: string } | null };
    case 'Logged':
      return { kind: 'logged', sequence: Number(body['sequence']), entry: String(body['entry']) };
    case 'Want':
      return { kind: 'want', what: String(body['what']) };
    case 'Broken':
      return { kind: 'broken', message: String(body['message']) };
    case 'Unstartable':
      return { kind: 'unstartable', message: String(body['message']) };
    case 'Refused':
      return { kind: 'unstartable', message: `protocol ${VERSION} ≠ ${String(body['version'])}` };
    case 'Task': {
      const { at_us, ...work } = body;
      return { kind: 'task', detail: { ...(work as unknown as Omit<Work, 'ms'>), ms: Number(at_us) / 1000 } };
    }
    default:
      return { kind: 'other' };
  }
}

function clockOf(json: string): ClockSeen | null {
  const seen = VIEWS.exec(json);
  if (seen === null) return null;
  return { nowUs: Number(seen[1]), startEpochMs: Number(seen[2]), playing: seen[3] === 'true', speed: Number(seen[4]) };
}
