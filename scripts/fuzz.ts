/**
 * Tries to break the js provider with random models and feeds, and graphs, manifests and decisions with random JSON.
 * `tsx scripts/fuzz.ts [--cases 200000] [--documents 10000] [--seed 1] [--findings 10]`; exit code 1 when something broke.
 * `--target model --case 4711` writes that one case of the seed as a file.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { caseOf, type FuzzTarget, fuzz } from '../src/engine/js/testing/fuzz/fuzz.ts';
import type { FuzzCase } from '../src/engine/js/testing/fuzz/fuzz-case.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '200000' },
    documents: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    findings: { type: 'string', default: '10' },
    target: { type: 'string', default: 'model' },
    case: { type: 'string' },
  },
});
for (const name of ['cases', 'documents', 'seed', 'findings', 'case'] as const) {
  const value = values[name];
  if (value === undefined || /^\d+$/.test(value)) continue;
  console.error(`fuzz: --${name} is "${value}"; give a whole number`);
  process.exit(2);
}
const seed = Number(values.seed);

if (values.case === undefined) await run();
else {
  const target = values.target as FuzzTarget;
  const found = await caseOf(seed, target, Number(values.case));
  if (found) console.log(write(`${target}-${seed}-${values.case}`, found));
}

async function run(): Promise<void> {
  const started = performance.now();
  let announced = 0;
  const { tried, findings } = await fuzz({
    seed,
    models: Number(values.cases),
    documents: Number(values.documents),
    findings: Number(values.findings),
    onProgress(count) {
      if (count - announced < 10_000) return;
      announced = count;
      console.log(`${count} cases, ${Math.round((performance.now() - started) / 1000)} s`);
    },
    onFinding({ fault, target, caseNumber, smallest }) {
      const file = write(`${target}-${seed}-${caseNumber}`, smallest);
      console.log(
        `Found by --seed ${seed} --target ${target} --case ${caseNumber}: ${fault}\n  smallest case: ${file}`,
      );
    },
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${tried} cases with seed ${seed} in ${seconds} s: ${findings.length} findings.`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}

/** Writes a case: models as .onnx and, with their feeds, as JSON; documents as they are. Returns the file's name. */
function write(name: string, found: FuzzCase): string {
  const base = join(tmpdir(), `edgewise-fuzz-${name}`);
  if (found.target === 'model') writeFileSync(`${base}.onnx`, found.model);
  writeFileSync(`${base}.json`, 'text' in found ? found.text : JSON.stringify(found, plain, 2));
  return `${base}.json`;
}

function plain(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString('hex') };
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return value;
  return { [value.constructor.name]: Array.from(value as unknown as ArrayLike<unknown>, String).slice(0, 64) };
}
