import { describe, expect, test } from 'vitest';
import { tensor } from '../../../authoring/onnx/writer.ts';
import type { TensorType } from '../../session.ts';
import { createRandom, expectSameAsOrt, runJs } from '../testing/differential.ts';
import { type Case, every, feeds, floats, missing, model, named, numeric } from './testing/elementwise-cases.ts';

const legacy = [{}, { broadcast: { int: 1 } }] as const;
const binaryCases: readonly Case[] = [
  ['Add', [7, 13, 14], numeric],
  ['And', [7], ['bool']],
  [
    'BitShift',
    [11],
    ['uint8', 'uint32', 'uint64'],
    [{ direction: { string: 'LEFT' } }, { direction: { string: 'RIGHT' } }],
  ],
  ['Div', [7, 13, 14], numeric],
  ['Equal', [7, 11, 13, 19], every],
  ['Greater', [7, 9, 13], numeric],
  ['GreaterOrEqual', [12, 16], numeric],
  ['Less', [7, 9, 13], numeric],
  ['LessOrEqual', [12, 16], numeric],
  ['Max', [8, 12, 13], numeric],
  ['Mean', [8, 13], floats],
  ['Min', [8, 12, 13], numeric],
  ['Mod', [10, 13], numeric.filter((type) => !floats.includes(type)), [{}, { fmod: { int: 1 } }]],
  ['Mod', [10, 13], floats, [{ fmod: { int: 1 } }]],
  ['Mul', [7, 13, 14], numeric],
  ['Or', [7], ['bool']],
  ['Pow', [7, 12, 15], floats],
  ['Sub', [7, 13, 14], numeric],
  ['Sum', [8, 13], floats],
  ['Xor', [7], ['bool']],
];

