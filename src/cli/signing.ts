import { readPrivateKey } from '../authoring/publish/key-files.ts';
import type { SigningOptions } from '../authoring/publish/update-publication.ts';
import { UsageError } from './command.ts';

/** The options of every command that writes a manifest. */
export const signingOptions = {
  key: { type: 'string' },
  'new-key': { type: 'boolean' },
  unsigned: { type: 'boolean' },
} as const;

/** As they stand in a command's usage. */
export const signingUsage = '(--key KEY [--new-key] | --unsigned)';

/** What they do. */
export const signingHelp = {
  '--key KEY': 'signs the manifest by the private key in this file, which keygen makes',
  '--new-key': 'signs by another key than before; pages refuse it until they are given its public key',
  '--unsigned': 'leaves the manifest without a signature',
};

interface SigningValues {
  readonly key?: string | undefined;
  readonly 'new-key'?: boolean | undefined;
  readonly unsigned?: boolean | undefined;
}

/**
 * The key to sign with; none for a manifest without a signature, which has to be asked for.
 * @throws UsageError; EdgewiseError `input-invalid` for no key.
 */
export async function readSigning({ key, unsigned, 'new-key': newKey }: SigningValues): Promise<SigningOptions> {
  if (key !== undefined && unsigned) throw new UsageError('it is either --key or --unsigned');
  if (key !== undefined) return { privateKey: await readPrivateKey(key), newKey };
  if (!unsigned) throw new UsageError('it needs --key KEY to sign with, or --unsigned');
  return {};
}
