import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const contentTypes: Readonly<Record<string, string>> = {
  '.avif': 'image/avif',
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

type Compress = (body: Buffer, hash: string) => Promise<Buffer | undefined>;

/**
 * An HTTP server for the files of one folder: GET and HEAD, gzip, ETag and 304, `404.html` for what is not there. Not listening yet.
 * @param addition HTML that every page gets at its end.
 */
export function createStaticServer(folder: string, addition = ''): Server {
  const root = resolve(folder);
  const compress = createCompressor();
  return createServer((request, response) => {
    answer({ root, compress, addition }, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('This file could not be served.');
    });
  });
}

interface Site {
  readonly root: string;
  readonly compress: Compress;
  readonly addition: string;
}

async function answer(
  { root, compress, addition }: Site,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const path = filePath(root, request.url ?? '/');
  const found = path === undefined ? undefined : await readIfThere(path);
  const file = found ?? (await readIfThere(join(root, '404.html'))) ?? Buffer.from('Not found');
  const isPage = addition !== '' && (!found || path?.endsWith('.html'));
  const body = isPage ? Buffer.concat([file, Buffer.from(addition)]) : file;
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  const compressed = takesGzip(request.headers['accept-encoding']) ? await compress(body, hash) : undefined;
  const sent = compressed ?? body;
  const etag = compressed ? `"${hash}-gzip"` : `"${hash}"`;
  const headers = {
    'content-type': contentTypes[found && path ? extname(path) : '.html'] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    vary: 'Accept-Encoding',
    ...(found && path ? { etag, 'cache-control': cacheControl(path) } : { 'cache-control': 'no-store' }),
  };
  if (found && isKnown(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(found ? 200 : 404, {
    ...headers,
    ...(compressed && { 'content-encoding': 'gzip' }),
    'content-length': sent.byteLength,
  });
  response.end(request.method === 'HEAD' ? undefined : sent);
}

/** Compresses each content once; undefined where that saves little, as with what is compressed already. */
function createCompressor(): Compress {
  const done = new Map<string, Promise<Buffer | undefined>>();
  return (body, hash) => {
    const compressed =
      done.get(hash) ??
      promisify(gzip)(body, { level: 9 }).then((made) => (made.byteLength < 0.9 * body.byteLength ? made : undefined));
    done.set(hash, compressed);
    return compressed;
  };
}

function takesGzip(acceptEncoding: string | string[] | undefined): boolean {
  const gzipOffer = String(acceptEncoding ?? '')
    .split(',')
    .find((coding) => /^\s*(gzip|\*)\s*(;|$)/i.test(coding));
  return gzipOffer !== undefined && !/;\s*q=0(\.0*)?\s*$/i.test(gzipOffer);
}

function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(/\s*,\s*/) ?? [];
  return tags.some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag);
}

/** Artifacts and hashed chunks never change; pages and the manifest are asked about each time, the rest now and then. */
function cacheControl(path: string): string {
  if (/[\\/]artifacts[\\/][0-9a-f]{64}$/.test(path) || /[\\/]worker-[\w-]+-[\w-]{8}\.js$/.test(path))
    return 'public, max-age=31536000, immutable';
  return /\.(html|json)$/.test(path) ? 'no-cache' : 'public, max-age=600';
}

/** The file that a request means; undefined when it lies outside of the folder or is not well-formed. */
function filePath(root: string, url: string): string | undefined {
  try {
    const { pathname } = new URL(url, 'http://localhost');
    const path = decodeURIComponent(pathname);
    if (path.includes('\0')) return undefined;
    const file = resolve(join(root, path.endsWith('/') ? `${path}index.html` : path));
    return file.startsWith(root + sep) ? file : undefined;
  } catch {
    return undefined;
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch {
    return undefined;
  }
}
