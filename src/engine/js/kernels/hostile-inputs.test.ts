import { expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../authoring/onnx/writer.ts';
import { isEdgewiseError } from '../../../errors.ts';
import type { Tensor, TensorType } from '../../session.ts';
import { createJsSession } from '../create-js-session.ts';
import { createRandom, type Random } from '../testing/differential.ts';
import { gathers } from './gather.ts';
import { products } from './gemm.ts';
import { indexing } from './indexing.ts';
import { linearAlgebra } from './linear-algebra.ts';
import { normalizations } from './normalization.ts';
import { rareShapes } from './rare-shape.ts';
import { reductions } from './reduce.ts';
import { searches } from './search.ts';
import { shapes } from './shape.ts';
import { softmaxes } from './softmax.ts';
import { encodeOneNode } from './testing/one-node.ts';
import { texts } from './text.ts';

const tables = [
  shapes,
  gathers,
  reductions,
  softmaxes,
  products,
  normalizations,
  indexing,
  rareShapes,
  searches,
  linearAlgebra,
  texts,
];
const operators = tables.flatMap((table) => Object.keys(table));

/** Sizes whose product is small or nothing, however large they are one by one. */
function hostileDims(random: Random): number[] {
  if (random.next() < 0.5) return random.shape({ maxRank: 3, maxSize: 4, allowEmpty: true });
  const dims = [random.pick([0, 1e9, 3]), random.pick([0, 1e9, 2 ** 40]), random.pick([0, 1])];
  return dims.includes(0) ? dims : [...dims, 0];
}

function hostileTensor(random: Random): Tensor | undefined {
  const type = random.pick<TensorType>([
    'float32',
    'float64',
    'int64',
    'int64',
    'int64',
    'int32',
    'bool',
    'string',
    'uint8',
  ]);
  if (random.next() < 0.3) {
    const numbers = Array.from({ length: random.int(0, 4) }, () => random.pick([0, 1, -1, 2, 5, 1e9, -1e9, 2 ** 62]));
    return tensor('int64', numbers, random.next() < 0.8 || numbers.length !== 1 ? [numbers.length] : []);
  }
  return random.next() < 0.05 ? undefined : random.tensor(type, hostileDims(random), { special: true });
}

function hostileAttributes(random: Random): Record<string, AttributeValue> {
  const int = (): AttributeValue => ({ int: random.pick([0, 1, -1, 2, 7, -1e9, 1e9]) });
  const ints = (): AttributeValue => ({
    ints: Array.from({ length: random.int(0, 3) }, () => random.pick([0, 1, -1, 2, 1e9])),
  });
  const known: Record<string, () => AttributeValue> = {
    axis: int,
    k: int,
    keepdims: int,
    batch_dims: int,
    transA: int,
    transB: int,
    training_mode: int,
    upper: int,
    sorted: int,
    start: int,
    end: int,
    axes: ints,
    perm: ints,
    pads: ints,
    split: ints,
    starts: ints,
    ends: ints,
    shape: ints,
    mode: () => ({ string: random.pick(['constant', 'reflect', 'edge', 'wrap', 'TF', 'IDF']) }),
    reduction: () => ({ string: random.pick(['none', 'add', 'mul', 'min', 'max', 'x']) }),
    equation: () => ({ string: random.pick(['ij->', 'ij,jk', '...', 'i...->...', 'ii', 'a,b,c->abc', 'ij->ji']) }),
    max_skip_count: int,
    max_gram_length: int,
    ngram_counts: ints,
    ngram_indexes: ints,
    pool_int64s: ints,
  };
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, value]) => (random.next() < 0.35 ? [[name, value()]] : [])),
  );
}

test('whatever is asked of it, a kernel answers or refuses within a second', async () => {
  const random = createRandom(1);
  for (const opType of operators) {
    for (let i = 0; i < 60; i++) {
      const inputs = Array.from({ length: random.int(0, 5) }, () => hostileTensor(random));
      const { model, feeds } = encodeOneNode({
        opType,
        opset: random.pick([1, 7, 9, 11, 13, 18, 20]),
        inputs,
        attributes: hostileAttributes(random),
        outputs: Array.from({ length: random.int(1, 3) }, () => 'float32' as const),
        constants: random.pick([[], [1], [0, 1, 2, 3, 4]]),
      });
      const started = performance.now();
      try {
        const session = await createJsSession(model);
        await session.run(feeds);
      } catch (error) {
        // With a cause it is something that the kernel did not foresee.
        if (!isEdgewiseError(error) || error.cause !== undefined) throw error;
      }
      expect(
        performance.now() - started,
        `${opType}: ${JSON.stringify(inputs.map((input) => input?.dims))}`,
      ).toBeLessThan(1000);
    }
  }
});
