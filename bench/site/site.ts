import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Line, type Reply, type StaticServer, startStaticServer } from '../../e2e/support/static-server.ts';
import { type PublishOptions, publish } from '../../src/authoring/publish/publish.ts';
import { withTemporaryFolder } from '../support/temporary-folder.ts';
import { buildPage } from './build-page.ts';
import { baselinePage, edgewisePage } from './pages.ts';
import { createPublication, createPublications, createService, modelNames } from './publication.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const compress = promisify(gzip);
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Everything that the benches serve, compressed once: both sides alike, and nothing to compute while one is measured. */
export type SiteFiles = ReadonlyMap<string, Reply>;

export interface SiteOptions {
  /** Changes a file of dist/ before it is served. */
  readonly transform?: (name: string, source: string) => string;
}

/** Builds the pages of both sides: for each model `/<model>/edgewise.html`, `dedicated.html` (each page view has a worker of its own) and `baseline.html`. */
export async function prepareSite({ transform }: SiteOptions = {}): Promise<SiteFiles> {
  const files = new Map<string, Reply>();
  const add = async (path: string, content: Uint8Array | string): Promise<void> => {
    files.set(path, await toReply(path, Buffer.from(content)));
  };
  for (const name of await builtFiles()) {
    const source = await readFile(join(dist, name), 'utf8');
    await add(`/edgewise/${name}`, transform ? transform(name, source) : source);
  }
  for (const [name, content] of await buildPage('baseline/page.ts')) {
    await add(`/baseline/${name}`, content);
  }
  const publishAt = (folder: string, publication: Omit<PublishOptions, 'outDir'>): Promise<void> =>
    withTemporaryFolder(async (outDir) => {
      await publish({ ...publication, outDir });
      await add(`/${folder}/manifest.json`, await readFile(join(outDir, 'manifest.json')));
      for (const artifact of await readdir(join(outDir, 'artifacts')))
        await add(`/${folder}/artifacts/${artifact}`, await readFile(join(outDir, 'artifacts', artifact)));
      await add(`/${folder}/edgewise.html`, edgewisePage(folder));
      await add(`/${folder}/dedicated.html`, edgewisePage(folder, ' data-host="dedicated"'));
    });
  const { graph, models, both } = await createPublications();
  await publishAt('both', both);
  for (const name of modelNames) {
    await publishAt(name, createPublication({ intent: createService(graph, models[name]) }));
    const modelUrl = `/${name}/artifacts/${createHash('sha256').update(models[name]).digest('hex')}`;
    await add(`/${name}/baseline.html`, baselinePage(modelUrl));
  }
  return files;
}

/** Serves the files, over a line as slow as `line` says. */
export async function serveSite(files: SiteFiles, line?: Line): Promise<StaticServer> {
  const server = await startStaticServer(line ? { line } : {});
  for (const [path, reply] of files) server.set(path, reply);
  return server;
}

async function builtFiles(): Promise<string[]> {
  const names = await readdir(dist).catch(() => []);
  const scripts = names.filter((name) => /^(edgewise|worker|delivery|sanitizer).*\.js$/.test(name));
  if (!scripts.includes('worker.js') || !scripts.includes('edgewise.js'))
    throw new Error('The library is not built: run "npm run build" first.');
  return scripts;
}

async function toReply(path: string, content: Buffer): Promise<Reply> {
  const headers = {
    'content-type': contentTypes[extname(path)] ?? 'application/octet-stream',
    'cache-control': cacheControl(path),
    vary: 'accept-encoding',
  };
  const packed = content.length > 256 ? await compress(content, { level: 9 }) : content;
  if (packed.length >= content.length) return { headers, body: content };
  return { headers: { ...headers, 'content-encoding': 'gzip' }, body: packed };
}

/** What is named by its content never changes; pages and manifest are asked about each time, the rest after ten minutes. */
function cacheControl(path: string): string {
  if (/\/artifacts\/|-[\w-]{8}\.(js|wasm)$/.test(path)) return 'public, max-age=31536000, immutable';
  return /\.(html|json)$/.test(path) ? 'no-cache' : 'public, max-age=600';
}
