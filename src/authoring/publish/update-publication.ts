import type { JWK } from 'jose';
import * as v from 'valibot';
import { EdgewiseError } from '../../errors.ts';
import type { Manifest } from '../../registry/manifest.ts';
import { publicKeyOf, signManifest } from '../../registry/sign.ts';
import { verifyManifest } from '../../registry/trust.ts';
import { expectPath } from '../expect-path.ts';
import { makeFolder } from '../make-folder.ts';
import { withFolderLock } from './folder-lock.ts';
import { faultOfPrivateKey } from './key-files.ts';
import { type NewPublication, type Publication, readPublication, writePublication } from './publication-folder.ts';

/** Who signs a manifest. */
export interface SigningOptions {
  /** Signs the manifest: a whole Ed25519 JWK. @default the manifest is plain */
  readonly privateKey?: JWK | undefined;
  /** Signs a folder by another key than before. Pages that trust the old one refuse it until they are given the new one. @default false */
  readonly newKey?: boolean | undefined;
}

/** The form of {@link SigningOptions}; whoever signs looks at the key. */
export const signingEntries = {
  privateKey: v.optional(v.unknown()),
  newKey: v.optional(v.boolean()),
} satisfies Record<keyof SigningOptions, v.GenericSchema>;

/**
 * Makes a publication out of the one that a folder serves, and puts it in its place, while nobody else does.
 * @param make is given what the folder serves; what it throws leaves everything as it was.
 * @throws EdgewiseError `manifest-stale` (the folder holds this generation or a later one), `manifest-untrusted` (it is signed by another
 * key, or would no longer be signed), `input-invalid` (the key cannot sign), `manifest-invalid` (what it holds cannot be read), `storage-unavailable` (another process publishes into it);
 * what the file system refuses.
 */
export async function updatePublication(
  folder: string,
  signing: SigningOptions,
  make: (previous: Publication | undefined) => Promise<NewPublication>,
): Promise<Manifest> {
  expectPath(folder);
  await expectKey(signing.privateKey);
  await makeFolder(folder);
  return withFolderLock(folder, async () => {
    const previous = await readPublication(folder);
    if (previous?.isSigned) await refuseOtherKey(folder, previous, signing);
    const made = await make(previous);
    const [before, { generation }] = [previous?.manifest.generation ?? 0, made.manifest];
    if (generation <= before) {
      const message = `Generation ${generation} is not above ${before}, which ${folder} holds; publish a higher one.`;
      throw new EdgewiseError('manifest-stale', message);
    }
    await writePublication(folder, made, signing.privateKey);
    return made.manifest;
  });
}

/** Refuses a key that cannot sign, or whose signature its public half does not verify, before anything is made. */
async function expectKey(privateKey: JWK | undefined): Promise<void> {
  if (privateKey === undefined) return;
  const refuse = (what: string, cause?: unknown): never => {
    const message = `privateKey ${what}; give what generateKeyPair or readPrivateKey gave`;
    throw new EdgewiseError('input-invalid', message, { cause });
  };
  const fault = faultOfPrivateKey(privateKey);
  if (fault) refuse(`is ${fault}`);
  const tried = await signManifest({}, privateKey).catch((cause) => refuse('cannot sign', cause));
  await verifyManifest(JSON.stringify(tried), { publicKey: publicKeyOf(privateKey) }).catch((cause) =>
    refuse('is made of two keys', cause),
  );
}

/** Pages that trust the signature of what is served refuse a manifest with another, and one without. */
async function refuseOtherKey(
  folder: string,
  { document }: Publication,
  { privateKey, newKey }: SigningOptions,
): Promise<void> {
  const refuse = (what: string): never => {
    throw new EdgewiseError('manifest-untrusted', `${folder} is signed${what}`);
  };
  if (!privateKey) return refuse(', and pages that trust its key refuse a manifest that is not; sign it by that key');
  if (newKey) return;
  await verifyManifest(document, { publicKey: publicKeyOf(privateKey) }).catch(() =>
    refuse(
      ' by another key, and pages that trust it refuse yours; sign by that one, or say by newKey that yours is new (by command: --new-key)',
    ),
  );
}
