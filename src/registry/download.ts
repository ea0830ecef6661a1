import { EdgewiseError } from '../errors.ts';
import { request } from './request.ts';

export interface DownloadOptions {
  readonly url: string;
  /** Exact size. */
  readonly totalBytes: number;
  readonly fetch: typeof globalThis.fetch;
  readonly init: RequestInit;
  /** Told how many bytes have come, after each piece. */
  readonly onBytes: (loadedBytes: number) => void;
}

/** A response, with its body where that has come already: WebKit takes some milliseconds for a worker's first stream. */
export interface Answer extends Response {
  readonly whole?: Uint8Array | null;
}

/**
 * Fetches a file of known size.
 * @throws EdgewiseError `artifact-unavailable` when it does not come, `artifact-corrupt` when it is longer (the rest is
 * not read) or shorter.
 */
export function download({ url, totalBytes, fetch, init, onBytes }: DownloadOptions): Promise<Uint8Array> {
  const corrupt = (amount: string): EdgewiseError =>
    new EdgewiseError('artifact-corrupt', `${url} serves ${amount} ${totalBytes} bytes; upload the artifact again`);

  const read = async (response: Answer): Promise<Uint8Array> => {
    const { whole } = response;
    const bytes = new Uint8Array(totalBytes);
    const reader = whole ? undefined : response.body?.getReader();
    let loaded = 0;
    for (;;) {
      const value = (loaded ? undefined : whole) ?? (await reader?.read())?.value;
      if (!value) break;
      if (loaded + value.length > totalBytes) {
        reader?.cancel().catch(() => {});
        throw corrupt('more than');
      }
      bytes.set(value, loaded);
      loaded += value.length;
      onBytes(loaded);
    }
    if (loaded < totalBytes) throw corrupt(`${loaded} of`);
    return bytes;
  };
  return request(url, { fetch, init, read });
}
