import { tensor } from '../../../../../authoring/onnx/writer.ts';
import {
  consumed,
  type Expected,
  float,
  type Histories,
  int,
  text,
  type Version,
  type VersionNode,
} from './history.ts';

const values = [-2, -0.5, 0, 0.75, 2];
const x = tensor('float32', values);
const integers = tensor('int32', [-3, 0, 2]);

/** A function of one element whose version 1 ONNX Runtime has not; `f` says what it means there. */
const fromFirst = (f: (x: number) => number, ...later: Version[]): Version[] => [
  [1, { inputs: [x], attributes: consumed }, [values.map(f)]],
  [6, { inputs: [x] }],
  ...later,
];
const since = (...versions: number[]): Version[] => versions.map((version) => [version, { inputs: [x] }]);

const a = tensor('float32', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [2, 3, 2]);
const b = tensor('float32', [2, 4, 8]);
const along = { broadcast: int(1), axis: int(1) };
const laid = [2, 2, 4, 4, 8, 8, 2, 2, 4, 4, 8, 8];
/** Before version 7: `b` along axis 1 of `a`. */
const aligned = (f: (x: number, y: number) => number): Expected => [laid.map((y, i) => f(i + 1, y))];
const broadcast: VersionNode = { inputs: [tensor('float32', [1, 2, 3], [3, 1]), tensor('float32', [4, 8], [1, 2])] };
const small: VersionNode = { inputs: [tensor('int8', [100, -7]), tensor('int8', [100, 2])] };

const arithmetic = (f: (x: number, y: number) => number): Version[] => [
  [1, { inputs: [a, b], attributes: { ...consumed, ...along } }, aligned(f)],
  [6, { inputs: [a, b], attributes: along }, aligned(f)],
  [7, broadcast],
  [13],
  [14, small],
];

const truths = (name: string): Version[] => {
  const p = tensor('bool', [1, 1, 0, 0], [2, 2]);
  const q = tensor('bool', [1, 0], [2]);
  const expected = { And: [1, 0, 0, 0], Or: [1, 1, 1, 0], Xor: [0, 1, 1, 0] }[name] ?? [];
  return [
    [1, { inputs: [p, q], attributes: { broadcast: int(1) } }, [expected]],
    [7, { inputs: [p, q] }],
  ];
};

const bool = ['bool'] as const;
const comparison = (f: (x: number, y: number) => boolean): Version[] => [
  [1, { inputs: [a, b], attributes: along, outputs: bool }, aligned((p, q) => Number(f(p, q)))],
  [7, { ...broadcast, outputs: bool }],
  [9, { inputs: [integers, tensor('int32', [0])], outputs: bool }],
  [13],
];
const orEqual: Version[] = [[12, { ...broadcast, outputs: bool }], [16]];

const three = [tensor('float32', [1, -5, 3]), tensor('float32', [4, 0, -3]), tensor('float32', [-2, 2, 0])];
const spread = { inputs: [tensor('float32', [1, 5], [2, 1]), tensor('float32', [4, 0, 3])] };
const variadic = (expected: number[], ...later: Version[]): Version[] => [
  [1, { inputs: three, attributes: consumed }, [expected]],
  [6, { inputs: three }],
  [8, spread],
  ...later,
];

const slopes = { inputs: [tensor('float32', [-1, 2, -3, -4], [1, 2, 2]), tensor('float32', [0.5, 0.25])] };

