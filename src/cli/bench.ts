import { parseArgs } from 'node:util';
import { rowByRow } from '../authoring/graph/row-by-row.ts';
import { readModel } from '../authoring/onnx/expect-onnx.ts';
import { outlineOf } from '../authoring/onnx/model-outline.ts';
import { withSubject } from '../authoring/with-subject.ts';
import { createSession } from '../engine/create-session.ts';
import type { ExecutionProvider, Session, Tensor } from '../engine/session.ts';
import { EdgewiseError, isEdgewiseError } from '../errors.ts';
import { type Command, takeWords, UsageError } from './command.ts';
import { findWidth, sampleFeeds } from './sample-feeds.ts';

const providers = ['js', 'wasm'] as const;
/** One that a score is asked for, and as many as a segment is counted over. */
const batches = [1, 100] as const;

/** `edgewise bench MODEL`: how long loading and scoring take, provider beside provider. */
export const bench: Command = {
  usage: 'MODEL [--seconds 1] [--json]',
  summary:
    'times loading and scoring in each execution provider side by side, in Node, on drawn inputs, and compares what they give',
  options: { '--seconds 1': 'how long each provider is timed, up to 60' },
  async run(args, print, { progress }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' }, seconds: { type: 'string', default: '1' } },
      allowPositionals: true,
    });
    const [path = ''] = takeWords(positionals, 'bench', 'MODEL');
    const seconds = Number(values.seconds);
    if (!(seconds > 0 && seconds <= 60)) throw new UsageError(`--seconds is ${values.seconds}; give a number up to 60`);
    const bytes = await readModel(path);
    await withSubject(
      () => path,
      () => outlineOf(bytes),
    );
    const timed: Partial<Record<ExecutionProvider, Timing>> = {};
    const refusals: Partial<Record<ExecutionProvider, string>> = {};
    for (const [index, provider] of providers.entries()) {
      progress(index / providers.length, provider);
      try {
        timed[provider] = await time(bytes, provider, (seconds * 1000) / batches.length);
      } catch (error) {
        if (!isEdgewiseError(error)) throw error;
        refusals[provider] = error.message;
      }
    }
    const entries = Object.entries(timed);
    if (entries.length === 0)
      throw new EdgewiseError(
        'model-unsupported',
        `No execution provider runs ${path}: ${Object.values(refusals).join(' ')}`,
      );
    const difference = largestDifference(entries.map(([, { outputs }]) => outputs));
    const shown = entries.map(([provider, { outputs, ...timing }]) => [provider, timing] as const);
    if (values.json)
      return print(JSON.stringify({ providers: Object.fromEntries(shown), refusals, difference }, null, 2));
    for (const [provider, { loadMs, firstRunMs, medianMs }] of shown) {
      const runs = batches.map((rows) => `${rows} ${rows === 1 ? 'row' : 'rows'} ${medianMs[rows].toFixed(4)} ms`);
      print(
        `${provider}: loads in ${loadMs.toFixed(1)} ms, runs first in ${firstRunMs.toFixed(2)} ms; median of ${runs.join(', ')}`,
      );
    }
    for (const [provider, reason] of Object.entries(refusals)) print(`${provider}: ${reason}`);
    if (difference !== undefined) print(`largest difference between their outputs: ${difference.toExponential(1)}`);
  },
};

interface Timing {
  readonly loadMs: number;
  readonly firstRunMs: number;
  /** By rows in a run. */
  readonly medianMs: Readonly<Record<(typeof batches)[number], number>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
}

async function time(bytes: Uint8Array, provider: ExecutionProvider, budgetMs: number): Promise<Timing> {
  const began = performance.now();
  const session = await createSession(bytes, { executionProviders: [provider] });
  const loadMs = performance.now() - began;
  let firstRunMs = 0;
  try {
    const width = await findWidth(session.inputMetadata, async (feeds) => {
      const firstBegan = performance.now();
      await session.run(feeds);
      firstRunMs = performance.now() - firstBegan;
    });
    const many = rowByRow(session);
    const feedsOf = (rows: number) => sampleFeeds(many.inputMetadata, { rows, width });
    const [one, hundred] = [feedsOf(1), feedsOf(100)];
    const medianMs = {
      1: await medianOf(session, one, budgetMs),
      100: await medianOf(many, hundred, budgetMs),
    };
    return { loadMs, firstRunMs, medianMs, outputs: await many.run(hundred) };
  } finally {
    await session.release();
  }
}

async function medianOf(session: Session, feeds: ReturnType<typeof sampleFeeds>, budgetMs: number): Promise<number> {
  const times: number[] = [];
  const end = performance.now() + budgetMs;
  // The first half warms up what compiles while it runs.
  for (let now = performance.now(); now < end; ) {
    await session.run(feeds);
    const after = performance.now();
    times.push(after - now);
    now = after;
  }
  const later = times.slice(Math.floor(times.length / 2)).sort((a, b) => a - b);
  return later[Math.floor(later.length / 2)] ?? Number.NaN;
}

/** Over all numbers that two providers give; `undefined` where there is nothing to compare. */
function largestDifference(all: readonly Readonly<Record<string, Tensor>>[]): number | undefined {
  const [first, second] = all;
  if (!first || !second) return undefined;
  let largest = 0;
  for (const [name, { data }] of Object.entries(first)) {
    const other = second[name]?.data ?? [];
    data.forEach((value, index) => {
      const difference = Math.abs(Number(value) - Number(other[index]));
      if (difference > largest) largest = difference;
    });
  }
  return largest;
}
