import { describe, expect, test } from 'vitest';
import { tensor } from '../../../authoring/onnx/writer.ts';
import { createRandom, expectSameAsOrt, runJs } from '../testing/differential.ts';
import { type Case, feeds, floats, missing, model, named, numeric, signed } from './testing/elementwise-cases.ts';
import { elementsOf } from './testing/one-node.ts';

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
});

test('Shrink by an infinite bias leaves whole numbers 0', async () => {
  for (const type of ['int64', 'int32'] as const) {
    const inputs = [tensor(type, [3, 0])];
    const attributes = { bias: { float: Number.NEGATIVE_INFINITY } };
    expect(await elementsOf({ opType: 'Shrink', opset: 9, inputs, attributes })).toEqual([0, 0]);
  }
});
