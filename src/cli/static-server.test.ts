import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStaticServer } from './static-server.ts';

let parent: string;
let server: Server;
const artifact = 'a'.repeat(64);
const styles = 'p { margin: 0 }\n'.repeat(100);
const noise = createHash('shake256', { outputLength: 4096 }).digest();

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'edgewise-server-'));
  const root = join(parent, 'site');
  await mkdir(join(root, 'artifacts'), { recursive: true });
  await writeFile(join(parent, 'secret.txt'), 'secret');
  await writeFile(join(root, 'index.html'), 'home');
  await writeFile(join(root, '404.html'), 'not here');
  await writeFile(join(root, 'artifacts', artifact), 'model');
  await writeFile(join(root, 'shop.css'), styles);
  await writeFile(join(root, 'noise.bin'), noise);
  for (const name of ['worker.js', 'worker-trees-BpvxvHeM.js', 'operators.mjs', 'hero.webp'])
    await writeFile(join(root, name), '');
  server = createStaticServer(root);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(parent, { recursive: true });
});

/** Sends the path as it stands; `fetch` would tidy it up. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return new Promise<{ status: number | undefined; headers: Record<string, unknown>; bytes: Buffer; body: string }>(
    (resolve, reject) => {
      request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          resolve({ status: response.statusCode, headers: response.headers, bytes, body: bytes.toString() });
        });
      })
        .on('error', reject)
        .end();
    },
  );
}

describe('createStaticServer', () => {
  it.each([
    ['/operators.mjs', 'text/javascript; charset=utf-8'],
    ['/hero.webp', 'image/webp'],
    ['/noise.bin', 'application/octet-stream'],
  ])('serves %s as %s, which a browser must not guess', async (path, type) => {
    const { headers } = await get(path);
    expect(headers).toMatchObject({ 'content-type': type, 'x-content-type-options': 'nosniff' });
  });

  it('serves the index with its type, to be asked about each time', async () => {
    const { status, headers, body } = await get('/');
    expect({ status, body }).toEqual({ status: 200, body: 'home' });
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
  });

  it('answers 304 to a known ETag, and 200 to another', async () => {
    const { headers } = await get('/');
    expect(await get('/', { 'if-none-match': String(headers.etag) })).toMatchObject({ status: 304, body: '' });
    expect(await get('/', { 'if-none-match': '"other"' })).toMatchObject({ status: 200 });
  });

  it('lets artifacts and hashed chunks be kept for good, and nothing else', async () => {
    for (const path of [`/artifacts/${artifact}`, '/worker-trees-BpvxvHeM.js'])
      expect((await get(path)).headers['cache-control']).toContain('immutable');
    for (const path of ['/worker.js', '/shop.css', '/index.html'])
      expect((await get(path)).headers['cache-control']).not.toContain('immutable');
  });

  it.each(['gzip', 'br, gzip;q=0.8', '*'])('compresses what compresses well for who takes %s', async (coding) => {
    const { headers, bytes } = await get('/shop.css', { 'accept-encoding': coding });
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'content-length': String(bytes.byteLength) });
    expect(bytes.byteLength).toBeLessThan(styles.length / 10);
    expect(gunzipSync(bytes).toString()).toBe(styles);
  });

  it.each([undefined, 'br', 'gzip;q=0', 'gzip; q=0.0'])('does not compress for who takes %s', async (coding) => {
    const { headers, body } = await get('/shop.css', coding === undefined ? {} : { 'accept-encoding': coding });
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers.vary).toBe('Accept-Encoding');
    expect(body).toBe(styles);
  });

  it('leaves as it is what does not compress', async () => {
    const { headers, bytes } = await get('/noise.bin', { 'accept-encoding': 'gzip' });
    expect(headers['content-encoding']).toBeUndefined();
    expect(bytes.equals(noise)).toBe(true);
  });

  it('knows compressed and plain content apart by their ETags', async () => {
    const gzip = { 'accept-encoding': 'gzip' };
    const plain = String((await get('/shop.css')).headers.etag);
    const compressed = String((await get('/shop.css', gzip)).headers.etag);
    expect(compressed).not.toBe(plain);
    expect(await get('/shop.css', { ...gzip, 'if-none-match': `W/${compressed}` })).toMatchObject({ status: 304 });
    expect(await get('/shop.css', { ...gzip, 'if-none-match': plain })).toMatchObject({ status: 200 });
  });

  it('says 404 with the page for it', async () => {
    expect(await get('/nothing.html')).toMatchObject({ status: 404, body: 'not here' });
    expect(await get('/artifacts')).toMatchObject({ status: 404 });
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/artifacts/..%2f..%2fsecret.txt',
    '/%00',
    '/%zz',
  ])('never leaves its folder: %s', async (path) => {
    const { status, body } = await get(path);
    expect(status).toBe(404);
    expect(body).not.toContain('secret');
  });

  it('sends no body to HEAD and refuses other methods', async () => {
    expect(await get('/', {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
    expect(await get('/', {}, 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });
});
