import * as v from 'valibot';
import { EdgewiseError, isEdgewiseError } from '../../errors.ts';
import { type TrustOptions, verifyManifest } from '../../registry/trust.ts';
import { isRecord } from '../../xdm/record.ts';
import { issueInWords } from '../json/issue-in-words.ts';
import { readJson } from '../json/json-document.ts';
import { type KeptManifest, keptManifestSchema } from './kept-manifest.ts';

/** Options of {@link readManifest}. */
export interface ReadManifestOptions extends TrustOptions {
  /** What to do about one that is damaged, as a clause. @default to restore it */
  readonly remedy?: string | undefined;
}

/**
 * Reads a manifest as a folder holds it, signed or not.
 * @param path names it in errors.
 * @throws EdgewiseError `manifest-invalid` for one that is damaged, or of a version that is not known; `manifest-untrusted` when a key is given
 * and it is not signed by it.
 */
export async function readManifest(
  path: string,
  document: string,
  { remedy = 'restore it from a copy, such as those in history', ...trust }: ReadManifestOptions = {},
): Promise<KeptManifest> {
  const syntax = readJson(document);
  if (!('value' in syntax)) {
    const { line, column, message } = syntax;
    throw new EdgewiseError('manifest-invalid', `${path}:${line}:${column}: ${message}; ${remedy}`);
  }
  const given = await verifyManifest(document, trust).catch((cause) => {
    if (isEdgewiseError(cause) && cause.code === 'manifest-untrusted')
      throw new EdgewiseError(cause.code, `${path}: ${cause.message}`, { cause });
    throw new EdgewiseError('manifest-invalid', `${path} is damaged; ${remedy}`, { cause });
  });
  const newer = newerVersion(given);
  if (newer !== undefined)
    throw new EdgewiseError(
      'manifest-invalid',
      `${path} is a manifest of version ${newer}; update edgewise to read it`,
    );
  const { success, output, issues } = v.safeParse(keptManifestSchema, given, { abortEarly: true });
  if (success) return output;
  const at = v.getDotPath(issues[0]) ?? 'its top';
  throw new EdgewiseError('manifest-invalid', `${path} is no manifest at ${at}: ${issueInWords(issues[0])}; ${remedy}`);
}

/** The version of a manifest that a later Edgewise wrote. */
export function newerVersion(manifest: unknown): number | undefined {
  const version = isRecord(manifest) ? manifest.manifestVersion : undefined;
  return typeof version === 'number' && version > 1 ? version : undefined;
}