/** Operators that work element by element. */
export const elementwiseHistories: Histories = {
  Abs: fromFirst(Math.abs, [6, { inputs: [integers] }], [13]),
  Acos: since(7, 22),
  Acosh: since(9, 22),
  Add: arithmetic((p, q) => p + q),
  And: truths('And'),
  Asin: since(7, 22),
  Asinh: since(9, 22),
  Atan: since(7, 22),
  Atanh: since(9, 22),
  BitShift: [
    [11, { inputs: [tensor('uint8', [200, 3]), tensor('uint8', [1, 2])], attributes: { direction: text('LEFT') } }],
  ],
  Ceil: fromFirst(Math.ceil, [13]),
  Celu: [[12, { inputs: [x], attributes: { alpha: float(0.5) } }]],
  Clip: [
    [1, { inputs: [x], attributes: { ...consumed, min: float(-1) } }, [[-1, -0.5, 0, 0.75, 2]]],
    [6, { inputs: [x], attributes: { min: float(-1), max: float(1) } }],
    [11, { inputs: [x, tensor('float32', [-1], []), tensor('float32', [1], [])] }],
    [12, { inputs: [tensor('int8', [-9, 3, 9]), undefined, tensor('int8', [4], [])] }],
    [13],
  ],
  Cos: since(7, 22),
  Cosh: since(9, 22),
  Div: arithmetic((p, q) => p / q),
  Elu: [
    [
      1,
      { inputs: [x], attributes: { ...consumed, alpha: float(2) } },
      [values.map((v) => (v < 0 ? 2 * Math.expm1(v) : v))],
    ],
    [6, { inputs: [x], attributes: { alpha: float(2) } }],
    [22],
  ],
  Equal: [
    [1, { inputs: [integers, tensor('int32', [2])], attributes: { broadcast: int(1) }, outputs: bool }, [[0, 0, 1]]],
    [7, { inputs: [integers, tensor('int32', [2])], outputs: bool }],
    [11, { ...broadcast, outputs: bool }],
    [13],
    [19, { inputs: [tensor('string', ['a', 'b']), tensor('string', ['b'])], outputs: bool }],
  ],
  Erf: since(9, 13),
  Exp: fromFirst(Math.exp, [13]),
  Floor: fromFirst(Math.floor, [13]),
  Gelu: [[20, { inputs: [x], attributes: { approximate: text('tanh') } }]],
  Greater: comparison((p, q) => p > q),
  GreaterOrEqual: orEqual,
  HardSigmoid: [
    [1, { inputs: [x], attributes: { ...consumed, alpha: float(0.5) } }, [[0, 0.25, 0.5, 0.875, 1]]],
    [6, { inputs: [x], attributes: { alpha: float(0.5), beta: float(0.25) } }],
    [22],
  ],
  HardSwish: since(14, 22),
  IsInf: [
    [
      10,
      {
        inputs: [tensor('float32', [1, Infinity, -Infinity, NaN])],
        attributes: { detect_negative: int(0) },
        outputs: bool,
      },
    ],
    [20],
  ],
  IsNaN: [[9, { inputs: [tensor('float32', [1, NaN, Infinity])], outputs: bool }], [13], [20]],
  LeakyRelu: fromFirst(
    (v) => (v < 0 ? Math.fround(0.01) * v : v),
    [16, { inputs: [x], attributes: { alpha: float(0.5) } }],
  ),
  Less: comparison((p, q) => p < q),
  LessOrEqual: orEqual,
  Log: fromFirst(Math.log, [13]),
  Max: variadic([4, 2, 3], [12, small], [13]),
  Mean: variadic([1, -1, 0], [13]),
  Min: variadic([-2, -5, -3], [12, small], [13]),
  Mish: since(18, 22),
  Mod: [[10, { inputs: [tensor('int32', [-7, 7, 9]), tensor('int32', [4, -4, 3])] }], [13]],
  Mul: arithmetic((p, q) => p * q),
  Neg: fromFirst((v) => -v, [6, { inputs: [integers] }], [13]),
  Not: [[1, { inputs: [tensor('bool', [1, 0])] }]],
  Or: truths('Or'),
  PRelu: [
    [1, { ...slopes, attributes: consumed }, [[-0.5, 2, -0.75, -1]]],
    [6, slopes, [[-0.5, 2, -0.75, -1]]],
    [7, { inputs: [slopes.inputs[0], tensor('float32', [0.5, 0.25], [2, 1])] }],
    [9],
    [16],
  ],
  Pow: [
    [1, { inputs: [a, b], attributes: along }, aligned((p, q) => p ** q)],
    [7, broadcast],
    [12, { inputs: [tensor('int32', [2, 3]), tensor('float32', [3, 2])] }],
    [13],
    [15],
  ],
  Reciprocal: fromFirst((v) => 1 / v, [13]),
  Relu: fromFirst((v) => Math.max(0, v), [13], [14, { inputs: [tensor('int32', [-3, 0, 2])] }]),
  Round: [[11, { inputs: [tensor('float32', [0.5, 1.5, -2.5, 2.4])] }], [22]],
  Selu: [
    [1, { inputs: [x], attributes: consumed }, [values.map((v) => 1.0507 * (v > 0 ? v : 1.6732 * Math.expm1(v)))]],
    [6, { inputs: [x] }],
    [22],
  ],
  Shrink: [[9, { inputs: [x], attributes: { lambd: float(0.6), bias: float(0.1) } }]],
  Sigmoid: fromFirst((v) => 1 / (1 + Math.exp(-v)), [13]),
  Sign: since(9, 13),
  Sin: since(7, 22),
  Sinh: since(9, 22),
  Softplus: since(1, 22),
  Softsign: since(1, 22),
  Sqrt: fromFirst(Math.sqrt, [13]),
  Sub: arithmetic((p, q) => p - q),
  Sum: variadic([3, -3, 0], [13]),
  Tan: since(7, 22),
  Tanh: fromFirst(Math.tanh, [13]),
  ThresholdedRelu: since(10, 22),
  Where: [
    [
      9,
      {
        inputs: [tensor('bool', [1, 0], [2, 1]), tensor('float32', [1, 2]), tensor('float32', [5], [1])],
        outputs: ['float32'],
      },
    ],
    [16],
  ],
  Xor: truths('Xor'),
};
