import { EdgewiseError } from '../errors.ts';

export interface DownloadOptions {
  readonly url: string;
  /** Exact size. */
  readonly totalBytes: number;
  readonly fetch: typeof globalThis.fetch;
  readonly init: RequestInit;
  /** Told how many bytes have come, after each piece. */
  readonly onBytes: (loadedBytes: number) => void;
}

/**
 * Fetches a file of known size.
 * @throws EdgewiseError `artifact-unavailable` when it does not come, `artifact-corrupt` when it is longer (the rest is
 * not read) or shorter.
 */
export async function download({ url, totalBytes, fetch, init, onBytes }: DownloadOptions): Promise<Uint8Array> {
  let status = 'no network';
  let cause: unknown;
  try {
    const response = await fetch(url, init);
    if (response.ok) return await readBody(response, url, totalBytes, onBytes);
    status = `HTTP ${response.status}`;
    // Not awaited: of two copies of one response, cancelling waits for the other.
    response.body?.cancel().catch(() => {});
  } catch (error) {
    if (error instanceof EdgewiseError) throw error;
    cause = error;
  }
  const message = `${url} does not answer (${status}); check that it is published.`;
  throw new EdgewiseError('artifact-unavailable', message, { cause });
}

async function readBody(
  response: Response,
  url: string,
  totalBytes: number,
  onBytes: (loadedBytes: number) => void,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(totalBytes);
  const reader = response.body?.getReader();
  let loaded = 0;
  for (;;) {
    const piece = await reader?.read();
    if (!piece || piece.done) break;
    if (loaded + piece.value.length > totalBytes) {
      reader?.cancel().catch(() => {});
      throw corrupt(url, 'more than', totalBytes);
    }
    bytes.set(piece.value, loaded);
    loaded += piece.value.length;
    onBytes(loaded);
  }
  if (loaded < totalBytes) throw corrupt(url, `${loaded} of`, totalBytes);
  return bytes;
}

function corrupt(url: string, amount: string, totalBytes: number): EdgewiseError {
  return new EdgewiseError(
    'artifact-corrupt',
    `${url} serves ${amount} ${totalBytes} bytes; upload the artifact again.`,
  );
}
