import type { ProvidedResponse } from '../worker/protocol.ts';

/** Bytes up to which a manifest is looked through, and a model fetched, on the page's own thread. */
const sizeLimit = 512 * 1024;

/**
 * A first visit: fetches the manifest, and the models it names, while the worker's script is still on its way.
 * Nothing is trusted here; the worker verifies signature and hashes as if it had fetched them itself.
 */
export function prefetch(manifestUrl: string, onResponse: (response: ProvidedResponse) => void): void {
  const load = (url: string, expect: (body: ArrayBuffer) => readonly string[]): void => {
    fetch(url)
      .then(async (response) => {
        const body = await response.arrayBuffer();
        const etag = response.headers.get('etag');
        return { url, status: response.status, body, ...(etag && { etag }) };
      })
      .catch(() => ({ url, status: 0, body: new ArrayBuffer(0) }))
      .then((response) => onResponse({ ...response, expected: response.status === 200 ? expect(response.body) : [] }));
  };
  load(manifestUrl, (body) => {
    const urls = modelUrls(body, manifestUrl);
    for (const url of urls) load(url, () => []);
    return urls;
  });
}

/** The addresses of the small models that a manifest, signed or plain, names. Anything unexpected: none. */
export function modelUrls(body: ArrayBuffer, manifestUrl: string): readonly string[] {
  if (body.byteLength > sizeLimit) return [];
  try {
    const document = JSON.parse(new TextDecoder().decode(body)) as { payload?: string; services?: object };
    const { payload } = document;
    const manifest =
      payload === undefined
        ? document
        : JSON.parse(
            new TextDecoder().decode(
              Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0)),
            ),
          );
    const urls = new Set<string>();
    for (const service of Object.values(manifest.services) as {
      models: Record<string, { sha256: string; bytes: number }>;
    }[]) {
      for (const { sha256, bytes } of Object.values(service.models)) {
        if (/^[0-9a-f]{64}$/.test(sha256) && bytes <= sizeLimit)
          urls.add(new URL(`artifacts/${sha256}`, manifestUrl).href);
      }
    }
    return [...urls];
  } catch {
    return [];
  }
}
