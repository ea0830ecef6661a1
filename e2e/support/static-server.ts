import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** What a path answers. */
export interface Reply {
  /** @default 200 */
  readonly status?: number;
  /** Override those that the server gives of its own. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A request as it came in. `path` has no query. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** What was posted. */
  readonly body: string;
}

/** Answers a request. */
export type ReplyTo = (request: RecordedRequest) => Reply | undefined | Promise<Reply | undefined>;

/** The line between browser and server, shared by all requests. */
export interface Line {
  /** Round trip, in milliseconds; paid once by every request, and once more by the first on each connection. @default 0 */
  readonly delayMs?: number;
  /** Bytes a second, for all responses together. @default unlimited */
  readonly bytesPerSecond?: number;
}

export interface StaticServerOptions {
  /** Folders by the path that they are served under: `{ '/edgewise/': 'dist' }`. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Compress what compresses well, as a shop's own server would. @default false */
  readonly compress?: boolean;
  readonly line?: Line;
}

/** A server for tests and benches, on an origin of its own. */
export interface StaticServer {
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  /** Requests since the start, oldest first, but for the icon, which a browser asks for when it likes; empty it to count anew. */
  readonly requests: RecordedRequest[];
  /**
   * Makes a path answer this, before any folder is asked. A page may be given as its HTML. A function may take its time,
   * leave the request to the folders by `undefined`, and cut the connection by throwing.
   */
  set(path: string, reply: Reply | string | ReplyTo): void;
  /** Takes back what `set` gave. */
  unset(path: string): void;
  /** What the folders have at a path, for a reply that adds to it. */
  file(path: string): Promise<Reply>;
  /** Stops listening and cuts every connection. Safe to call twice. */
  close(): Promise<void>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};
const compress = promisify(gzip);
const compressed = new Map<string, Uint8Array>();
const etags = new WeakMap<Uint8Array, string>();

/** Hashed once: a bench that serves megabytes would measure this. */
function etagOf(content: Uint8Array): string {
  const etag = etags.get(content) ?? `"${createHash('sha256').update(content).digest('base64url').slice(0, 16)}"`;
  etags.set(content, etag);
  return etag;
}

/** Starts a server on a free port of the loopback address. Other origins may read what it serves. */
export async function startStaticServer(options: StaticServerOptions = {}): Promise<StaticServer> {
  const { folders = {}, line = {} } = options;
  const replies = new Map<string, ReplyTo>();
  const requests: RecordedRequest[] = [];
  const delay = createDelay(line);

  const file = async (path: string): Promise<Reply> => {
    for (const [prefix, folder] of Object.entries(folders)) {
      if (!path.startsWith(prefix)) continue;
      const body = await readFile(join(folder, normalize(`/${path.slice(prefix.length)}`))).catch(() => undefined);
      if (body) return { body };
    }
    return { status: 404, body: 'Not found' };
  };

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = {
      method: message.method ?? 'GET',
      path: decodeURIComponent(new URL(message.url ?? '/', 'http://server').pathname),
      headers: message.headers,
      body: message.method === 'POST' ? await text(message) : '',
    };
    if (request.path !== '/favicon.ico') requests.push(request);
    await delay.request(message.socket);
    const {
      status = 200,
      headers = {},
      body = '',
    } = (await replies.get(request.path)?.(request)) ?? (await file(request.path));
    const content = typeof body === 'string' ? Buffer.from(body) : body;
    const etag = etagOf(content);
    const type = contentTypes[extname(request.path) || '.html'] ?? 'application/octet-stream';
    response.setHeader('content-type', type);
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('cache-control', 'no-cache');
    response.setHeader('etag', etag);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (status === 200 && message.headers['if-none-match'] === etag) {
      response.writeHead(304).end();
      return;
    }
    let sent: Uint8Array = content;
    if (options.compress && content.length > 256 && /\bgzip\b/.test(String(message.headers['accept-encoding']))) {
      sent = compressed.get(etag) ?? new Uint8Array(await compress(content));
      compressed.set(etag, sent);
      response.setHeader('content-encoding', 'gzip');
    }
    response.setHeader('content-length', sent.length);
    response.writeHead(status);
    if (request.method !== 'HEAD') await delay.write(response, sent);
    response.end();
  };

  const server = createServer((message, response) => {
    // A browser that has gone away is no failure of the server.
    answer(message, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The test server has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    set(path, reply) {
      if (typeof reply === 'function') replies.set(path, reply);
      else replies.set(path, () => (typeof reply === 'string' ? { body: reply } : reply));
    },
    unset: (path) => void replies.delete(path),
    file,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Keeps requests and responses as slow as the line. */
function createDelay({ delayMs = 0, bytesPerSecond = Number.POSITIVE_INFINITY }: Line) {
  const known = new WeakSet<Socket>();
  /** When the line has carried all that was given to it. */
  let freeAt = 0;
  return {
    async request(socket: Socket): Promise<void> {
      const trips = known.has(socket) ? 1 : 2;
      known.add(socket);
      if (delayMs > 0) await setTimeout(delayMs * trips);
    },
    async write(response: ServerResponse, content: Uint8Array): Promise<void> {
      if (bytesPerSecond === Number.POSITIVE_INFINITY) return void response.write(content);
      // About the bytes of ten milliseconds at a time, so that responses share the line as they would a real one.
      const pieceLength = Math.max(512, Math.round(bytesPerSecond / 100));
      for (let start = 0; start < content.length && !response.destroyed; start += pieceLength) {
        const piece = content.subarray(start, start + pieceLength);
        const now = performance.now();
        freeAt = Math.max(freeAt, now) + (piece.length / bytesPerSecond) * 1000;
        await setTimeout(freeAt - now);
        response.write(piece);
      }
    },
  };
}
