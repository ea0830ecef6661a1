import { EdgewiseError, isEdgewiseError } from '../errors.ts';

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
export async function requestManifest(request: ManifestRequest): Promise<ManifestDocument | undefined> {
  const { urls, fetch, signal, etag } = request;
  let failure: EdgewiseError | undefined;
  for (const url of urls) {
    try {
      const response = await fetch(url, { signal, ...revalidation(url, etag) });
      if (response.status === 304 && etag) return undefined;
      if (response.ok) return { body: await response.text(), etag: response.headers.get('etag') };
      failure ??= unavailable(url, `HTTP ${response.status}`);
      // Not awaited: of two copies of one response, cancelling waits for the other.
      response.body?.cancel().catch(() => {});
    } catch (cause) {
      signal.throwIfAborted();
      if (isEdgewiseError(cause)) throw cause;
      failure ??= unavailable(url, 'no network', cause);
    }
  }
  throw failure;
}

function unavailable(url: string, status: string, cause?: unknown): EdgewiseError {
  const message = `${url} does not answer (${status}); check manifestUrl and that it is published.`;
  return new EdgewiseError('artifact-unavailable', message, { cause });
}

/** Never an answer from the HTTP cache alone, which may be older than the manifest that is trusted. */
function revalidation(url: string, etag: string | null | undefined): RequestInit {
  // To another origin the header costs a CORS preflight, which static hosts refuse; there the HTTP cache asks by its own.
  const ownOrigin = !globalThis.location || new URL(url).origin === globalThis.location.origin;
  return etag && ownOrigin ? { headers: { 'If-None-Match': etag } } : { cache: 'no-cache' };
}
