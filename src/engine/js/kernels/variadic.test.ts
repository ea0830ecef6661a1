import { describe, expect, test } from 'vitest';
import { tensor } from '../../../authoring/onnx/writer.ts';
import { createRandom, expectSameAsOrt, runJs } from '../testing/differential.ts';
import { feeds, missing, model, numeric } from './testing/elementwise-cases.ts';

test('Where takes elements of every type', async () => {
  const random = createRandom(9);
  for (const type of ['float32', 'float64', 'int32', 'int64', 'uint8', 'string', 'bool'] as const) {
    for (let round = 0; round < 3; round++) {
      const [c = [], a = [], b = []] = random.broadcastable(3);
      const inputs = [random.tensor('bool', c), random.tensor(type, a), random.tensor(type, b)];
      const bytes = model('Where', 16, inputs, type);
      // ONNX Runtime has no Where for bool.
      if (type !== 'bool') await expectSameAsOrt(bytes, feeds(inputs));
      else expect((await runJs(bytes, feeds(inputs))).y?.type).toBe('bool');
    }
  }
});

test('Clip bounds by attributes, by inputs and by one of them alone', async () => {
  const random = createRandom(5);
  const x = random.tensor('float32', [3, 4], { special: false });
  for (const attributes of [
    {},
    { min: { float: -1 } },
    { max: { float: 0.5 } },
    { min: { float: -1 }, max: { float: 1 } },
  ]) {
    await expectSameAsOrt(model('Clip', 6, [x], 'float32', attributes), feeds([x]));
  }
  for (const type of numeric) {
    if (missing.Clip?.includes(type)) continue;
    const values = random.tensor(type, [2, 5]);
    const [low, high] = [tensor(type, [2], []), tensor(type, [5], [])];
    for (const inputs of [
      [values],
      [values, low],
      [values, undefined, high],
      [values, low, high],
      [values, high, low],
    ]) {
      await expectSameAsOrt(model('Clip', 13, inputs, type), feeds(inputs));
    }
  }
});

describe('what ONNX Runtime lacks', () => {
  test('Relu, Max and Min of 16-bit and 64-bit integers', async () => {
    for (const type of ['int16', 'int64'] as const) {
      const x = tensor(type, [-3, 4]);
      expect((await runJs(model('Relu', 14, [x], type), feeds([x]))).y).toEqual(tensor(type, [0, 4]));
      const inputs = [x, tensor(type, [1])];
      expect((await runJs(model('Max', 13, inputs, type), feeds(inputs))).y).toEqual(tensor(type, [1, 4]));
      expect((await runJs(model('Min', 13, inputs, type), feeds(inputs))).y).toEqual(tensor(type, [-3, 1]));
    }
  });
});
