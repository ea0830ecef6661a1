import type { JWK } from 'jose';
import type { Publication } from '../authoring/publication-folder.ts';
import { EdgewiseError } from '../errors.ts';
import { publicKeyOf } from '../registry/sign.ts';
import { verifyManifest } from '../registry/trust.ts';
import { UsageError } from './command.ts';
import { readPrivateKey } from './keys.ts';

/** The options of every command that writes a manifest. */
export const signingOptions = {
  key: { type: 'string' },
  'new-key': { type: 'boolean' },
  unsigned: { type: 'boolean' },
} as const;

/** As they stand in a command's usage. */
export const signingUsage = '(--key KEY [--new-key] | --unsigned)';

interface SigningValues {
  readonly key?: string | undefined;
  readonly 'new-key'?: boolean | undefined;
  readonly unsigned?: boolean | undefined;
}

/**
 * The key to sign with; `undefined` for a manifest without a signature, which has to be asked for.
 * @param previous what the folder serves: pages that trust its signature would refuse another, and none.
 * @throws UsageError; EdgewiseError `manifest-untrusted` when the folder is signed by another key, `input-invalid` for no key.
 */
export async function readSigning(values: SigningValues, previous: Publication | undefined): Promise<JWK | undefined> {
  const { key, unsigned, 'new-key': isNew } = values;
  if (key !== undefined && unsigned) throw new UsageError('it is either --key or --unsigned');
  if (key === undefined) {
    if (!unsigned) throw new UsageError('it needs --key KEY to sign with, or --unsigned');
    if (previous?.isSigned)
      throw new UsageError('the site is signed, and pages refuse a manifest that is not; give --key');
    return undefined;
  }
  const privateKey = await readPrivateKey(key);
  if (previous?.isSigned && !isNew) {
    await verifyManifest(previous.document, { publicKey: publicKeyOf(privateKey) }).catch(() => {
      const message = `The site is signed by another key than ${key}, and pages that trust it refuse yours; give that one, or --new-key`;
      throw new EdgewiseError('manifest-untrusted', message);
    });
  }
  return privateKey;
}
