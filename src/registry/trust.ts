import { EdgewiseError, isEdgewiseError } from '../errors.ts';

export interface TrustOptions {
  /** Ed25519 public key, JWK `x` (base64url). Without it nothing is verified, and a signed manifest's payload is read as it is. */
  readonly publicKey?: string | undefined;
}

/** Fetches the code that verifies signatures, which only sites with a public key load. */
export const loadVerifier = () => import('jose/jws/flattened/verify');

/**
 * Reads a manifest document: plain JSON, or a flattened JWS (EdDSA) over it. The value is not checked against the schema.
 * @throws EdgewiseError `manifest-invalid` when it is not JSON; `manifest-untrusted` when a key is given and the document
 * is not signed by it.
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-7.2.2
 * @see https://www.rfc-editor.org/rfc/rfc8037
 */
export async function verifyManifest(body: string | Uint8Array, { publicKey }: TrustOptions = {}): Promise<unknown> {
  const document = parseJson(body);
  if (!isFlattenedJws(document)) {
    if (publicKey === undefined) return document;
    throw untrusted('it is not signed; publish it with the private key');
  }
  if (publicKey === undefined) return parseJson(decodeBase64Url(document.payload));
  if (!/^[\w-]{43}$/.test(publicKey)) throw untrusted('publicKey is not the "x" of an Ed25519 JWK; correct it');
  try {
    const { flattenedVerify } = await loadVerifier();
    const key = { kty: 'OKP', crv: 'Ed25519', x: publicKey };
    const { payload } = await flattenedVerify(document, key, { algorithms: ['EdDSA', 'Ed25519'] });
    return parseJson(payload);
  } catch (error) {
    if (isEdgewiseError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw untrusted(`${reason}; publish it with the private key of publicKey`, error);
  }
}

interface FlattenedJws {
  readonly protected?: string;
  readonly payload: string;
  readonly signature: string;
}

function isFlattenedJws(value: unknown): value is FlattenedJws {
  if (typeof value !== 'object' || value === null || !('payload' in value && 'signature' in value)) return false;
  return typeof value.payload === 'string' && typeof value.signature === 'string';
}

function untrusted(reason: string, cause?: unknown): EdgewiseError {
  return new EdgewiseError('manifest-untrusted', `The manifest is refused: ${reason}.`, { cause });
}

function parseJson(body: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
  } catch (cause) {
    const message = 'The manifest is not JSON; check that manifestUrl names it and not a page.';
    throw new EdgewiseError('manifest-invalid', message, { cause });
  }
}

/** What is not base64url comes out as nothing, which is no JSON. */
function decodeBase64Url(text: string): Uint8Array {
  try {
    const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
