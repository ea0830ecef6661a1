import { EdgewiseError } from '../../errors.ts';
import type { Manifest } from '../../registry/manifest.ts';
import { changePublication } from './change-publication.ts';
import { compareManifests, isSameSite } from './compare-manifests.ts';
import type { KeptManifest } from './kept-manifest.ts';
import { listGenerations } from './publication-folder.ts';
import { publicationIn } from './publication-in.ts';
import type { SigningOptions } from './update-publication.ts';
import { verifyArtifacts } from './verify-publication.ts';

/** Options of {@link rollback}. */
export interface RollbackOptions extends SigningOptions {
  /** The generation to serve again. @default the last one that serves something else, of those before the one in force or, after a rollback, before the one it restored */
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
  const restored = options.to ?? (await generationToRestore(folder, current));
  const manifest = await changePublication(folder, options, async () => {
    const { manifest: earlier } = await publicationIn(folder, restored);
    await verifyArtifacts(folder, earlier);
    return { ...earlier, restores: earlier.restores ?? earlier.generation };
  });
  return { manifest, restored };
}

/** A rollback stands where what it restored does, so that each goes further back; what serves the same as now would mend nothing. */
async function generationToRestore(folder: string, current: KeptManifest): Promise<number> {
  const place = current.restores ?? current.generation;
  const before = (await listGenerations(folder)).filter((generation) => generation < place);
  for (const generation of before.reverse()) {
    const { manifest } = await publicationIn(folder, generation);
    if (!isSameSite(compareManifests(manifest, current))) return generation;
  }
  const message = `${folder} keeps nothing from before generation ${place} that differs from what it serves; see edgewise list, or publish into it`;
  throw new EdgewiseError('manifest-invalid', message);
}
