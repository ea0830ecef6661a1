import { describe, expect, test } from 'vitest';
import { type AttributeValue, encodeModel, tensor } from '../../../authoring/onnx/writer.ts';
import type { Tensor, TensorType } from '../../session.ts';
import { createRandom, expectSameAsOrt, runJs } from '../testing/differential.ts';
import { elementsOf } from './testing/one-node.ts';

function model(
  opType: string,
  opset: number,
  inputs: readonly (Tensor | undefined)[],
  outputType: TensorType,
  attributes: Readonly<Record<string, AttributeValue>> = {},
): Uint8Array {
  const names = inputs.map((input, position) => (input ? `x${position}` : ''));
  return encodeModel({
    opsets: { '': opset },
    irVersion: opset < 9 ? 3 : 9,
    graph: {
      nodes: [{ opType, inputs: names, outputs: ['y'], attributes }],
      inputs: inputs.flatMap((input, position) =>
        input
          ? [{ name: `x${position}`, type: input.type, shape: input.dims.map((_, axis) => `d${position}_${axis}`) }]
          : [],
      ),
      outputs: [{ name: 'y', type: outputType }],
    },
  });
}

function feeds(inputs: readonly (Tensor | undefined)[]): Record<string, Tensor> {
  return Object.fromEntries(inputs.flatMap((input, position) => (input ? [[`x${position}`, input]] : [])));
}

const floats: TensorType[] = ['float32', 'float64'];
const signed: TensorType[] = [...floats, 'int8', 'int16', 'int32', 'int64'];
const numeric: TensorType[] = [...signed, 'uint8', 'uint16', 'uint32', 'uint64'];
const every: TensorType[] = [...numeric, 'bool', 'string'];
// What ONNX Runtime 1.30 has no kernel for, though the standard allows it: checked against plain arithmetic below.
const missing: Readonly<Record<string, readonly TensorType[]>> = Object.fromEntries([
  ...'Acosh Asinh Atanh Cosh Sinh Tan Acos Asin Atan Erf Selu Gelu Mish HardSwish Celu Softsign ThresholdedRelu LeakyRelu Elu HardSigmoid Softplus Mean'
    .split(' ')
    .map((opType) => [opType, ['float64']]),
  ['Relu', ['int16', 'int64']],
  ...['Max', 'Min', 'Clip'].map((opType) => [opType, ['int16', 'uint16']]),
]);

type Case = readonly [
  opType: string,
  opsets: readonly number[],
  types: readonly TensorType[],
  attributes?: readonly Readonly<Record<string, AttributeValue>>[],
];

const named = ([opType, opsets, types, variants = [{}]]: Case) => ({ opType, opsets, types, variants });

const unaryCases: readonly Case[] = [
  ['Abs', [6, 13], numeric],
  ['Acos', [7, 22], floats],
  ['Acosh', [9, 22], floats],
  ['Asin', [7], floats],
  ['Asinh', [9], floats],
  ['Atan', [7], floats],
  ['Atanh', [9], floats],
  ['Ceil', [6, 13], floats],
  ['Celu', [12], floats, [{}, { alpha: { float: 0.7 } }]],
  ['Cos', [7], floats],
  ['Cosh', [9], floats],
  ['Elu', [6, 22], floats, [{}, { alpha: { float: 2 } }]],
  ['Erf', [9, 13], floats],
  ['Exp', [6, 13], floats],
  ['Floor', [6, 13], floats],
  ['Gelu', [20], floats, [{}, { approximate: { string: 'tanh' } }]],
  ['HardSigmoid', [6, 22], floats, [{}, { alpha: { float: 0.4 }, beta: { float: 0.1 } }]],
  ['HardSwish', [14], floats],
  ['IsInf', [10, 20], floats, [{}, { detect_negative: { int: 0 } }, { detect_positive: { int: 0 } }]],
  ['IsNaN', [9, 20], floats],
  ['LeakyRelu', [6, 16], floats, [{}, { alpha: { float: 0.3 } }]],
  ['Log', [6, 13], floats],
  ['Mish', [18], floats],
  ['Neg', [6, 13], signed],
  ['Not', [1], ['bool']],
  ['Reciprocal', [6, 13], floats],
  ['Relu', [6, 14], floats],
  ['Relu', [14], ['int8', 'int32', 'int64']],
  ['Round', [11, 22], floats],
  ['Selu', [6, 22], floats, [{}, { alpha: { float: 2 }, gamma: { float: 0.5 } }]],
  ['Shrink', [9], numeric, [{}, { lambd: { float: 1.5 }, bias: { float: 1 } }]],
  ['Sigmoid', [6, 13], floats],
  ['Sign', [9, 13], numeric],
  ['Sin', [7], floats],
  ['Sinh', [9], floats],
  ['Softplus', [1, 22], floats],
  ['Softsign', [1, 22], floats],
  ['Sqrt', [6, 13], floats],
  ['Tan', [7], floats],
  ['Tanh', [6, 13], floats],
  ['ThresholdedRelu', [10, 22], floats, [{}, { alpha: { float: 0.2 } }]],
];

