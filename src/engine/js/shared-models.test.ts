import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { tensor } from '../../authoring/onnx/writer.ts';
import { createSession } from '../create-session.ts';
import type { Session, Tensor, ValueMetadata } from '../session.ts';
import { createJsSession } from './create-js-session.ts';
import { createRandom, expectSameTensor, type Random } from './testing/differential.ts';

const folder = new URL('../../../../shared/models/', import.meta.url);
const rows = 1000;

interface ModelCase {
  /** Features of an input whose width the model leaves open. */
  readonly width?: number;
  /** The range of its numbers. */
  readonly low: number;
  readonly high: number;
  /** Whether some of its numbers may be missing. */
  readonly hasMissing?: boolean;
  /** Whether it takes one row a run. */
  readonly isSingleRow?: boolean;
}

const models: Readonly<Record<string, ModelCase>> = {
  treecl: { width: 30, low: 0, high: 60 },
  treecl2: { width: 30, low: 0, high: 60 },
  treecl3: { width: 10, low: -3, high: 3 },
  'xgboost-regressor': { low: 0, high: 8, hasMissing: true },
  'coreml-onehot-bikesharing': { low: 0, high: 12, isSingleRow: true },
  'tribuo-iris-lr': { low: 0, high: 8 },
  'tribuo-lr-mnist': { low: 0, high: 255 },
  'sklearn-titanic-pipeline': { low: 0, high: 80, hasMissing: true },
};
const words = ['male', 'female', 'C', 'Q', 'S', 'missing', ''];

function randomInput(random: Random, { type, shape }: ValueMetadata, options: ModelCase, count: number): Tensor {
  const { low, high, hasMissing = false } = options;
  const width = Number(shape[1] ?? 1) || (options.width ?? 1);
  const values = Array.from({ length: count * width }, () => {
    if (type === 'string') return random.pick(words);
    if (type === 'int64') return random.int(low, options.isSingleRow ? high : 4);
    if (hasMissing && random.next() < 0.1) return Number.NaN;
    const value = low + random.next() * (high - low);
    // Whole and half numbers meet thresholds exactly more often.
    return random.next() < 0.3 ? Math.round(2 * value) / 2 : value;
  });
  return tensor(type, values, shape.length === 1 ? [count] : [count, width]);
}

function randomFeeds(random: Random, session: Session, options: ModelCase, count: number): Record<string, Tensor> {
  return Object.fromEntries(
    session.inputMetadata.map((input) => [input.name, randomInput(random, input, options, count)]),
  );
}

const isThere = existsSync(folder);
if (!isThere) console.warn(`The tests of real models are skipped: ${folder.pathname} is not there.`);

describe.skipIf(!isThere)('models that other tools exported', () => {
  for (const [name, options] of Object.entries(models)) {
    test(`${name} gives what ONNX Runtime gives for ${rows} random rows`, async () => {
      const model = new Uint8Array(readFileSync(new URL(`${name}.onnx`, folder)));
      const session = await createJsSession(model);
      const reference = await createSession(model, { executionProviders: ['wasm'] });
      const random = createRandom(1);
      const seen = new Set<string>();
      try {
        for (let done = 0; done < rows; done += options.isSingleRow ? 1 : rows) {
          const feeds = randomFeeds(random, session, options, options.isSingleRow ? 1 : rows);
          const expected = await reference.run(feeds);
          const actual = await session.run(feeds);
          expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
          for (const [output, value] of Object.entries(expected)) {
            expectSameTensor(actual[output], value, output);
            for (const element of value.data) if (seen.size < 50) seen.add(`${output} ${element}`);
          }
        }
        // Rows that all give the same would prove nothing.
        expect(seen.size).toBeGreaterThan(1);
        expect(session.outputMetadata.map(({ classLabels }) => classLabels)).toEqual(
          reference.outputMetadata.map(({ classLabels }) => classLabels),
        );
      } finally {
        await session.release();
        await reference.release();
      }
    });
  }
});
