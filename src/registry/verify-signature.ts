import { flattenedVerify } from 'jose/jws/flattened/verify';
import { EdgewiseError } from '../errors.ts';
import { isFlattenedJws } from './trust.ts';

/**
 * The bytes that `document`, a flattened JWS, signs.
 * @param publicKey - Ed25519, JWK `x`.
 * @throws EdgewiseError `manifest-untrusted` when it is not signed by that key.
 * @see https://www.rfc-editor.org/rfc/rfc8037
 */
export async function verifySignature(document: unknown, publicKey: string): Promise<Uint8Array> {
  if (!isFlattenedJws(document)) throw untrusted('it is not signed; publish it with the private key');
  if (!/^[\w-]{43}$/.test(publicKey)) throw untrusted('publicKey is not the "x" of an Ed25519 JWK; correct it');
  try {
    const key = { kty: 'OKP', crv: 'Ed25519', x: publicKey };
    const { payload } = await flattenedVerify(document, key, { algorithms: ['EdDSA', 'Ed25519'] });
    return payload;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw untrusted(`${reason}; publish it with the private key of publicKey`, error);
  }
}

function untrusted(reason: string, cause?: unknown): EdgewiseError {
  return new EdgewiseError('manifest-untrusted', `The manifest is refused: ${reason}`, { cause });
}
