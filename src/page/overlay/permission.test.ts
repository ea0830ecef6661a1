import { describe, expect, it } from 'vitest';
import { signPreviewLink } from '../../registry/preview-link.ts';
import { generateKeyPair } from '../../registry/sign.ts';
import { previewsAllowedUntil } from './permission.ts';
import { readPreviewSession, savePreviewSession } from './preview-session.ts';

const now = Date.parse('2026-11-27T10:00:00Z');
const minute = 60_000;
const none = { preview: false, publicKey: undefined, allowedUntil: 0, now };

describe('previewsAllowedUntil', () => {
  it('is for ever by option, whatever the address asks', async () => {
    expect(await previewsAllowedUntil({ debug: true }, { ...none, preview: true })).toBe(Number.POSITIVE_INFINITY);
    expect(await previewsAllowedUntil(undefined, { ...none, preview: true })).toBe(Number.POSITIVE_INFINITY);
  });

  it('is as long as the signature says, and as long as one of the same tab said', async () => {
    const { publicKey, privateKey } = await generateKeyPair();
    const signature = await signPreviewLink({}, { privateKey, expiresAt: now + minute });
    const keyed = { ...none, publicKey };
    expect(await previewsAllowedUntil({ debug: true, signature }, keyed)).toBe(now + minute);
    expect(await previewsAllowedUntil({ debug: true }, { ...keyed, allowedUntil: now + minute })).toBe(now + minute);
  });

  it('is not without a signature, by one that is wrong, or once the tab was allowed', async () => {
    const { publicKey } = await generateKeyPair();
    const keyed = { ...none, publicKey };
    expect(await previewsAllowedUntil({ debug: true }, none)).toBeUndefined();
    expect(await previewsAllowedUntil({ debug: true }, keyed)).toBeUndefined();
    expect(await previewsAllowedUntil({ debug: true }, { ...keyed, allowedUntil: now })).toBeUndefined();
    const wrong = { debug: true, signature: 'x.y.z' };
    expect(await previewsAllowedUntil(wrong, { ...keyed, allowedUntil: now + minute })).toBeUndefined();
    expect(await previewsAllowedUntil(undefined, { ...keyed, allowedUntil: now + minute })).toBeUndefined();
    expect(await previewsAllowedUntil({ debug: true }, { ...none, allowedUntil: now + minute })).toBeUndefined();
  });
});

describe('the preview session', () => {
  const storageWith = (text: string | null) => ({ getItem: () => text });

  it('is empty whatever else lies there', () => {
    const empty = { allowedUntil: 0, profileOverrides: {} };
    for (const text of [null, '', '[]', '{"allowedUntil":"always","profileOverrides":[]}', '{'])
      expect(readPreviewSession(storageWith(text))).toEqual(empty);
    const refusing = {
      getItem(): string {
        throw new Error('denied');
      },
    };
    expect(readPreviewSession(refusing)).toEqual(empty);
  });

  it('changes one thing and keeps the other', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    savePreviewSession(storage, { allowedUntil: 5 });
    savePreviewSession(storage, { profileOverrides: { loyalty: { tier: 'gold' } } });
    expect(readPreviewSession(storage)).toEqual({ allowedUntil: 5, profileOverrides: { loyalty: { tier: 'gold' } } });
  });
});