// Where ONNX Runtime departs from the standard on special values (NaN through a maximum, overflow of an intermediate).
const ordinaryOnly = new Set([
  'Celu',
  'Elu',
  'Erf',
  'Gelu',
  'HardSigmoid',
  'HardSwish',
  'Mish',
  'Selu',
  'Shrink',
  'Sign',
  'Softplus',
  'Softsign',
  'ThresholdedRelu',
  'LeakyRelu',
  'Sigmoid',
  'Tanh',
]);

describe.each(unaryCases.map(named))('$opType', ({ opType, opsets, types, variants }) => {
  test.each([...opsets])('equals ONNX Runtime in version %i', async (opset) => {
    const random = createRandom(opset * 31 + opType.length);
    const isTest = opType.startsWith('Is') || opType === 'Not';
    for (const type of types) {
      if (missing[opType]?.includes(type)) continue;
      for (const attributes of variants) {
        for (const shape of [[], [0, 3], random.shape(), [2, 3, 4]]) {
          const inputs = [random.tensor(type, shape, { special: !ordinaryOnly.has(opType) })];
          await expectSameAsOrt(model(opType, opset, inputs, isTest ? 'bool' : type, attributes), feeds(inputs), {
            // Its 1 + tanh cancels in ONNX Runtime's float32.
            atol: opType === 'Gelu' ? 1e-6 : 1e-7,
          });
        }
      }
    }
  });
});

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

describe('what ONNX Runtime lacks', () => {
  test.each([
    ['Erf', [0, 0.5, -1, 3], [0, 0.5204998778130465, -0.8427007929497149, 0.9999779095030014]],
    ['Gelu', [0, 1, -1], [0, 0.8413447460685429, -0.15865525393145707]],
    ['Softplus', [0, 800, -800], [Math.LN2, 800, 0]],
    ['Mish', [0, 2], [0, 1.9439589595339946]],
    ['Celu', [-1, 2], [Math.expm1(-1), 2]],
    ['HardSwish', [-4, 0, 1, 4], [0, 0, 2 / 3, 4]],
    ['Selu', [1, -1], [1.0507010221481323, 1.0507010221481323 * 1.6732631921768188 * Math.expm1(-1)]],
  ])('%s of float64', async (opType, given, expected) => {
    const x = tensor('float64', given);
    const { y } = await runJs(model(opType, 20, [x], 'float64'), feeds([x]));
    expected.forEach((value, i) => {
      expect(y?.data[i]).toBeCloseTo(value, 12);
    });
  });

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

test('Shrink by an infinite bias leaves whole numbers 0', async () => {
  for (const type of ['int64', 'int32'] as const) {
    const inputs = [tensor(type, [3, 0])];
    const attributes = { bias: { float: Number.NEGATIVE_INFINITY } };
    expect(await elementsOf({ opType: 'Shrink', opset: 9, inputs, attributes })).toEqual([0, 0]);
  }
});
