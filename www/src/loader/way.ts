/**
 * How to start. One function chooses among three ways, because a browser forbids different things in each place:
 *
 * - `own`: the page and the files have one origin. Workers by address, no Blob, so that `script-src 'self'` holds.
 * - `frame`: the element stands on another origin's page. The works run in an iframe of their own origin.
 * - `inlined`: an opaque origin (`sandbox="allow-scripts"`) or `file://`. Nothing can be fetched; all files stand in the page, workers are Blobs.
 */
export type Way = 'own' | 'frame' | 'inlined';

export interface Place {
  /** Whether the files stand in the page itself. */
  readonly carriesFiles: boolean;
  /** `location.origin`: `null` as text when it is opaque. */
  readonly pageOrigin: string;
  /** Origin of the address that the loader came from. */
  readonly filesOrigin: string;
}

export function wayToStart(place: Place): Way {
  if (place.carriesFiles || place.pageOrigin === 'null') return 'inlined';
  return place.filesOrigin === place.pageOrigin ? 'own' : 'frame';
}
