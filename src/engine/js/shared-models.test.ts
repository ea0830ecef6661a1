import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Tensor, ValueMetadata } from '../session.ts';
import { createJsSession } from './create-js-session.ts';
import { createOrtSession, createRandom, expectSameTensor, type Random } from './testing/differential.ts';

// Real models by other people's exporters. They lie beside the repository and are no part of it.
const folder = join(process.cwd(), '../shared/models');

interface Case {
  readonly file: string;
  /** Outputs that ONNX Runtime can give in JavaScript: it has no maps. */
  readonly outputs: readonly string[];
  /** Values for one input, `rows` of them where its first dimension is free. */
  readonly feed: (input: ValueMetadata, rows: number, random: Random) => Tensor;
  /** Where shapes are fixed: runs of one row each instead of one run of all. */
  readonly singly?: boolean;
}

const rows = 1000;
const floats =
  (width: number, low: number, high: number): Case['feed'] =>
  (_, count, random) =>
    random.tensor('float32', [count, width], { low, high });

const cases: readonly Case[] = [
  { file: 'treecl.onnx', outputs: ['label_0', 'proba_0'], feed: floats(30, 0, 1000) },
  { file: 'treecl2.onnx', outputs: ['label_2', 'proba_2'], feed: floats(30, 0, 1000) },
  { file: 'treecl3.onnx', outputs: ['label_0', 'proba_0'], feed: floats(10, -3, 3) },
  { file: 'xgboost-regressor.onnx', outputs: ['variable'], feed: floats(4, 0, 8) },
  { file: 'tribuo-iris-lr.onnx', outputs: ['output'], feed: floats(4, 0, 8) },
  { file: 'tribuo-lr-mnist.onnx', outputs: ['output_label'], feed: floats(784, 0, 255), singly: true },
  {
    file: 'coreml-onehot-bikesharing.onnx',
    outputs: ['transformed_features'],
    feed: ({ type, shape }, _, random) => random.tensor(type, shape.map(Number), { low: 0, high: 12 }),
    singly: true,
  },
  {
    file: 'sklearn-titanic-pipeline.onnx',
    outputs: ['label', 'probabilities'],
    feed: ({ name, type }, count, random) => {
      const words: Record<string, string[]> = {
        sex: ['male', 'female', ''],
        embarked: ['S', 'C', 'Q', 'missing', 'X'],
      };
      if (type === 'string') {
        return { type, dims: [count, 1], data: Array.from({ length: count }, () => random.pick(words[name] ?? [''])) };
      }
      if (type === 'int64') return random.tensor(type, [count, 1], { low: 1, high: 4 });
      const tensor = random.tensor(type, [count, 1], { low: 0, high: 80 });
      // Missing ages and fares, which the Imputer fills in.
      if (tensor.data instanceof Float32Array) for (let i = 0; i < count; i += 7) tensor.data[i] = Number.NaN;
      return tensor;
    },
  },
];

describe.each(cases)('$file', ({ file, outputs, feed, singly = false }) => {
  const path = join(folder, file);
  if (!existsSync(path)) console.log(`Skipped: ${path} is not there.`);

  test.skipIf(!existsSync(path))('equals ONNX Runtime on 1,000 random rows', async () => {
    const bytes = new Uint8Array(readFileSync(path));
    const js = await createJsSession(bytes);
    const wasm = await createOrtSession(bytes);
    const random = createRandom(file.length);
    for (let run = 0; run < (singly ? rows : 1); run++) {
      const feeds: Record<string, Tensor> = {};
      for (const input of js.inputMetadata) feeds[input.name] = feed(input, singly ? 1 : rows, random);
      const expected = await wasm.run(feeds, outputs);
      const actual = await js.run(feeds);
      expect(Object.keys(actual)).toEqual(js.outputNames);
      for (const name of outputs) {
        const wanted = expected[name];
        if (wanted) expectSameTensor(actual[name], wanted, name);
      }
    }
    await js.release();
    await wasm.release();
  });
});
