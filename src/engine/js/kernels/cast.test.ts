import { describe, expect, test } from 'vitest';
import { tensor } from '../../../authoring/onnx/writer.ts';
import { createRandom, expectSameAsOrt, runJs } from '../testing/differential.ts';
import { every, feeds, floats, model } from './testing/elementwise-cases.ts';

describe('Cast', () => {
  const numbers: Readonly<Record<string, number>> = {
    float32: 1,
    uint8: 2,
    int8: 3,
    uint16: 4,
    int16: 5,
    int32: 6,
    int64: 7,
    string: 8,
    bool: 9,
    float64: 11,
    uint32: 12,
    uint64: 13,
  };

  test.each([9, 13, 21])('converts between all types in version %i', async (opset) => {
    const random = createRandom(opset);
    for (const from of every) {
      for (const to of every) {
        const unsigned = to.startsWith('uint') || from.startsWith('uint');
        const x =
          from === 'string'
            ? tensor('string', to === 'bool' ? ['1', '0'] : ['3', '12', '+4'])
            : random.tensor(from, [2, 3], unsigned ? { low: 0, high: 9 } : {});
        if (from === 'string' && to === 'bool') continue;
        await expectSameAsOrt(model('Cast', opset, [x], to, { to: { int: numbers[to] ?? 0 } }), feeds([x]));
      }
    }
  });

  test('prints and reads numbers as ONNX Runtime does', async () => {
    const values = [
      0,
      -0,
      1,
      -2.5,
      0.1,
      1e10,
      123456789,
      1e-7,
      3.4e38,
      0.00012345,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ];
    for (const type of floats) {
      const x = tensor(type, values);
      await expectSameAsOrt(model('Cast', 13, [x], 'string', { to: { int: 8 } }), feeds([x]));
    }
    const texts = tensor('string', ['3.14', '1e-5', '1E8', '-7', 'NaN', 'INF', '-INF', '+INF']);
    for (const type of floats)
      await expectSameAsOrt(model('Cast', 13, [texts], type, { to: { int: numbers[type] ?? 0 } }), feeds([texts]));
    const bad = tensor('string', ['red']);
    await expect(runJs(model('Cast', 13, [bad], 'float32', { to: { int: 1 } }), feeds([bad]))).rejects.toMatchObject({
      code: 'input-invalid',
      message: "Node 'y' (Cast): the string 'red' is no number.",
    });
  });

  test('reads the type by name before version 6', async () => {
    const x = tensor('float32', [1.5, -2.5]);
    const { y } = await runJs(model('Cast', 1, [x], 'int64', { to: { string: 'INT64' } }), feeds([x]));
    expect(y).toEqual(tensor('int64', [1, -2]));
  });

  test('CastLike casts to the type of its second input', async () => {
    const inputs = [tensor('float32', [1.7, 2.2]), tensor('int64', [0])];
    await expectSameAsOrt(model('CastLike', 15, inputs, 'int64'), feeds(inputs));
  });
});
