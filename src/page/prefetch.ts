import type { ProvidedResponse } from '../worker/protocol.ts';

/** Bytes up to which a manifest is looked through, and a model fetched, on the page's own thread. */
const sizeLimit = 512 * 1024;

/** The files of kernels that most models need, by as many letters as tell the operators that lie in them, as a manifest lists them, from others. */
const kernelFiles = {
  trees: /TreeEnsemble/,
  'linear-models': /ml\.(Li|Sc)/,
  preprocessing: /ml\.([ABFIN]|La|On)/,
  nets: /^(Gemm|MatMul)$/,
};

/** Items that more than a slot and the sanitizer has to carry out, and templates. */
const beyondHtml = /personalization\W(?!html)|\{\{/;

/** What a first visit fetches ahead of the worker. */
export interface PrefetchOptions {
  readonly manifestUrl: string;
  /** Is given the manifest, then each model that it names. */
  readonly onResponse: (response: ProvidedResponse) => void;
  /** The address of a file of kernels, where it is known; it goes into the browser's HTTP cache, where the worker finds it. */
  readonly kernelUrl?: ((name: string) => string) | undefined;
  /** Called when an activity may need what carries out decisions beyond HTML in a slot. */
  readonly onDeliveryNeeded: () => void;
}

/**
 * A first visit: fetches the manifest, the models it names and the kernels they need while the worker's script is still on its way.
 * Nothing is trusted here; the worker verifies signature and hashes as if it had fetched them itself.
 */
export async function prefetch({
  manifestUrl,
  onResponse,
  kernelUrl,
  onDeliveryNeeded,
}: PrefetchOptions): Promise<void> {
  const load = async (url: string): Promise<ProvidedResponse> => {
    try {
      const response = await fetch(url);
      const body = await response.arrayBuffer();
      return { url, status: response.status, etag: response.headers.get('etag'), body };
    } catch {
      // Without a network, or where the page has a `fetch` of its own that throws, or answers nothing.
      return { url, status: 0, body: new ArrayBuffer(0) };
    }
  };
  const manifest = await load(manifestUrl);
  const { models, text } = readManifest(manifest.body);
  if (beyondHtml.test(text)) onDeliveryNeeded();
  const expected = [...new Set(models.map(({ sha256 }) => new URL(`artifacts/${sha256}`, manifestUrl).href))];
  const operators = models.flatMap((model) => (model.executionProviders?.[0] === 'js' ? model.operators : []));
  for (const url of expected) void load(url).then(onResponse);
  for (const [name, pattern] of Object.entries(kernelFiles))
    if (kernelUrl && operators.some((operator) => pattern.test(operator))) fetch(kernelUrl(name)).catch(() => {});
  onResponse({ ...manifest, expected, operators });
}

/** What is read of a manifest and its models, as far as they have the shape that is expected. */
interface Model {
  readonly sha256: string;
  readonly bytes: number;
  readonly operators: readonly string[];
  readonly executionProviders?: readonly string[];
}

interface ManifestOfModels {
  readonly services: Readonly<Record<string, { readonly models: Readonly<Record<string, Model>> }>>;
}

/** The small models that a manifest, signed or plain, names, and the manifest as text. Anything unexpected: none. */
export function readManifest(body: ArrayBuffer): { readonly models: readonly Model[]; readonly text: string } {
  try {
    const decode = (bytes: BufferSource) => new TextDecoder().decode(bytes);
    // What is longer is no JSON any more.
    let text = decode(body.slice(0, sizeLimit));
    const base64 = JSON.parse(text).payload?.replace(/-/g, '+').replace(/_/g, '/');
    if (base64) text = decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
    const models = Object.values((JSON.parse(text) as ManifestOfModels).services)
      .flatMap((service) => Object.values(service.models))
      .filter(({ sha256, bytes }) => /^[\da-f]{64}$/.test(sha256) && bytes <= sizeLimit);
    return { models, text };
  } catch {
    return { models: [], text: '' };
  }
}
