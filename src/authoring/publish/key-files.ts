import type { JWK } from 'jose';
import { EdgewiseError } from '../../errors.ts';
import { isRecord } from '../../xdm/record.ts';
import { expectPath } from '../expect-path.ts';
import { readBytes, readText } from '../read-file.ts';

/**
 * Reads the private key that `keygen` wrote.
 * @throws EdgewiseError `input-invalid` for none, or a key of another kind; what the file system refuses.
 */
export async function readPrivateKey(path: string): Promise<JWK> {
  expectPath(path);
  const refuse = (what: string): never => {
    throw new EdgewiseError('input-invalid', `${path} ${what}; give the file that edgewise keygen wrote`);
  };
  const bytes = await readBytes(path).catch((error) => {
    if (error.code === 'ENOENT') return refuse('does not exist');
    throw error;
  });
  // Without a byte order mark, which some editors write.
  const text = new TextDecoder().decode(bytes);
  if (text.includes('-----BEGIN')) return refuse('is a PEM file');
  const key = parseKey(text);
  const fault = faultOfPrivateKey(key);
  return key && !fault ? key : refuse(`holds ${fault}`);
}

/** What keeps a value from being a key to sign by: what it is in its place. */
export function faultOfPrivateKey(key: unknown): string | undefined {
  if (!isRecord(key) || key.kty === undefined) return 'no JSON Web Key';
  if (key.kty !== 'OKP' || key.crv !== 'Ed25519') return `a key of type ${key.crv ?? key.kty}, not Ed25519`;
  if (typeof key.d !== 'string' || key.d === '') return 'a public key, which cannot sign';
  return typeof key.x === 'string' ? undefined : 'half a key, without its "x"';
}

/**
 * The public key that was given: itself, or a file that holds it alone.
 * @throws EdgewiseError `input-invalid` for a key of another kind.
 */
export async function readPublicKey(given: string): Promise<string> {
  if (isPublicKey(given)) return given;
  const text = await readText(given).catch(() => '');
  const key = parseKey(text);
  if (key?.d !== undefined) {
    const publicKey = isPublicKey(String(key.x)) ? `, ${key.x}` : '';
    throw new EdgewiseError(
      'input-invalid',
      `${given} holds a private key, which stays where manifests are published; give the public key${publicKey}`,
    );
  }
  const found = key ? key.crv === 'Ed25519' && key.x : text.trim();
  if (typeof found === 'string' && isPublicKey(found)) return found;
  throw new EdgewiseError(
    'input-invalid',
    `"${given}" is no public key; give the 43 characters that edgewise keygen printed`,
  );
}

const isPublicKey = (text: string): boolean => /^[\w-]{43}$/.test(text);

function parseKey(text: string): JWK | undefined {
  try {
    const key: unknown = JSON.parse(text);
    return typeof key === 'object' && key !== null && 'kty' in key ? (key as JWK) : undefined;
  } catch {
    return undefined;
  }
}
