import { request } from './request.ts';

/** A manifest's document as the network has it. */
export interface ManifestDocument {
  readonly body: string;
  readonly etag: string | null;
}

export interface ManifestRequest {
  /** Tried in order until one answers. */
  readonly urls: readonly string[];
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
  /** Of the document that is known already. */
  readonly etag?: string | null | undefined;
}

/**
 * Asks for a manifest; resolves to `undefined` when it is still the one of `etag`.
 * @throws EdgewiseError `artifact-unavailable`, naming the first URL, when none answers; the signal's own reason when aborted.
 */
export async function requestManifest(options: ManifestRequest): Promise<ManifestDocument | undefined> {
  const { urls, fetch, signal, etag } = options;
  let failure: unknown;
  for (const url of urls) {
    try {
      const init = { signal, ...revalidation(url, etag) };
      return await request(url, { fetch, init, read: readDocument });
    } catch (error) {
      signal.throwIfAborted();
      failure ??= error;
    }
  }
  throw failure;
}

async function readDocument(response: Response): Promise<ManifestDocument | undefined> {
  if (response.status === 304) return undefined;
  return { body: await response.text(), etag: response.headers.get('etag') };
}

/** Never an answer from the HTTP cache alone, which may be older than the manifest that is trusted. */
function revalidation(url: string, etag: string | null | undefined): RequestInit {
  // To another origin the header costs a CORS preflight, which static hosts refuse; there the HTTP cache asks by its own.
  const ownOrigin = !globalThis.location || new URL(url).origin === globalThis.location.origin;
  return etag && ownOrigin ? { headers: { 'If-None-Match': etag } } : { cache: 'no-cache' };
}