describe.each(binaryCases.map(named))('$opType', ({ opType, opsets, types, variants }) => {
  test.each([...opsets])('broadcasts as ONNX Runtime in version %i', async (opset) => {
    const random = createRandom(opset * 17 + opType.length);
    const isTest = ['And', 'Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'Or', 'Xor'].includes(opType);
    const first = opset < 8 || (opset < 12 && ['Max', 'Min'].includes(opType)) || (opset < 9 && isTest);
    for (const type of types) {
      if (missing[opType]?.includes(type)) continue;
      if (first && !floats.includes(type) && !['int32', 'int64', 'bool'].includes(type)) continue;
      if (opset < 19 && type === 'string') continue;
      if (opset < 9 && isTest && opType !== 'Equal' && type !== 'bool' && !floats.includes(type)) continue;
      if (opset < 11 && opType === 'Equal' && floats.includes(type)) continue;
      if (opset < 12 && ['Max', 'Min'].includes(opType) && !floats.includes(type)) continue;
      if (
        opset < 14 &&
        ['Add', 'Div', 'Mul', 'Sub'].includes(opType) &&
        ['int8', 'int16', 'uint8', 'uint16'].includes(type)
      )
        continue;
      for (const attributes of variants) {
        for (let round = 0; round < 4; round++) {
          const [a = [], b = []] = round === 0 ? [[0, 3], [3]] : random.broadcastable(2);
          const isDivision = opType === 'Div' || opType === 'Mod';
          const special = opType !== 'Pow' && opType !== 'Mod' && floats.includes(type);
          const unsigned = type.startsWith('uint');
          const range =
            opType === 'Pow'
              ? { low: 0.1 }
              : isDivision || opType === 'BitShift'
                ? { low: unsigned || round < 2 ? 1 : -9, high: round < 2 ? 9 : unsigned ? 9 : -1 }
                : {};
          const inputs = [
            random.tensor(type, a, { special, ...(opType === 'Pow' ? range : {}) }),
            random.tensor(type, b, { special, ...range }),
          ];
          await expectSameAsOrt(model(opType, opset, inputs, isTest ? 'bool' : type, attributes), feeds(inputs));
        }
      }
    }
  });
});

describe('before broadcasting as in NumPy', () => {
  test.each(['Add', 'Sub', 'Mul', 'Div', 'Pow'])(
    '%s (1, 6) lays its second input along the given axis',
    async (opType) => {
      const a = tensor('float32', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [2, 3, 2]);
      const b = tensor('float32', [1, 2, 3]);
      const attributes = { broadcast: { int: 1 }, axis: { int: 1 } };
      const { y: old } = await runJs(model(opType, 6, [a, b], 'float32', attributes), feeds([a, b]));
      const aligned = { ...b, dims: [3, 1] };
      const { y } = await runJs(model(opType, 7, [a, aligned], 'float32'), feeds([a, aligned]));
      expect(old).toEqual(y);
      const refused = runJs(model(opType, 6, [a, b], 'float32', legacy[0]), feeds([a, b]));
      await expect(refused).rejects.toMatchObject({
        code: 'input-invalid',
        message: expect.stringContaining("'broadcast'"),
      });
    },
  );
});

test('PRelu spreads one slope for each channel before version 7, and broadcasts from then on', async () => {
  const random = createRandom(6);
  const x = random.tensor('float32', [2, 3, 4]);
  const slope = random.tensor('float32', [3]);
  const { y: old } = await runJs(model('PRelu', 6, [x, slope], 'float32'), feeds([x, slope]));
  const aligned = { ...slope, dims: [3, 1] };
  expect(await expectSameAsOrt(model('PRelu', 9, [x, aligned], 'float32'), feeds([x, aligned]))).toEqual({ y: old });
  for (const type of ['float64', 'int32', 'int64'] as const) {
    const inputs = [tensor(type, [-2, 3, -4]), tensor(type, [3])];
    expect((await runJs(model('PRelu', 16, inputs, type), feeds(inputs))).y).toEqual(tensor(type, [-6, 3, -12]));
  }
});

test('Pow gives the type of its base', async () => {
  const random = createRandom(7);
  for (const base of ['float32', 'float64', 'int32', 'int64'] as const) {
    for (const exponent of ['float32', 'float64', 'int32', 'int64'] as const) {
      const inputs = [
        random.tensor(base, [2, 3], { low: 1, high: 5 }),
        random.tensor(exponent, [3], { low: 0, high: 3 }),
      ];
      await expectSameAsOrt(model('Pow', 15, inputs, base), feeds(inputs));
    }
  }
  const inputs = [tensor('int64', [3n, -2n, 1n]), tensor('int64', [40n, 63n, 9_000_000_000n])];
  expect((await runJs(model('Pow', 15, inputs, 'int64'), feeds(inputs))).y?.data).toEqual(
    BigInt64Array.of(12157665459056928801n, -(1n << 63n), 1n),
  );
});

describe('integers', () => {
  test('wrap on overflow, int64 exactly', async () => {
    const cases: readonly (readonly [string, TensorType, bigint, bigint, bigint])[] = [
      ['Add', 'int64', (1n << 63n) - 1n, 1n, -(1n << 63n)],
      ['Mul', 'int64', (1n << 53n) + 1n, 3n, 3n * ((1n << 53n) + 1n)],
      ['Mul', 'int32', 123456789n, 987654321n, BigInt(Math.imul(123456789, 987654321))],
      ['Sub', 'uint8', 1n, 2n, 255n],
      ['Div', 'int32', -7n, 2n, -3n],
    ];
    for (const [opType, type, a, b, expected] of cases) {
      const inputs = [tensor(type, [a]), tensor(type, [b])];
      expect((await runJs(model(opType, 14, inputs, type), feeds(inputs))).y).toEqual(tensor(type, [expected]));
    }
  });

  test.each(['Div', 'Mod'])('%s by zero is refused, naming the node', async (opType) => {
    for (const type of ['int32', 'int64'] as const) {
      const inputs = [tensor(type, [1]), tensor(type, [0])];
      await expect(runJs(model(opType, 14, inputs, type), feeds(inputs))).rejects.toMatchObject({
        code: 'input-invalid',
        message: `Node 'y' (${opType}): an integer is divided by zero.`,
      });
    }
  });
});

test('shapes and types that do not go together are refused, naming both', async () => {
  const inputs = [tensor('float32', [1, 2, 3]), tensor('float32', [1, 2])];
  await expect(runJs(model('Add', 14, inputs, 'float32'), feeds(inputs))).rejects.toMatchObject({
    code: 'input-invalid',
    message: "Node 'y' (Add): shapes [3] and [2] do not broadcast.",
  });
  const mixed = [tensor('float32', [1]), tensor('int64', [1])];
  await expect(runJs(model('Add', 14, mixed, 'float32'), feeds(mixed))).rejects.toMatchObject({
    code: 'input-invalid',
  });
});
