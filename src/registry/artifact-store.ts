import { abortable } from '../engine/deadline.ts';
import { EdgewiseError, isEdgewiseError, toEdgewiseError } from '../errors.ts';
import { type ArtifactIndex, evict, parseArtifactIndex } from './artifact-index.ts';
import type { DeviceStore } from './device-store.ts';
import { download } from './download.ts';

/** How far an artifact has come. */
export interface ArtifactProgress {
  readonly sha256: string;
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

/** What the manifest says of an artifact, and where it may lie. */
export interface ArtifactRequest {
  /** Exact size. */
  readonly bytes: number;
  /** Folders that hold `artifacts/<sha256>`, tried in order. */
  readonly baseUrls: readonly string[];
  /** Ends this caller's wait; the download itself ends when nobody waits any more. */
  readonly signal?: AbortSignal | undefined;
}

/** Files named by their SHA-256, from the device or the network, verified on every way in and out. */
export interface ArtifactStore {
  /**
   * The artifact's bytes, shared between callers: read only, not to be transferred. They are written to the device behind.
   * @throws EdgewiseError `artifact-unavailable` when no URL answers, `artifact-corrupt` when what they answer is not the
   * artifact; the signal's own reason when aborted.
   */
  get(sha256: string, request: ArtifactRequest): Promise<Uint8Array>;
  /** Names what is in use, in place of what was named before: evicted only when nothing else is left. */
  pin(sha256s: Iterable<string>): void;
  /** Resolves when everything that is written behind is on the device. */
  flush(): Promise<void>;
  /** Ends downloads and writes behind; the device store stays open. */
  dispose(): Promise<void>;
}

export interface ArtifactStoreOptions {
  readonly store: DeviceStore;
  readonly fetch: typeof globalThis.fetch;
  /** Bytes on the device over which the least recently used artifacts are evicted. @default 67_108_864 (64 MiB) */
  readonly budgetBytes?: number | undefined;
  readonly onProgress: (progress: ArtifactProgress) => void;
  /** Told of an artifact that cannot be kept. What `get` rejects with is not repeated here. */
  readonly onError: (error: EdgewiseError) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Nothing is believed to lie on the device: the network is asked without waiting for what the device says.
   * @default false
   */
  readonly assumeEmpty?: boolean;
}

interface Pending {
  readonly result: Promise<Uint8Array>;
  readonly controller: AbortController;
  waiting: number;
}

/** How long uses are gathered before they are noted on the device, in milliseconds. */
const touchDelayMs = 1000;
const indexKey = 'artifacts';
const prefix = 'artifact:';

/** The keys of a device store that {@link ArtifactStore.get} reads for these artifacts. */
export const artifactKeys = (sha256s: readonly string[]): string[] => [
  indexKey,
  ...sha256s.map((sha256) => prefix + sha256),
];
const disposedMessage = 'Artifact store is disposed; create another';

/** Opens the artifacts of `store`. What lies there is asked for at once, so that no later question waits for a failed look-up. */
export function createArtifactStore(options: ArtifactStoreOptions): ArtifactStore {
  const { store, budgetBytes = 64 * 2 ** 20, onProgress, onError, now } = options;
  const pending = new Map<string, Pending>();
  /** Bytes that someone still holds, to save reading and hashing them again. */
  const recent = new Map<string, WeakRef<Uint8Array>>();
  const touched = new Map<string, number>();
  let index: ArtifactIndex = {};
  let pinned: ReadonlySet<string> = new Set();
  let touchTimer: ReturnType<typeof setTimeout> | undefined;
  let disposed = false;
  const opened = store.get(indexKey).then(
    (value) => {
      index = parseArtifactIndex(value);
    },
    () => {},
  );
  /** Writes behind, one after another. */
  let writing = opened;

  function behind(write: () => Promise<void>): void {
    if (disposed) return;
    writing = writing.then(write).catch((error) => {
      if (!disposed) onError(toEdgewiseError(error, 'storage-unavailable', 'Artifacts were not kept'));
    });
  }

  function touch(sha256: string): void {
    touched.set(sha256, now());
    touchTimer ??= setTimeout(() => behind(() => changeIndex(() => {})), touchDelayMs);
  }

  /** Changes the index on the device, which other tabs change too. */
  async function changeIndex(change: (index: ArtifactIndex) => void): Promise<void> {
    clearTimeout(touchTimer);
    touchTimer = undefined;
    await store.update(indexKey, (value) => {
      const next = parseArtifactIndex(value);
      for (const [sha256, lastUsed] of touched) {
        const entry = next[sha256];
        if (entry) next[sha256] = { ...entry, lastUsed };
      }
      change(next);
      index = next;
      return next;
    });
    touched.clear();
  }

  async function keep(sha256: string, bytes: Uint8Array): Promise<void> {
    if (bytes.length > budgetBytes) {
      const message = `Artifact ${sha256} (${bytes.length} bytes) is over the budget of ${budgetBytes} bytes and not kept; raise storageBudgetBytes`;
      return onError(new EdgewiseError('storage-unavailable', message));
    }
    // Asked before the index is: a key that another tab adds meanwhile is then either not seen here or already indexed.
    const keys = await store.keys();
    // The index goes first, for what it does not name could never be evicted.
    await changeIndex((next) => {
      delete next[sha256];
      next[sha256] = { bytes: bytes.length, lastUsed: now() };
      evict(next, { budgetBytes, pinned });
    });
    const strays = keys.filter((key) => key.startsWith(prefix) && !(key.slice(prefix.length) in index));
    await Promise.all(strays.map((key) => store.delete(key)));
    if (sha256 in index) await store.set(prefix + sha256, bytes);
  }

  async function readDevice(sha256: string): Promise<Uint8Array | undefined> {
    const value = await store.get(prefix + sha256);
    if (value instanceof Uint8Array && (await sha256Of(value)) === sha256) return value;
    behind(async () => {
      await store.delete(prefix + sha256);
      await changeIndex((next) => {
        delete next[sha256];
      });
    });
    return undefined;
  }

  async function load(sha256: string, request: ArtifactRequest, signal: AbortSignal): Promise<Uint8Array> {
    if (!options.assumeEmpty) await opened;
    const totalBytes = request.bytes;
    if (sha256 in index) {
      const kept = await readDevice(sha256);
      if (kept) {
        onProgress({ sha256, loadedBytes: totalBytes, totalBytes });
        return kept;
      }
    }
    let corrupt: EdgewiseError | undefined;
    let unavailable: EdgewiseError | undefined;
    for (const base of request.baseUrls) {
      const url = `${base.replace(/\/$/, '')}/artifacts/${sha256}`;
      // Artifacts are cached for ever: a corrupt one in the browser's HTTP cache would stay there without 'reload'.
      for (const cache of ['default', 'reload'] as const) {
        signal.throwIfAborted();
        try {
          const bytes = await download({
            url,
            totalBytes,
            init: { signal, cache },
            fetch: options.fetch,
            onBytes: (loadedBytes) => onProgress({ sha256, loadedBytes, totalBytes }),
          });
          const actual = await sha256Of(bytes);
          signal.throwIfAborted();
          if (actual === sha256) {
            behind(() => keep(sha256, bytes));
            return bytes;
          }
          const message = `${url} has SHA-256 ${actual}; upload the artifact again`;
          corrupt = new EdgewiseError('artifact-corrupt', message);
        } catch (error) {
          signal.throwIfAborted();
          if (!isEdgewiseError(error)) throw error;
          if (error.code !== 'artifact-corrupt') {
            unavailable ??= error;
            break;
          }
          corrupt = error;
        }
      }
    }
    throw (
      corrupt ?? unavailable ?? new EdgewiseError('artifact-unavailable', `Artifact ${sha256} has no URL; name one`)
    );
  }

  async function join(sha256: string, entry: Pending, signal: AbortSignal | undefined): Promise<Uint8Array> {
    entry.waiting++;
    try {
      return await (signal ? abortable(entry.result, signal) : entry.result);
    } finally {
      if (--entry.waiting === 0) {
        pending.delete(sha256);
        entry.controller.abort(signal?.reason);
      }
    }
  }

  return {
    async get(sha256, request) {
      request.signal?.throwIfAborted();
      if (disposed) throw new EdgewiseError('disposed', disposedMessage);
      const held = recent.get(sha256)?.deref();
      // Bytes that someone has transferred away have no length left.
      if (held?.length === request.bytes) return held;
      let entry = pending.get(sha256);
      if (!entry) {
        const controller = new AbortController();
        const result = load(sha256, request, controller.signal);
        entry = { result, controller, waiting: 0 };
        pending.set(sha256, entry);
      }
      const bytes = await join(sha256, entry, request.signal);
      recent.set(sha256, new WeakRef(bytes));
      touch(sha256);
      return bytes;
    },
    pin(sha256s) {
      pinned = new Set(sha256s);
    },
    async flush() {
      if (touchTimer !== undefined) behind(() => changeIndex(() => {}));
      await writing;
    },
    async dispose() {
      disposed = true;
      clearTimeout(touchTimer);
      for (const { controller } of pending.values()) {
        controller.abort(new EdgewiseError('disposed', disposedMessage));
      }
      await writing;
    },
  };
}

/** In lower-case hex. */
async function sha256Of(bytes: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) {
    const message = 'Artifacts cannot be verified on an insecure page; use https';
    throw new EdgewiseError('artifact-unavailable', message);
  }
  // Nothing here hands out bytes over shared memory, which digest would refuse.
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
