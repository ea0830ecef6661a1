import * as v from 'valibot';
import { EdgewiseError } from '../../errors.ts';
import type { Manifest } from '../../registry/manifest.ts';
import { publicKeyOf } from '../../registry/sign.ts';
import { verifyManifest } from '../../registry/trust.ts';
import { expectGiven } from '../expect-given.ts';
import { changePublication } from './change-publication.ts';
import { compareManifests, isSameSite } from './compare-manifests.ts';
import type { KeptManifest } from './kept-manifest.ts';
import { listGenerations } from './publication-folder.ts';
import { publicationIn } from './publication-in.ts';
import { type SigningOptions, signingEntries } from './update-publication.ts';
import { verifyArtifacts } from './verify-publication.ts';

/** Options of {@link rollback}. */
export interface RollbackOptions extends SigningOptions {
  /**
   * The generation to serve again, with its `status`. @default the last one that serves something else, paused or not, of those before the one in
   * force or, after a rollback, before the one it restored; what is paused stays so, and so does a site that is
   */
  readonly to?: number | undefined;
}

const optionsSchema = v.strictObject({
  ...signingEntries,
  to: v.optional(v.pipe(v.number(), v.integer())),
} satisfies Record<keyof RollbackOptions, v.GenericSchema>);

/**
 * Publishes what a folder served before once more, under a new number, since pages refuse a lower one.
 * @returns the manifest, and the generation that it restores.
 * @throws EdgewiseError `manifest-invalid` (the folder serves nothing, keeps nothing else, or does not keep the generation),
 * `input-invalid` (an option is wrong), `artifact-unavailable`, `artifact-corrupt`, `manifest-untrusted`, `storage-unavailable`; what the file system refuses.
 */
export async function rollback(
  folder: string,
  options: RollbackOptions = {},
): Promise<{ readonly manifest: Manifest; readonly restored: number }> {
  expectGiven(optionsSchema, options, 'The options of rollback are wrong');
  let restored = 0;
  const manifest = await changePublication(folder, options, async () => {
    const { manifest: current } = await publicationIn(folder);
    restored = options.to ?? (await generationToRestore(folder, current));
    const { manifest: kept, document } = await publicationIn(folder, restored);
    await expectSigned(`${folder} keeps generation ${restored}`, document, options);
    // ONNX Runtime's binary goes with the files that pages load, and these stay.
    const runtimes = current.runtimes ?? kept.runtimes;
    const earlier = { ...kept, ...(kept.runtimes && runtimes && { runtimes }) };
    await verifyArtifacts(folder, earlier);
    const staysPaused = options.to === undefined && current.status === 'paused';
    return { ...earlier, ...(staysPaused && { status: 'paused' }), restores: earlier.restores ?? earlier.generation };
  });
  return { manifest, restored };
}

/** It is signed anew: whoever writes into `history`, and has no key, must get nothing signed. */
async function expectSigned(subject: string, document: string, { privateKey, newKey }: SigningOptions): Promise<void> {
  if (!privateKey || newKey) return;
  await verifyManifest(document, { publicKey: publicKeyOf(privateKey) }).catch((cause) => {
    const message = `${subject} without a signature by your key, so that others may have written it; name another, or, if you know what it holds, say by newKey that yours is new (by command: --new-key)`;
    throw new EdgewiseError('manifest-untrusted', message, { cause });
  });
}

/**
 * What serves the same as now would mend nothing, and a pause is ended by whoever made it: both are gone past. A rollback stands where
 * what it restored does, so that each goes further back, and none to what another has undone.
 */
async function generationToRestore(folder: string, current: KeptManifest): Promise<number> {
  let place = current.restores ?? current.generation;
  for (const generation of (await listGenerations(folder)).reverse()) {
    if (generation >= place) continue;
    const { manifest } = await publicationIn(folder, generation);
    if (!isSameSite(compareManifests(shown(manifest), shown(current)))) return generation;
    place = manifest.restores ?? generation;
  }
  const message = `${folder} keeps nothing from before generation ${place} that differs from what it serves, paused or not; see edgewise list, or publish into it`;
  throw new EdgewiseError('manifest-invalid', message);
}

const shown = ({ runtimes, ...manifest }: KeptManifest): KeptManifest => ({ ...manifest, status: 'live' });
