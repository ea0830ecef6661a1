import * as v from 'valibot';
import { EdgewiseError } from '../../errors.ts';
import type { Manifest } from '../../registry/manifest.ts';
import { expectGiven } from '../expect-given.ts';
import { didYouMean } from '../graph/did-you-mean.ts';
import type { Problem } from '../validation/problem.ts';
import { changePublication } from './change-publication.ts';
import { findLooseEnds } from './check-given.ts';
import { type SigningOptions, signingEntries } from './update-publication.ts';

/** Options of {@link deleteService}. */
export interface DeleteOptions extends SigningOptions {
  /** Told of what segments and activities refer to that is no longer there, by its path in the manifest. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
}

const optionsSchema = v.strictObject({
  ...signingEntries,
  onProblem: v.optional(v.function()),
} satisfies Record<keyof DeleteOptions, v.GenericSchema>);

/**
 * Takes a service out of the manifest that a folder serves. Its artifacts stay, for rollback and for pages that still run it.
 * @returns the manifest without it.
 * @throws EdgewiseError `input-invalid` (there is no such service), `manifest-invalid`, `manifest-untrusted`, `storage-unavailable`;
 * what the file system refuses.
 */
export async function deleteService(folder: string, id: string, options: DeleteOptions = {}): Promise<Manifest> {
  expectGiven(optionsSchema, options, 'The options of deleteService are wrong');
  const { onProblem = () => {} } = options;
  const manifest = await changePublication(folder, options, async (current) => {
    const { [id]: deleted, ...services } = current.services;
    if (Object.hasOwn(current.services, id)) return { ...current, services };
    const known = Object.keys(services);
    const hint = didYouMean(id, known) || `; it has ${known.join(', ') || 'none'}`;
    throw new EdgewiseError('input-invalid', `${folder} has no service "${id}"${hint}`);
  });
  findLooseEnds(manifest).forEach(onProblem);
  return manifest;
}
