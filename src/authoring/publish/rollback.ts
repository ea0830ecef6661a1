import type { Manifest } from '../../registry/manifest.ts';
import { changePublication } from './change-publication.ts';
import { generationBefore, publicationIn } from './publication-in.ts';
import type { SigningOptions } from './update-publication.ts';
import { verifyArtifacts } from './verify-publication.ts';

/** Options of {@link rollback}. */
export interface RollbackOptions extends SigningOptions {
  /** The generation to serve again. @default the last one before that in force */
  readonly to?: number | undefined;
}

/**
 * Publishes what a folder served before once more, under a new number, since pages refuse a lower one.
 * @returns the manifest, and the generation that it restores.
 * @throws EdgewiseError `manifest-invalid` (the folder serves nothing, or does not keep the generation), `artifact-unavailable`,
 * `artifact-corrupt`, `manifest-untrusted`, `storage-unavailable`; what the file system refuses.
 */
export async function rollback(
  folder: string,
  options: RollbackOptions = {},
): Promise<{ readonly manifest: Manifest; readonly restored: number }> {
  const { manifest: current } = await publicationIn(folder);
  const restored = options.to ?? (await generationBefore(folder, current.generation));
  const manifest = await changePublication(folder, options, async () => {
    const { manifest: earlier } = await publicationIn(folder, restored);
    await verifyArtifacts(folder, earlier);
    return earlier;
  });
  return { manifest, restored };
}
