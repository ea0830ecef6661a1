import { execFileSync } from 'node:child_process';

/** Checks what `npm pack` would publish: small enough, and without ONNX Runtime's binary. */
const limitBytes = 1_000_000;

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

// The package was built a moment ago; scripts would only build it again, and print into the JSON.
const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' });
const [packed] = JSON.parse(output) as [Packed];
const problems: string[] = [];
if (packed.size >= limitBytes) problems.push(`the package has ${packed.size} bytes, which is not under ${limitBytes}`);
for (const { path } of packed.files) {
  if (path.endsWith('.wasm'))
    problems.push(`${path} is in the package; ONNX Runtime's binary is an artifact of the manifest`);
  if (/\.(test|spec)\./.test(path)) problems.push(`${path} is a test`);
}
for (const problem of problems) console.error(problem);
console.log(`npm package: ${packed.size} bytes in ${packed.files.length} files`);
if (problems.length > 0) process.exitCode = 1;
