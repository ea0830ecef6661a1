import { SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  formatPreviewTarget,
  type PreviewLink,
  parsePreviewTarget,
  readPreviewLink,
  signPreviewLink,
  verifyPreviewLink,
  withPreviewLink,
} from './preview-link.ts';
import { generateKeyPair, type SigningKeyPair, signManifest } from './sign.ts';

describe('the address', () => {
  it.each<[string, PreviewLink | undefined]>([
    ['', undefined],
    ['?color=blue', undefined],
    ['?edgewise-signature=abc', undefined],
    ['?edgewise-preview=', undefined],
    ['?edgewise-preview=a:b:c', undefined],
    ['?edgewise-preview=a:', undefined],
    ['?edgewise-preview=%25E0%25A4', undefined],
    ['?edgewise-debug', { debug: true }],
    ['?a=1&edgewise-preview=hero', { debug: false, target: { activityId: 'hero' } }],
    [
      '?edgewise-preview=hero:today&edgewise-debug&edgewise-signature=abc',
      { debug: true, target: { activityId: 'hero', experienceId: 'today' }, signature: 'abc' },
    ],
  ])('%j asks for %j', (search, link) => {
    expect(readPreviewLink(search)).toEqual(link);
  });

  it('is written as it is read, in place of what it asked before', () => {
    const link: PreviewLink = { debug: true, target: { activityId: 'hero', experienceId: 'today' }, signature: 'x.y' };
    const address = withPreviewLink('https://shop.example/cart?edgewise-preview=other&code=1#top', link);
    const url = new URL(address);
    expect(readPreviewLink(url.search)).toEqual(link);
    expect([url.pathname, url.searchParams.get('code'), url.hash]).toEqual(['/cart', '1', '#top']);
    expect(withPreviewLink(address, { debug: false })).toBe('https://shop.example/cart?code=1#top');
  });

  it('names ids with colons, spaces and percent signs', () => {
    for (const target of [{ activityId: 'a:b %3A', experienceId: 'c:d/&' }, { activityId: '%' }])
      expect(parsePreviewTarget(formatPreviewTarget(target))).toEqual(target);
  });
});

describe('a signature', () => {
  const now = Date.parse('2026-11-27T10:00:00Z');
  const target = { activityId: 'hero', experienceId: 'today' };
  let keys: SigningKeyPair;
  let signature: string;
  beforeAll(async () => {
    keys = await generateKeyPair();
    signature = await signPreviewLink({ target }, { privateKey: keys.privateKey, expiresAt: now + 60_000 });
  });
  const verify = (link: Partial<PreviewLink>, at = now, publicKey = keys.publicKey) =>
    verifyPreviewLink({ debug: true, ...link }, { publicKey, now: at });

  it('allows its link until it expires', async () => {
    expect(await verify({ target, signature })).toBe(now + 60_000);
    expect(await verify({ target, signature }, now + 59_000)).toBe(now + 60_000);
    expect(await verify({ target, signature }, now + 60_000)).toBeUndefined();
  });

  it('allows no other activity or experience, nor the overlay alone', async () => {
    expect(await verify({ target: { ...target, activityId: 'cart' }, signature })).toBeUndefined();
    expect(await verify({ target: { ...target, experienceId: 'later' }, signature })).toBeUndefined();
    expect(await verify({ target: { activityId: 'hero' }, signature })).toBeUndefined();
    expect(await verify({ signature })).toBeUndefined();
  });

  it('allows the overlay alone where it names no activity', async () => {
    const { privateKey } = keys;
    const overlayOnly = await signPreviewLink({}, { privateKey, expiresAt: now + 60_000 });
    expect(await verify({ signature: overlayOnly })).toBe(now + 60_000);
    expect(await verify({ target, signature: overlayOnly })).toBeUndefined();
  });

  it('is refused by another key, when it was changed, or when there is none', async () => {
    const other = await generateKeyPair();
    const [header, payload, bytes = ''] = signature.split('.');
    const flipped = `${bytes[0] === 'A' ? 'B' : 'A'}${bytes.slice(1)}`;
    expect(await verify({ target, signature }, now, other.publicKey)).toBeUndefined();
    expect(await verify({ target, signature: [header, payload, flipped].join('.') })).toBeUndefined();
    expect(await verify({ target })).toBeUndefined();
    expect(await verify({ target, signature: 'not a token' })).toBeUndefined();
    expect(await verify({ target, signature }, now, 'not a key')).toBeUndefined();
  });

  it('is none that was made for a manifest, though it is by the same key', async () => {
    const manifest = { activity: 'hero', experience: 'today', exp: now / 1000 + 60 };
    const jws = await signManifest(manifest, keys.privateKey);
    const token = [jws.protected, jws.payload, jws.signature].join('.');
    expect(await verify({ target, signature: token })).toBeUndefined();
  });

  it('is refused when it would never expire', async () => {
    const endless = await new SignJWT({ activity: 'hero', experience: 'today' })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'edgewise-preview+jwt' })
      .sign(keys.privateKey);
    expect(await verify({ target, signature: endless })).toBeUndefined();
  });

  it('is refused when nothing signed it', async () => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { activity: 'hero', experience: 'today', exp: now / 1000 + 60 };
    const unsigned = `${encode({ alg: 'none', typ: 'edgewise-preview+jwt' })}.${encode(claims)}.`;
    expect(await verify({ target, signature: unsigned })).toBeUndefined();
  });
});
