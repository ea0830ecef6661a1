import { FlattenedSign, generateSecret } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateKeyPair, publicKeyOf, type SigningKeyPair, signManifest } from './sign.ts';
import { verifyManifest } from './trust.ts';

const manifest = { generation: 3, name: 'Größe ✓' };
const plain = JSON.stringify(manifest);
let keys: SigningKeyPair;
let signed: Awaited<ReturnType<typeof signManifest>>;

beforeAll(async () => {
  keys = await generateKeyPair();
  signed = await signManifest(manifest, keys.privateKey);
});

describe('without a key', () => {
  it.each([
    ['plain JSON', () => plain],
    ['a signed manifest', () => JSON.stringify(signed)],
    ['bytes', () => new TextEncoder().encode(plain)],
  ])('reads %s', async (_, body) => {
    expect(await verifyManifest(body())).toEqual(manifest);
  });

  it.each(['<!doctype html>', '', JSON.stringify({ payload: '!', signature: '' })])('refuses %j', async (body) => {
    await expect(verifyManifest(body)).rejects.toMatchObject({ code: 'manifest-invalid' });
  });
});

describe('with a key', () => {
  it('reads what it signed', async () => {
    const { publicKey, privateKey } = keys;
    expect(publicKeyOf(privateKey)).toBe(publicKey);
    expect(await verifyManifest(JSON.stringify(signed), { publicKey })).toEqual(manifest);
  });

  const forgeries: [string, () => unknown][] = [
    ['an unsigned manifest', () => manifest],
    ['null', () => null],
    ['a signature without a header', () => ({ payload: signed.payload, signature: signed.signature })],
    [
      'another payload under the signature',
      () => ({ ...signed, payload: btoa(JSON.stringify({ generation: 4 })).replace(/=/g, '') }),
    ],
    ['a signature cut short', () => ({ ...signed, signature: signed.signature.slice(4) })],
    ['no algorithm', () => ({ ...signed, protected: btoa('{"alg":"none"}').replace(/=/g, '') })],
  ];
  it.each(forgeries)('refuses %s', async (_, forge) => {
    const { publicKey } = keys;
    await expect(verifyManifest(JSON.stringify(forge()), { publicKey })).rejects.toMatchObject({
      code: 'manifest-untrusted',
      message: expect.stringContaining('publish it with the private key'),
    });
  });

  it('refuses the signature of another key', async () => {
    const other = await signManifest(manifest, (await generateKeyPair()).privateKey);
    const verified = verifyManifest(JSON.stringify(other), { publicKey: keys.publicKey });
    await expect(verified).rejects.toMatchObject({ code: 'manifest-untrusted' });
  });

  it('refuses another algorithm', async () => {
    const secret = await generateSecret('HS256');
    const payload = new TextEncoder().encode(plain);
    const other = await new FlattenedSign(payload).setProtectedHeader({ alg: 'HS256' }).sign(secret);
    const verified = verifyManifest(JSON.stringify(other), { publicKey: keys.publicKey });
    await expect(verified).rejects.toMatchObject({ code: 'manifest-untrusted' });
  });

  it.each(['', 'abc', '-----BEGIN PUBLIC KEY-----'])('says so when the key is %j', async (publicKey) => {
    await expect(verifyManifest(JSON.stringify(signed), { publicKey })).rejects.toMatchObject({
      code: 'manifest-untrusted',
      message: expect.stringContaining('publicKey is not'),
    });
  });

  it('tells a document that is no JSON from one that is not trusted', async () => {
    const verified = verifyManifest('<!doctype html>', { publicKey: keys.publicKey });
    await expect(verified).rejects.toMatchObject({ code: 'manifest-invalid' });
  });
});
