import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exports, peerDependencies } from '../package.json';

/** Checks what `npm pack` would publish: small enough, without ONNX Runtime's binary, and with types that need no optional package. */
const limitBytes = 1_000_000;

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

// The package was built a moment ago; scripts would only build it again, and print into the JSON.
const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' });
const [packed] = JSON.parse(output) as [Packed];
const problems: string[] = [];
const notice = 'dist/third-party-licenses.txt';
if (!packed.files.some(({ path }) => path === notice))
  problems.push(`${notice} is missing; what is bundled asks for it`);
if (packed.size >= limitBytes) problems.push(`the package has ${packed.size} bytes, which is not under ${limitBytes}`);
for (const { path } of packed.files) {
  if (path.endsWith('.wasm'))
    problems.push(`${path} is in the package; ONNX Runtime's binary is an artifact of the manifest`);
  if (/\.(test|spec)\./.test(path)) problems.push(`${path} is a test`);
}
/** Adapters, which are for who has the package that they adapt. */
const adapters = ['./react', './openfeature'];
for (const [entry, target] of Object.entries(exports)) {
  if (typeof target === 'string' || adapters.includes(entry)) continue;
  for (const name of packagesOf(target.types))
    if (name in peerDependencies) problems.push(`the types of ${entry} need ${name}, which not every shop installs`);
}
for (const problem of problems) console.error(problem);
console.log(`npm package: ${packed.size} bytes in ${packed.files.length} files`);
if (problems.length > 0) process.exitCode = 1;

/** What a file of types imports from packages, by itself and through others. */
function packagesOf(path: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const imported = [...readFileSync(path, 'utf8').matchAll(/(?:from |import\(|import )'([^']+)'/g)];
  return imported.flatMap(([, name = '']) =>
    name.startsWith('.') ? packagesOf(join(path, '..', name.replace(/\.ts$/, '.d.ts')), seen) : name,
  );
}
