import { exportJWK, type FlattenedJWS, FlattenedSign, generateKeyPair as generateJoseKeyPair, type JWK } from 'jose';

/** A new Ed25519 key pair: `publicKey` goes into the page (JWK `x`), `privateKey` (JWK) stays where manifests are published. */
export interface SigningKeyPair {
  readonly publicKey: string;
  readonly privateKey: JWK;
}

/** Makes a key pair for signing manifests. */
export async function generateKeyPair(): Promise<SigningKeyPair> {
  const { privateKey } = await generateJoseKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  const publicKey = publicKeyOf(jwk);
  // On a command line it would look like an option.
  return publicKey.startsWith('-') ? generateKeyPair() : { publicKey, privateKey: jwk };
}

/** The public key that belongs to a private one. */
export function publicKeyOf({ x }: JWK): string {
  if (!x) throw new TypeError('The private key has no "x"; give the whole Ed25519 JWK.');
  return x;
}

/**
 * Signs a manifest (a value of its schema) as a flattened JWS, to be served as JSON in the manifest's place.
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-7.2.2
 */
export async function signManifest(manifest: unknown, privateKey: JWK): Promise<FlattenedJWS> {
  const payload = new TextEncoder().encode(JSON.stringify(manifest));
  return new FlattenedSign(payload).setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey);
}
