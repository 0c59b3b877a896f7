/**
 * What the loader and the shells of the workers say to each other. Text of `protocol` passes through unread.
 */

import type { Rest } from './rest';

/** The two engines. */
export type EngineName = 'lake' | 'search';

/** Loader → account worker. */
export type ToAccountShell =
  | { readonly kind: 'start'; readonly module: WebAssembly.Module; readonly rest: Rest; readonly config: string }
  | { readonly kind: 'rest'; readonly rest: WebAssembly.Module }
  | { readonly kind: 'message'; readonly json: string; readonly payload?: Uint8Array }
  /** A life of an engine begins: here is the line to it. */
  | { readonly kind: 'engine'; readonly engine: EngineName; readonly port: MessagePort }
  /** It ended, by itself or by force; another may follow. */
  | { readonly kind: 'engine-ended'; readonly engine: EngineName; readonly reason: string; readonly again: boolean };

/** Account worker → loader. */
export type FromAccountShell =
  | { readonly kind: 'started' }
  | { readonly kind: 'message'; readonly json: string; readonly payload?: Uint8Array }
  | { readonly kind: 'need-engine'; readonly engine: EngineName }
  | { readonly kind: 'restart-engine'; readonly engine: EngineName }
  | { readonly kind: 'crashed'; readonly reason: string };

/** Loader → engine worker. */
export type ToEngineShell = { readonly kind: 'start'; readonly module: WebAssembly.Module; readonly port: MessagePort };

/** Engine worker → loader. */
export type FromEngineShell = { readonly kind: 'started' } | { readonly kind: 'crashed'; readonly reason: string };

/** Account worker → engine worker, over the port. */
export type ToEngine =
  | { readonly kind: 'put'; readonly digest: string; readonly bytes: Uint8Array }
  | { readonly kind: 'forget'; readonly digest: string }
  | { readonly kind: 'run'; readonly id: number; readonly json: string };

/** Engine worker → account worker, over the port. */
export type FromEngine =
  | { readonly kind: 'done'; readonly id: number; readonly json: string; readonly wallMs: number }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string };

/** The text of whatever was thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
