import { once } from 'node:events';
import { existsSync, type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readPrivateKey } from '../authoring/publish/key-files.ts';
import { publicationIn } from '../authoring/publish/publication-in.ts';
import { EdgewiseError } from '../errors.ts';
import { signPreviewLink, withPreviewLink } from '../registry/preview-link.ts';
import { type Command, type Surroundings, takeWords, UsageError } from './command.ts';
import { deleteService } from './delete.ts';
import { digestOf } from './digest-of.ts';
import { layout } from './init/project.ts';
import { operatorsHelp, operatorsOption, operatorsUsage } from './operators.ts';
import { publish } from './publish.ts';
import { sentenceOf } from './sentence.ts';
import { createStaticServer } from './static-server.ts';

const changesPath = '/edgewise-dev/changes';
/** A page decides by the manifest that lies on the device, and takes the new one up behind: then it is loaded once more. */
const reloadScript = `<script>{
  const reload = () => location.reload();
  window.edgewise = window.edgewise || { q: [] };
  edgewise.q.push(['on', 'update', reload]);
  new EventSource('${changesPath}').onmessage = reload;
}</script>`;
/** How long the link to the overlay is valid, in milliseconds: a day's work. */
const overlayMs = 86_400_000;
/** An editor writes a file in several goes, in milliseconds. */
const settleMs = 100;

/** `edgewise dev`: serves a project, publishes again what changes, and has the page loaded anew, until the process is ended. */
export const dev: Command = {
  usage: `[DIR] [--port 4174] ${operatorsUsage} [--json]`,
  summary:
    'publishes the services and activities of a project (see init), serves its site with a link to its overlay, and does so again on every change',
  options: { '--port 4174': 'where it is served; 0 takes any that is free', ...operatorsHelp },
  async run(args, print, surroundings) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' }, port: { type: 'string', default: '4174' }, ...operatorsOption },
      allowPositionals: true,
    });
    const [folder = '.'] = takeWords(positionals, 'dev', '[DIR]');
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new UsageError(`--port is ${values.port}; give a number up to 65535`);
    if (!existsSync(join(folder, layout.site)) || !existsSync(join(folder, layout.services)))
      throw new EdgewiseError('input-invalid', `${folder} is no project; make one by edgewise init`);
    const say = (event: string, details: Readonly<Record<string, unknown>>, line: string): void =>
      print(values.json ? JSON.stringify({ event, ...details }) : line);
    const { operators = [] } = values;
    /** Of what is served; undefined where what came since could not be published. */
    let served: string | undefined;
    /** @returns whether there was anything to publish: an editor saves a file, too, in which nothing has changed. */
    const republish = async (): Promise<boolean> => {
      const services = (await servicesIn(folder)).map((name) => join(folder, layout.services, name));
      const digest = await digestOf([...services, join(folder, layout.activities), ...operators]);
      if (digest === served) {
        say('unchanged', {}, 'Nothing has changed');
        return false;
      }
      served = undefined;
      await publishProject(folder, operators, (line) => say('published', { line }, line), surroundings);
      served = digest;
      return true;
    };
    const site = await serve(join(folder, layout.site), port);
    const overlay = await republish()
      .then(() => linkToOverlay(site.url, join(folder, layout.key)))
      .catch((error) => {
        site.close();
        throw error;
      });
    say('serving', { url: site.url, overlay }, `The site is open: ${site.url}\nWhy it shows what it shows: ${overlay}`);
    watchProject(folder, operators, async (changes) => {
      try {
        const isPublished = changes.has('sources') && (await republish());
        if (isPublished || changes.has('pages')) site.reload();
      } catch (error) {
        // What was published before is still served.
        surroundings.note(sentenceOf(error));
      }
    });
  },
};

