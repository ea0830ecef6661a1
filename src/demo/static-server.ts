import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** An HTTP server for the files of one folder: GET and HEAD, ETag and 304, `404.html` for what is not there. Not listening yet. */
export function createStaticServer(folder: string): Server {
  const root = resolve(folder);
  return createServer((request, response) => {
    answer(root, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('This file could not be served.');
    });
  });
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const path = filePath(root, request.url ?? '/');
  const found = path === undefined ? undefined : await readIfThere(path);
  const body = found ?? (await readIfThere(join(root, '404.html'))) ?? Buffer.from('Not found');
  const type = contentTypes[found && path ? extname(path) : '.html'] ?? 'application/octet-stream';
  const headers = { 'content-type': type, 'x-content-type-options': 'nosniff' };
  if (!found || !path) {
    response.writeHead(404, { ...headers, 'cache-control': 'no-store', 'content-length': body.byteLength });
  } else {
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    Object.assign(headers, { etag, 'cache-control': cacheControl(path) });
    const known = request.headers['if-none-match']
      ?.split(/\s*,\s*/)
      .some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag);
    if (known) {
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(200, { ...headers, 'content-length': body.byteLength });
  }
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Artifacts and hashed chunks never change; pages and the manifest are asked about each time, the rest now and then. */
function cacheControl(path: string): string {
  if (/[\\/]artifacts[\\/][0-9a-f]{64}$/.test(path) || /-[\w-]{8}\.js$/.test(path))
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
