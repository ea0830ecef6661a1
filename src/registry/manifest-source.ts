import { EdgewiseError } from '../errors.ts';
import type { ArtifactStore } from './artifact-store.ts';
import type { DeviceStore } from './device-store.ts';
import { addressLimit, artifactBaseUrls, manifestUrls } from './locations.ts';
import { type Manifest, neededArtifacts, parseManifest } from './manifest.ts';
import { requestManifest } from './manifest-request.ts';
import { loadVerifier, verifyManifest } from './trust.ts';

/** A manifest in force, and where this page view has it from. */
export interface LoadedManifest {
  readonly manifest: Manifest;
  readonly source: 'cache' | 'network';
}

/** What came of asking for a newer manifest; `failed` has been told to `onError`. */
export type Revalidation = 'unchanged' | 'switched' | 'failed';

/** The manifest of one URL: one generation in force, switched as a whole. */
export interface ManifestSource {
  /**
   * The manifest in force. One that lies on the device is answered with at once and no request. One that comes from the
   * network because there is none on the device is in force as soon as it is trusted, its artifacts being fetched
   * meanwhile; it is kept on the device once they are all there.
   * @throws EdgewiseError `artifact-unavailable`, `manifest-invalid` or `manifest-untrusted` when there is none to be
   * had; `disposed` when disposed meanwhile.
   */
  load(): Promise<LoadedManifest>;
  /**
   * Asks the network for a newer generation, and switches to it once every artifact that it needs is verified.
   * Never rejects. To be called when the page has its decision; needless on a view whose `load` came from the network.
   */
  revalidate(): Promise<Revalidation>;
  /** Resolves when nothing goes on behind. */
  settled(): Promise<void>;
  /** Ends what goes on behind. */
  dispose(): Promise<void>;
}

export interface ManifestSourceOptions {
  /** Absolute. */
  readonly manifestUrl: string;
  /** Ed25519, JWK `x`; when given, a manifest that it did not sign is refused. */
  readonly publicKey?: string | undefined;
  readonly store: DeviceStore;
  readonly artifacts: ArtifactStore;
  readonly fetch: typeof globalThis.fetch;
  /** Told of every switch after `load`. */
  readonly onGeneration: (manifest: Manifest) => void;
  /** Told why a newer manifest did not take effect. What `load` rejects with is not repeated here. */
  readonly onError: (error: unknown) => void;
  /**
   * Ask the device and the network side by side, for a visit that is believed to be the first.
   * @default false
   */
  readonly preferNetwork?: boolean;
}

/** A manifest that is trusted and valid, with the document that it was read from. */
interface Candidate {
  readonly manifest: Manifest;
  readonly body: string;
  readonly etag: string | null;
  /** What was signed or served, to tell two manifests of one generation apart. */
  readonly content: string;
}

/** What lies on the device, under the manifest's URL. */
interface ManifestRecord {
  readonly body: string;
  readonly etag: string | null;
  readonly generation: number;
}

/** The key of a device store under which the manifest of `manifestUrl` lies. */
export const manifestKey = (manifestUrl: string): string => `manifest:${manifestUrl}`;

