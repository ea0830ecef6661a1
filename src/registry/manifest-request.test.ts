import { afterEach, expect, it, vi } from 'vitest';
import { requestManifest } from './manifest-request.ts';

const own = 'https://shop.example/edgewise/manifest.json';
const other = 'https://cdn.example/edgewise/manifest.json';

afterEach(() => vi.unstubAllGlobals());

/** What of a request for `url` keeps an old manifest from answering, asked on a page of the shop. */
async function askedWith(url: string, etag: string | null | undefined) {
  vi.stubGlobal('location', new URL('https://shop.example/cart'));
  const fetch = vi.fn(async (_url: unknown, _init?: RequestInit) => new Response('{}'));
  await requestManifest({ urls: [url], fetch, signal: AbortSignal.timeout(60_000), etag });
  const { cache, headers } = fetch.mock.calls[0]?.[1] ?? {};
  return { cache, headers };
}

const pastTheCache = { cache: 'no-cache', headers: undefined };
const ifChanged = { cache: undefined, headers: { 'If-None-Match': '"7"' } };

it.each([
  ['the own origin without an etag', own, undefined, pastTheCache],
  ['the own origin that gave none', own, null, pastTheCache],
  ['the own origin with an etag', own, '"7"', ifChanged],
  // There the header would cost a preflight.
  ['another origin with an etag', other, '"7"', pastTheCache],
])('asks %s for no answer of the HTTP cache alone', async (_, url, etag, expected) => {
  expect(await askedWith(url, etag)).toEqual(expected);
});

it('has nothing new where the server says so', async () => {
  const fetch = async () => new Response(null, { status: 304 });
  const asked = requestManifest({ urls: [own], fetch, signal: AbortSignal.timeout(60_000), etag: '"7"' });
  expect(await asked).toBeUndefined();
});
