import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'vite';

const root = new URL('../../', import.meta.url);
const binaryOf: Readonly<Record<string, string>> = {
  wasm: 'ort-wasm-simd-threaded.wasm',
  webgpu: 'ort-wasm-simd-threaded.asyncify.wasm',
};
const typeOf: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** The page with the engine in it, served on loopback. */
export interface EnginePage {
  readonly url: string;
  /** Which of ONNX Runtime's binaries were fetched since the last call. */
  takeFetchedRuntimes(): string[];
  close(): Promise<void>;
}

/** Builds the page into a temporary folder and serves it. */
export async function serveEnginePage(): Promise<EnginePage> {
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-engine-'));
  await build({
    configFile: false,
    root: root.pathname,
    logLevel: 'error',
    build: {
      outDir: folder,
      target: 'es2022',
      minify: false,
      rollupOptions: {
        input: new URL('harness.ts', import.meta.url).pathname,
        output: { entryFileNames: 'harness.js' },
      },
    },
  });
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><title>Engine</title><script type="module" src="/harness.js"></script>',
  );

  let fetched: string[] = [];
  const read = (path: string): Promise<Buffer> => {
    const runtime = /^\/runtime\/(\w+)$/.exec(path)?.[1] ?? '';
    const binary = binaryOf[runtime];
    if (!binary) return readFile(join(folder, path === '/' ? 'index.html' : path));
    fetched.push(runtime);
    return readFile(new URL(`node_modules/onnxruntime-web/dist/${binary}`, root));
  };
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    try {
      const body = await read(pathname);
      response.setHeader('content-type', typeOf[extname(pathname) || '.html'] ?? 'application/octet-stream').end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;

  return {
    url: `http://localhost:${port}/`,
    takeFetchedRuntimes() {
      const taken = fetched;
      fetched = [];
      return taken;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}