/** Opens the source of a manifest. */
export function createManifestSource(options: ManifestSourceOptions): ManifestSource {
  const { manifestUrl, publicKey, store, artifacts, fetch, onGeneration, onError } = options;
  const key = manifestKey(manifestUrl);
  const lifetime = new AbortController();
  const { signal } = lifetime;
  let current: Candidate | undefined;
  let source: LoadedManifest['source'] = 'cache';
  let loading: Promise<Candidate> | undefined;
  let revalidating: Promise<Revalidation> | undefined;
  let behind: Promise<unknown> = Promise.resolve();
  // The code that verifies is on its way while the document is.
  if (publicKey !== undefined) loadVerifier().catch(() => {});

  async function trust(body: string, etag: string | null): Promise<Candidate> {
    if (body === current?.body) return { ...current, etag };
    const value = await verifyManifest(body, { publicKey });
    return { manifest: parseManifest(value), body, etag, content: JSON.stringify(value) };
  }

  async function readDevice(): Promise<Candidate | undefined> {
    const record = await store.get(key);
    if (record === undefined) return undefined;
    // Where what verifies cannot be had, nothing is known against what is kept.
    if (publicKey !== undefined) await loadVerifier();
    try {
      const { body, etag, generation }: ManifestRecord = Object(record);
      const candidate = await trust(body, etag);
      if (candidate.manifest.generation === generation) return candidate;
    } catch {
      // Tampered with, of an older schema, or signed by a key of before: to be fetched again like one that is missing.
    }
    await store.delete(key);
    return undefined;
  }

  /** Resolves to `known` when the network has no other. */
  async function readNetwork(known?: Candidate): Promise<Candidate> {
    const urls = manifestUrls(manifestUrl, known?.manifest.mirrors ?? []);
    const found = await requestManifest({ urls, fetch, signal, etag: known?.etag });
    if (found) return await trust(found.body, found.etag);
    if (known) return known;
    throw new EdgewiseError('artifact-unavailable', `${manifestUrl} has no body; publish it again`);
  }

  /** Nothing is evicted before what is in force, not even for what is about to be: that may yet fail. */
  function putInForce(candidate: Candidate, from: LoadedManifest['source']): void {
    current = candidate;
    source = from;
    artifacts.pin(neededArtifacts(candidate.manifest).map(({ sha256 }) => sha256));
  }

  async function getArtifacts(manifest: Manifest): Promise<void> {
    const baseUrls = artifactBaseUrls(manifestUrl, manifest.mirrors);
    await Promise.all(
      neededArtifacts(manifest).map(({ sha256, bytes }) => artifacts.get(sha256, { bytes, baseUrls, signal })),
    );
  }

  /** Writes a manifest whose artifacts are all there. */
  async function keep({ manifest: { generation }, body, etag }: Candidate): Promise<void> {
    await artifacts.flush();
    const record: ManifestRecord = { body, etag, generation };
    // Another tab may have kept a later one meanwhile.
    await store.update(key, (kept) => (Object(kept).generation > generation ? kept : record));
    const others = (await store.keys()).filter((name) => name !== key && name.startsWith(manifestKey('')));
    if (others.length >= addressLimit) for (const name of others) await store.delete(name);
  }

  async function loadOnce(): Promise<Candidate> {
    const fetching = options.preferNetwork ? readNetwork() : undefined;
    fetching?.catch(() => {});
    const reading = readDevice();
    const isNetworkFirst = await Promise.race([
      fetching?.then(
        () => true,
        () => false,
      ),
      reading.then(() => false),
    ]);
    signal.throwIfAborted();
    const kept = isNetworkFirst ? undefined : await reading;
    if (kept) {
      putInForce(kept, 'cache');
      if (fetching) startRevalidation(fetching);
      return kept;
    }
    const fetched = await (fetching ?? readNetwork());
    putInForce(fetched, 'network');
    goBehind(reading.then((late) => settleFirst(fetched, late)));
    return fetched;
  }

  /** Where the network was faster than the device: what turns out to be in force already gives way to something later and whole alone. */
  async function settleFirst(fetched: Candidate, kept: Candidate | undefined): Promise<void> {
    try {
      if (kept) checkGeneration(fetched, kept);
      await getArtifacts(fetched.manifest);
      await keep(fetched);
    } catch (error) {
      // Without an earlier one, an artifact that fails here fails whoever needs it as well, and is told there.
      if (!kept || current !== fetched) return;
      putInForce(kept, 'cache');
      onGeneration(kept.manifest);
      onError(error);
    }
  }

  async function revalidateOnce(fetching?: Promise<Candidate>): Promise<Revalidation> {
    await loading?.catch(() => {});
    const kept = await readDevice();
    const known = kept ?? current;
    // What was asked for before the device had answered did not know the mirrors.
    const found = (await fetching?.catch(() => undefined)) ?? (await readNetwork(known));
    signal.throwIfAborted();
    for (const trusted of [kept, current]) if (trusted) checkGeneration(found, trusted);
    const isLater = found.manifest.generation !== current?.manifest.generation;
    if (!isLater && kept?.content === found.content && kept.etag === found.etag) return 'unchanged';
    await getArtifacts(found.manifest);
    signal.throwIfAborted();
    if (isLater) {
      putInForce(found, 'network');
      onGeneration(found.manifest);
    }
    await keep(found);
    return isLater ? 'switched' : 'unchanged';
  }

  function startRevalidation(fetching?: Promise<Candidate>): Promise<Revalidation> {
    revalidating ??= revalidateOnce(fetching)
      .catch((error): Revalidation => {
        if (!signal.aborted) onError(error);
        return 'failed';
      })
      .finally(() => {
        revalidating = undefined;
      });
    goBehind(revalidating);
    return revalidating;
  }

  function goBehind(work: Promise<unknown>): void {
    behind = Promise.allSettled([behind, work]);
  }

  async function settled(): Promise<void> {
    let seen: unknown;
    while (seen !== behind) {
      seen = behind;
      await seen;
    }
  }

  return {
    async load() {
      signal.throwIfAborted();
      loading ??= loadOnce().catch((error) => {
        loading = undefined;
        throw error;
      });
      const loaded = await loading;
      return { manifest: (current ?? loaded).manifest, source };
    },
    revalidate: () => startRevalidation(),
    settled,
    async dispose() {
      lifetime.abort(new EdgewiseError('disposed', 'Manifest source is disposed; create another'));
      await settled();
    },
  };
}

/** A later generation than the trusted one, or the trusted one itself; everything else may be an attacker's replay. */
function checkGeneration({ manifest: { generation }, content }: Candidate, trusted: Candidate): void {
  const last = trusted.manifest.generation;
  if (generation > last || content === trusted.content) return;
  const fault = generation === last ? 'has other content than' : 'is older than';
  const message = `The manifest's generation ${generation} ${fault} ${last}, the trusted one; publish it as ${last + 1} or higher`;
  throw new EdgewiseError('manifest-stale', message);
}
