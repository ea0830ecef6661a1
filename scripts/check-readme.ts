import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Follows the README's links within the repository, and compiles its TypeScript against the package as it was built, as a strict project
 * would that checks declarations too, by each way of resolving modules. Each snippet is a file named for its line.
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
  const Shop: (properties: { client: Edgewise | (() => Edgewise) }) => ReactNode;
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

const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** A heading's name in links, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
const prose = readme.replace(/^```.*?^```/gms, '');
const anchors = new Set([...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => `#${anchorOf(heading)}`));
for (const [, target = ''] of prose.matchAll(/\]\(([^)]+)\)/g)) {
  if (/^https?:/.test(target) || anchors.has(target) || (!target.startsWith('#') && existsSync(join(root, target))))
    continue;
  console.error(`README: ${target} leads nowhere`);
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
  const snippets = [...readme.matchAll(/^```(tsx?)\n(.*?)^```/gms)];
  for (const { index, 1: extension, 2: code = '' } of snippets) {
    const line = readme.slice(0, index).split('\n').length;
    writeFileSync(join(folder, `line-${line}.${extension}`), `${code}\nexport {};\n`);
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
  console.log(`README: ${snippets.length} snippets compiled`);
} finally {
  rmSync(folder, { recursive: true });
}