async function publishProject(
  folder: string,
  operators: readonly string[],
  print: (line: string) => void,
  surroundings: Surroundings,
): Promise<void> {
  const services = await servicesIn(folder);
  const paths = services.map((name) => join(folder, layout.services, name));
  const published = join(folder, layout.published);
  const into = ['--out', published, '--key', join(folder, layout.key)];
  const modules = operators.flatMap((module) => ['--operators', module]);
  const words = [...paths, ...into, '--activities', join(folder, layout.activities), ...modules, '--library'];
  await publish.run(words, print, surroundings);
  const { manifest } = await publicationIn(published);
  for (const id of Object.keys(manifest.services))
    if (!services.includes(id)) await deleteService.run([id, ...into], print, surroundings);
}

/** The folders of the services by name; some may be links to others. */
async function servicesIn(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, layout.services));
  return names.filter((name) =>
    statSync(join(folder, layout.services, name), { throwIfNoEntry: false })?.isDirectory(),
  );
}

/** The address of the site with its overlay open, signed as the page's public key asks. */
async function linkToOverlay(url: string, keyFile: string): Promise<string> {
  const signing = { privateKey: await readPrivateKey(keyFile), expiresAt: Date.now() + overlayMs };
  return withPreviewLink(url, { debug: true, signature: await signPreviewLink({}, signing) });
}

interface DevSite {
  readonly url: string;
  /** Has every open page loaded anew. */
  reload(): void;
  close(): void;
}

async function serve(folder: string, port: number): Promise<DevSite> {
  const pages = new Set<ServerResponse>();
  const files = createStaticServer(folder, reloadScript);
  const server = createServer((request, response) => {
    if (request.url !== changesPath) return void files.emit('request', request, response);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.flushHeaders();
    pages.add(response.on('close', () => pages.delete(response)));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    const reason = { EADDRINUSE: 'is taken', EACCES: 'is for administrators' }[error.code ?? ''];
    if (!reason) throw error;
    throw new EdgewiseError('input-invalid', `Port ${port} ${reason}; choose another by --port`);
  });
  const address = server.address();
  return {
    url: `http://localhost:${typeof address === 'object' && address ? address.port : port}/`,
    reload() {
      for (const page of pages) page.write('data: changed\n\n');
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

type Change = 'sources' | 'pages';

/**
 * Not all of the folder: a `node_modules` in it holds more files than some systems let anybody watch.
 * @param onChange called one at a time, with what was written since: `sources` are services, activities and operators.
 */
function watchProject(
  folder: string,
  operators: readonly string[],
  onChange: (changes: ReadonlySet<Change>) => Promise<void>,
): void {
  let changes = new Set<Change>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let working = Promise.resolve();
  const changed = (what: Change): void => {
    changes.add(what);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const settled = changes;
      changes = new Set();
      working = working.then(() => onChange(settled));
    }, settleMs);
  };
  const trees: Readonly<Record<string, (inside: string) => void>> = {
    [layout.services]() {
      watchLinks();
      changed('sources');
    },
    [layout.site](inside) {
      if (!join(layout.site, inside).startsWith(join(layout.published))) changed('pages');
    },
  };
  const watchers = new Map<string, FSWatcher>();
  // One that was moved away and back is another folder.
  const watchTree = (name: string, onChange = trees[name] ?? (() => changed('sources'))): void => {
    watchers.get(name)?.close();
    const path = join(folder, name);
    if (existsSync(path))
      watchers.set(
        name,
        watch(path, { recursive: true }, (_, inside) => onChange(inside ?? '')).on('error', (error) => {
          // Node looks through a folder that came, and stumbles where it has gone again meanwhile.
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
          watchTree(name);
          onChange('');
        }),
      );
  };
  /** Services that are links: what they lead to is not within what is watched. */
  const watchLinks = (): void => {
    const services = join(folder, layout.services);
    for (const entry of existsSync(services) ? readdirSync(services, { withFileTypes: true }) : [])
      if (entry.isSymbolicLink()) watchTree(join(layout.services, entry.name));
  };
  for (const name of Object.keys(trees)) watchTree(name);
  watchLinks();
  watch(folder, (_, name) => {
    if (name === layout.activities) changed('sources');
    if (name === null || !Object.hasOwn(trees, name)) return;
    watchTree(name);
    trees[name]?.('');
  });
  for (const module of operators)
    watch(dirname(module), (_, name) => {
      if (name === basename(module)) changed('sources');
    });
}
