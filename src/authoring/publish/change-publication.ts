import type { Manifest } from '../../registry/manifest.ts';
import type { KeptManifest } from './kept-manifest.ts';
import { publicationIn } from './publication-in.ts';
import { type SigningOptions, updatePublication } from './update-publication.ts';

/**
 * Publishes a change of what a folder serves, of artifacts that lie there already, as the next generation.
 * @throws EdgewiseError `manifest-invalid` when the folder serves nothing, and what {@link updatePublication} and `change` throw.
 */
export async function changePublication(
  folder: string,
  signing: SigningOptions,
  change: (current: Manifest) => Promise<KeptManifest>,
): Promise<Manifest> {
  // Asked before anything is made: a folder that serves nothing may be a slip of the pen.
  await publicationIn(folder);
  return updatePublication(folder, signing, async () => {
    // What it restores is not what its successor does.
    const {
      manifest: { restores, ...current },
    } = await publicationIn(folder);
    const generation = current.generation + 1;
    const manifest = { ...(await change(current)), generation, publishedAt: new Date().toISOString() };
    return { manifest, files: new Map() };
  });
}
