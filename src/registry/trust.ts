import { EdgewiseError, missingChunk } from '../errors.ts';

export interface TrustOptions {
  /** Ed25519 public key, JWK `x` (base64url). Without it nothing is verified, and a signed manifest's payload is read as it is. */
  readonly publicKey?: string | undefined;
}

/**
 * Fetches the code that verifies signatures, which only sites with a public key load.
 * @throws EdgewiseError `artifact-unavailable` where it cannot be had, as beside the files of another release.
 */
export async function loadVerifier(): Promise<typeof import('./verify-signature.ts')> {
  return import('./verify-signature.ts').catch(missingChunk);
}

/**
 * Reads a manifest document: plain JSON, or a flattened JWS (EdDSA) over it. The value is not checked against the schema.
 * @throws EdgewiseError `manifest-invalid` when it is not JSON; `manifest-untrusted` when a key is given and the document
 * is not signed by it.
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-7.2.2
 */
export async function verifyManifest(body: string | Uint8Array, { publicKey }: TrustOptions = {}): Promise<unknown> {
  const document = parseJson(() => body);
  if (publicKey !== undefined) {
    const { verifySignature } = await loadVerifier();
    const payload = await verifySignature(document, publicKey);
    return parseJson(() => payload);
  }
  return isFlattenedJws(document) ? parseJson(() => decodeBase64Url(document.payload)) : document;
}

/** A JWS in its flattened JSON form. */
export interface FlattenedJws {
  readonly protected?: string;
  readonly payload: string;
  readonly signature: string;
}

/** Recognises a {@link FlattenedJws}. */
export function isFlattenedJws(value: unknown): value is FlattenedJws {
  const { payload, signature } = (value ?? {}) as Partial<Record<keyof FlattenedJws, unknown>>;
  return typeof payload === 'string' && typeof signature === 'string';
}

/** What `read` throws counts as no JSON. */
function parseJson(read: () => string | Uint8Array): unknown {
  try {
    const body = read();
    return JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
  } catch (cause) {
    throw new EdgewiseError('manifest-invalid', 'The manifest is not JSON; check manifestUrl', { cause });
  }
}

function decodeBase64Url(text: string): Uint8Array {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
