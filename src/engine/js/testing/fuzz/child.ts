import { existsSync, readFileSync } from 'node:fs';
import { loadKernels } from '../../kernel-registry.ts';
import { drawFrom } from './draw.ts';
import { type FuzzCase, tryCase } from './fuzz-case.ts';
import { jsonCase, jsonTargets } from './json-case.ts';
import { operatorSketches } from './operator-sketches.ts';
import { signedManifest } from './signed-manifest.ts';
import { takeSlowest } from './timing.ts';

// A process that tries one case at a time and says what it cost. What hangs or runs out of memory takes this process with it, and no other.

const megabyte = 2 ** 20;
const collectGarbage = (globalThis as { gc?: () => void }).gc;

/** What a case cost and what is wrong with it. */
export interface Outcome {
  readonly fault: string | undefined;
  /** Milliseconds of the slowest thing done: one load, one run, one document. */
  readonly slowestMs: number;
  /** The most memory that the process has had so far. */
  readonly peakMb: number;
}

async function run(fuzzCase: FuzzCase): Promise<Outcome> {
  takeSlowest();
  const fault = await tryCase(fuzzCase);
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  // So that one case does not pay for the garbage of those before it.
  if (heapUsed + arrayBuffers > 80 * megabyte) collectGarbage?.();
  return { fault, slowestMs: takeSlowest(), peakMb: peakMb() };
}

/** Not by `maxRSS` alone, which on Linux begins with what the process that started this one had. */
function peakMb(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? process.resourceUsage().maxRSS) / 1024;
}

process.on('message', async (fuzzCase: FuzzCase) => {
  process.send?.(await run(fuzzCase));
});

// What is loaded on first use would count as the cost of the case that uses it first.
for (const target of jsonTargets) await tryCase(jsonCase(drawFrom([]), target, await signedManifest()));
await loadKernels([...operatorSketches, { domain: '', opType: 'Loop' }]);
collectGarbage?.();
process.send?.({ fault: undefined, slowestMs: 0, peakMb: peakMb() });
