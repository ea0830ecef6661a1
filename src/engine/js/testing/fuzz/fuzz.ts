import fc from 'fast-check';
import { arbitraryOf } from './draw.ts';
import type { FuzzCase } from './fuzz-case.ts';
import { createFuzzProcess, type FuzzProcess } from './fuzz-process.ts';
import { type JsonTarget, jsonCase, jsonTargets } from './json-case.ts';
import { modelCase, readModels } from './model-case.ts';
import { signedManifest } from './signed-manifest.ts';

/** How much to try. */
export interface FuzzOptions {
  /** The same seed makes the same cases. */
  readonly seed: number;
  /** Cases of models and feeds. */
  readonly models: number;
  /** Cases of JSON for each of its targets. */
  readonly documents: number;
  /** Different findings after which it ends. @default 10 */
  readonly findings?: number;
  /** Told now and then how many cases have been tried. */
  readonly onProgress?: (tried: number) => void;
  readonly onFinding?: (finding: Finding) => void;
}

/** Something that should not have happened. */
export interface Finding {
  readonly fault: string;
  readonly target: FuzzTarget;
  readonly seed: number;
  /** Number of the case under this seed and target. */
  readonly caseNumber: number;
  /** The smallest case found that shows the same fault. */
  readonly smallest: FuzzCase;
}

/** What a fuzz run came to. */
export interface FuzzReport {
  readonly tried: number;
  readonly findings: readonly Finding[];
}

export type FuzzTarget = 'model' | JsonTarget;

const batchSize = 500;
const shrinkMs = 10_000;

/** Tries random cases in a process of their own. Each fault is reported once, with the smallest case that shows it. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { seed, models, documents, findings: most = 10, onProgress, onFinding } = options;
  const runner = createFuzzProcess();
  const arbitraries = await createArbitraries();
  const findings: Finding[] = [];
  const known = new Set<string>();
  let tried = 0;
  try {
    for (const target of ['model', ...jsonTargets] as const) {
      const count = target === 'model' ? models : documents;
      for (let first = 0; first < count && findings.length < most; first += batchSize) {
        const numRuns = Math.min(batchSize, count - first);
        const sample = { seed: seed + first, numRuns };
        for (const [position, fuzzCase] of fc.sample(arbitraries[target], sample).entries()) {
          tried++;
          const fault = await runner.judge(fuzzCase);
          if (!fault || known.has(kindOf(fault))) continue;
          known.add(kindOf(fault));
          const smallest = await shrink({ ...sample, path: `${position}` }, arbitraries[target], fault, runner.judge);
          const finding = { fault, target, seed, caseNumber: first + position, smallest: smallest ?? fuzzCase };
          findings.push(finding);
          onFinding?.(finding);
        }
        onProgress?.(tried);
      }
    }
  } finally {
    runner.stop();
  }
  return { tried, findings };
}

/** The case of a number, as it was before shrinking. */
export async function caseOf(seed: number, target: FuzzTarget, caseNumber: number): Promise<FuzzCase | undefined> {
  const position = caseNumber % batchSize;
  const arbitraries = await createArbitraries();
  return fc.sample(arbitraries[target], { seed: seed + caseNumber - position, numRuns: position + 1 }).at(position);
}

async function createArbitraries(): Promise<Readonly<Record<FuzzTarget, fc.Arbitrary<FuzzCase>>>> {
  const known = readModels(new URL('../../../../../../shared/models/', import.meta.url));
  const signed = await signedManifest();
  const json = (target: JsonTarget): fc.Arbitrary<FuzzCase> => arbitraryOf((draw) => jsonCase(draw, target, signed));
  return {
    model: arbitraryOf((draw) => modelCase(draw, known)),
    graph: json('graph'),
    manifest: json('manifest'),
    trust: json('trust'),
    decide: json('decide'),
  };
}

/** The smallest case that shows the same fault, as far as it is found in time. */
async function shrink(
  parameters: fc.Parameters<[FuzzCase]>,
  arbitrary: fc.Arbitrary<FuzzCase>,
  fault: string,
  judge: FuzzProcess['judge'],
): Promise<FuzzCase | undefined> {
  let smallest: FuzzCase | undefined;
  const property = fc.asyncProperty(arbitrary, async (fuzzCase) => {
    const found = await judge(fuzzCase);
    if (!found || kindOf(found) !== kindOf(fault)) return;
    smallest = fuzzCase;
    throw new Error(found);
  });
  await fc.check(property, { ...parameters, interruptAfterTimeLimit: shrinkMs });
  return smallest;
}

/** A fault without its numbers and names: the same for all cases that show it. */
function kindOf(fault: string): string {
  const at = /\((?:engine|pipeline|registry|decisioning|xdm)\/[^)]*\)?$/.exec(fault)?.[0];
  return at ?? fault.replace(/'[^']*'/g, '').replace(/[-\d.,[\]e+]+/g, '#');
}
