/**
 * `unpack.js`: a worker that unpacks one engine and is thrown away. Engines are stored as Brotli under a neutral name, two fifths
 * smaller than gzip, because many static hosts compress nothing; browsers have no decoder for pages to call. It takes about a third of
 * a second for 30 MB, too long for the page's own thread.
 *
 * In: the stored bytes. Out: the module's bytes, or `{ reason }`.
 */
import { decompress } from 'brotli/decompress';

const scope = self as unknown as {
  postMessage(message: Uint8Array | { reason: string }, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<Uint8Array>) => void) | null;
};

scope.onmessage = ({ data }) => {
  try {
    const bytes = decompress(data);
    scope.postMessage(bytes, [bytes.buffer]);
  } catch (thrown) {
    scope.postMessage({ reason: thrown instanceof Error ? thrown.message : String(thrown) });
  }
};
