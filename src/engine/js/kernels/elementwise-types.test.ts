import { expect, test } from 'vitest';
import { tensor } from '../../../authoring/onnx/writer.ts';
import type { Tensor, TensorType } from '../../session.ts';
import { createRandom, expectSameTensor, runJs } from '../testing/differential.ts';
import { feeds, missing, model } from './testing/elementwise-cases.ts';

// Types that the standard allows and ONNX Runtime has no kernel for are held to one that it has, over values that both types hold.

const counterparts: Partial<Record<TensorType, TensorType>> = {
  float64: 'float32',
  int16: 'int32',
  uint16: 'uint32',
  int64: 'int32',
};
const inputCounts: Readonly<Record<string, number>> = { Max: 3, Min: 2, Mean: 3, Clip: 3 };

const asType = (type: TensorType, { data, dims }: Tensor): Tensor =>
  tensor(type, Array.from(data as ArrayLike<number>, Number), dims);

const cases = Object.entries(missing).flatMap(([opType, types]) => types.map((type) => [opType, type] as const));

test.for(cases)('%s of %s gives what another type does', async ([opType, type]) => {
  const known = counterparts[type] ?? 'float32';
  const random = createRandom(opType.length * 7 + type.length);
  for (const shape of [[], [0, 3], [2, 3, 4], [50]]) {
    const inputs = Array.from({ length: inputCounts[opType] ?? 1 }, (_, position) =>
      // Clip's bounds are single elements.
      random.tensor(known, opType === 'Clip' && position > 0 ? [] : shape, { special: true }),
    );
    const wide = inputs.map((input) => asType(type, input));
    const { y: expected } = await runJs(model(opType, 20, inputs, known), feeds(inputs));
    const { y: actual } = await runJs(model(opType, 20, wide, type), feeds(wide));
    if (!expected || !actual) throw new Error(`${opType} gave nothing`);
    expect(actual.type).toBe(type);
    expectSameTensor(asType(known, actual), expected, opType, { rtol: 1e-5, atol: 1e-6 });
  }
});
