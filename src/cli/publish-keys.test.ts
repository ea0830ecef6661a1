import { generateKeyPairSync } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyPublication } from '../authoring/publish/verify-publication.ts';
import { run } from './testing/run-program.ts';
import { makeTinySite } from './testing/tiny-site.ts';

let folder: string;
let out: string;
let key: string;
let publicKey: string;
let service: string;
beforeEach(async () => {
  ({ folder, out, key, publicKey, service } = await makeTinySite());
});
afterEach(() => rm(folder, { recursive: true }));

const publish = (...args: string[]) => run('publish', ...args, '--out', out, '--key', key);
const manifest = () => verifyPublication(out, { publicKey });

describe('the keys of publish', () => {
  const pem = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  it.each([
    [
      'a public key',
      async () => JSON.stringify({ ...JSON.parse(await readFile(key, 'utf8')), d: undefined }),
      'holds a public key',
    ],
    ['an RSA key', async () => JSON.stringify(pem.export({ format: 'jwk' })), 'holds a key of type RSA, not Ed25519'],
    ['a PEM file', async () => String(pem.export({ format: 'pem', type: 'pkcs1' })), 'is a PEM file'],
    ['no key at all', async () => 'secret', 'holds no JSON Web Key'],
  ])('refuse %s to sign with', async (_, content, sentence) => {
    const wrong = join(folder, 'wrong.json');
    await writeFile(wrong, await content());
    const { code, err } = await run('publish', service, '--out', out, '--key', wrong);
    expect(code).toBe(1);
    expect(err).toContain(`${wrong} ${sentence}`);
    expect(await readdir(folder)).not.toContain('public');
  });

  it('say where to get one from where the file is not there', async () => {
    const none = join(folder, 'none.json');
    const err = `edgewise publish: ${none} does not exist; give the file that edgewise keygen wrote`;
    expect(await run('publish', service, '--out', out, '--key', none)).toMatchObject({ code: 1, err });
  });

  it('sign from a file with a byte order mark', async () => {
    await writeFile(key, `\ufeff${await readFile(key, 'utf8')}`);
    expect(await publish(service)).toMatchObject({ code: 0 });
  });

  it('keep a signed site signed, and by its own key', async () => {
    await publish(service);
    expect((await run('publish', service, '--out', out, '--unsigned')).err).toContain(
      'is signed, and pages that trust its key refuse a manifest that is not',
    );
    const another = join(folder, 'another.json');
    await run('keygen', another);
    const foreign = () => run('publish', service, '--out', out, '--key', another);
    expect((await foreign()).err).toContain('signed by another key');
    expect((await foreign()).err).toContain('by newKey that yours is new (by command: --new-key)');
    expect((await manifest()).generation).toBe(1);
    expect(await run('publish', service, '--out', out, '--key', another, '--new-key')).toMatchObject({ code: 0 });
    await expect(manifest()).rejects.toMatchObject({ code: 'manifest-untrusted' });
  });

  it('sign no earlier generation that bears no signature by them', async () => {
    await publish(service);
    const written = { ...(await manifest()), holdout: 0.9 };
    await run('pause', out, '--key', key);
    const rollBack = (...args: string[]) => run('rollback', out, '--key', key, '--to', '1', ...args);
    expect(await rollBack()).toMatchObject({ code: 0 });
    await writeFile(join(out, 'history', '1.json'), JSON.stringify(written));
    expect(await rollBack()).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${out} keeps generation 1 without a signature by your key`),
    });
    expect((await manifest()).holdout).toBeUndefined();
    expect(await rollBack('--new-key')).toMatchObject({ code: 0 });
  });

  it('that verify takes are public', async () => {
    await publish(service);
    expect(await run('verify', out, '--key', key)).toMatchObject({
      code: 1,
      err: `edgewise verify: ${key} holds a private key, which stays where manifests are published; give the public key, ${publicKey}`,
    });
    expect(await run('verify', out, '--key', 'x')).toMatchObject({
      code: 1,
      err: expect.stringContaining('43 characters'),
    });
    const publicFile = join(folder, 'public-key.txt');
    await writeFile(publicFile, `${publicKey}\n`);
    expect(await run('verify', out, '--key', publicFile)).toMatchObject({ code: 0 });
  });
});
