/** What lies on the device, by SHA-256. */
export type ArtifactIndex = Record<string, ArtifactEntry>;

interface ArtifactEntry {
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly lastUsed: number;
}

/** Reads an index as it was stored; whatever is not an entry is left out. */
export function parseArtifactIndex(value: unknown): ArtifactIndex {
  // Without a prototype, `in` asks for artifacts alone.
  const index: ArtifactIndex = Object.create(null);
  for (const [sha256, entry] of Object.entries(value ?? {})) {
    if (typeof entry?.bytes === 'number' && typeof entry.lastUsed === 'number') index[sha256] = entry;
  }
  return index;
}

export interface EvictOptions {
  readonly budgetBytes: number;
  /** In use: goes only when nothing else is left. */
  readonly pinned: ReadonlySet<string>;
}

/** Drops the least recently used artifacts from `index`, of equals the first, until the rest keeps within the budget. */
export function evict(index: ArtifactIndex, { budgetBytes, pinned }: EvictOptions): void {
  const byUse = Object.entries(index).sort(
    ([a, { lastUsed: first }], [b, { lastUsed: second }]) =>
      Number(pinned.has(a)) - Number(pinned.has(b)) || first - second,
  );
  let total = byUse.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  for (const [sha256, { bytes }] of byUse) {
    if (total <= budgetBytes) return;
    delete index[sha256];
    total -= bytes;
  }
}
