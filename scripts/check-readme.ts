import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Follows the links of the README, of CONTRIBUTING.md and of the guides in docs/ within the repository, and compiles their TypeScript against
 * the package as it was built, as a strict project would that checks declarations too, by each way of resolving modules.
 * Each snippet is a file named for its document and line.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = [
  ...['react', '@types/react', 'vue', 'preact', 'solid-js'],
  ...['@openfeature/web-sdk', '@openfeature/core', 'onnxruntime-web', 'vite'],
];
const resolutions = { bundler: 'ESNext', nodenext: 'NodeNext' };

/** What the snippets take from around them. */
const context = `
import type { Edgewise } from 'edgewise';
import type { AuthoredGraph, Frame } from 'edgewise/authoring';
import type { decide } from 'edgewise/decisioning';
import type { ReactNode } from 'react';
type Decided = Parameters<typeof decide>[0];
declare global {
  const edgewise: Edgewise;
  const start: () => Edgewise;
  const Shop: () => ReactNode;
  const hydrateRoot: (root: Element, page: ReactNode) => void;
  const root: Element;
  const showInTicker: (content: unknown) => Element;
  const text: string;
  const modelJson: string;
  const readFile: (path: string) => Promise<Uint8Array>;
  const fitted: AuthoredGraph;
  const test: Frame;
  const bytes: Uint8Array;
  const data: Float32Array;
  const visitorId: string;
  const manifest: Decided['manifest'];
  const activities: Decided['manifest']['activities'];
  const context: Decided['context'];
}
`;

const guides = readdirSync(join(root, 'docs')).map((name) => `docs/${name}`);
const documents = new Map(
  ['README.md', 'CONTRIBUTING.md', ...guides].map((path) => [path, readFileSync(join(root, path), 'utf8')]),
);

/** A heading's name in links, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
const proseOf = (text: string): string => text.replace(/^```.*?^```/gms, '');
const anchorsOf = (text: string): readonly string[] =>
  [...proseOf(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** Whether a link of the document at `from` leads to a file, and where it names a heading, to that. */
function leadsSomewhere(target: string, from: string): boolean {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? from : join(dirname(from), file);
  if (anchor === undefined) return existsSync(join(root, path));
  return anchorsOf(documents.get(path) ?? '').includes(anchor);
}

for (const [path, text] of documents)
  for (const [, target = ''] of proseOf(text).matchAll(/\]\(([^)]+)\)/g)) {
    if (/^https?:/.test(target) || leadsSomewhere(target, path)) continue;
    console.error(`${path}: ${target} leads nowhere`);
    process.exitCode = 1;
  }

const folder = mkdtempSync(join(tmpdir(), 'edgewise-readme-'));
try {
  const link = (name: string, target: string): void => {
    const path = join(folder, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path, 'dir');
  };
  link('edgewise', root);
  for (const name of packages) link(name, join(root, 'node_modules', name));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'context.ts'), context);
  let snippets = 0;
  for (const [path, text] of documents)
    for (const { index, 1: extension, 2: code = '' } of text.matchAll(/^```(tsx?)\n(.*?)^```/gms)) {
      const line = text.slice(0, index).split('\n').length;
      writeFileSync(join(folder, `${basename(path, '.md')}-line-${line}.${extension}`), `${code}\nexport {};\n`);
      snippets += 1;
    }
  for (const [moduleResolution, module] of Object.entries(resolutions)) {
    const compilerOptions = {
      target: 'ES2022',
      lib: ['ES2022', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
      types: [],
      jsx: 'react-jsx',
      module,
      moduleResolution,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*'] }));
    const { status } = spawnSync('npx', ['tsc', '-p', folder], { cwd: root, stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
  console.log(`README and docs: ${snippets} snippets compiled`);
} finally {
  rmSync(folder, { recursive: true });
}
