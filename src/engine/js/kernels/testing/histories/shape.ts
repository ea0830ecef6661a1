import { tensor } from '../../../../../authoring/onnx/writer.ts';
import { float, type Histories, int, ints, text, type Version, type VersionNode } from './history.ts';

const x = tensor('float32', [1, 2, 3, 4, 5, 6], [2, 3]);
const int64 = (...values: number[]) => tensor('int64', values);
const words = tensor('string', ['a', 'b', 'c', 'd'], [2, 2]);

/** The versions since 19 that changed nothing but the element types, of which those added are not supported. */
const retyped: readonly Version[] = [[19], [21], [23], [24], [25]];
const retypedSince21 = retyped.slice(1);

const kept = { inputs: [tensor('float32', [1, -5, 3])], outputs: ['float32', 'bool'] } as const;
const scattered: VersionNode = {
  inputs: [x, tensor('int64', [1, 0, 1], [1, 3]), tensor('float32', [7, 8, 9], [1, 3])],
};
const added: VersionNode = { ...scattered, attributes: { reduction: text('add') } };
const least: VersionNode = { ...scattered, attributes: { reduction: text('min') } };
const slices: VersionNode = { inputs: [x, tensor('int64', [1], [1, 1]), tensor('float32', [7, 1, 9], [1, 3])] };

/** Operators that shape, select and move data. */
export const shapeHistories: Histories = {
  Cast: [
    [1, { inputs: [tensor('float32', [1.5, -2.5])], attributes: { to: text('INT32') }, outputs: ['int32'] }, [[1, -2]]],
    [6, { inputs: [tensor('float32', [1.5, -2.5])], attributes: { to: int(6) }, outputs: ['int32'] }],
    [9, { inputs: [tensor('string', ['1.5', '-INF'])], attributes: { to: int(1) }, outputs: ['float32'] }],
    [13],
    ...retyped,
  ],
  CastLike: [[15, { inputs: [tensor('float32', [1.5]), int64(0)], outputs: ['int64'] }], ...retyped],
  Compress: [
    [9, { inputs: [x, tensor('bool', [0, 1, 1])], attributes: { axis: int(1) } }],
    [11, { inputs: [x, tensor('bool', [0, 1, 1])], attributes: { axis: int(-1) } }],
  ],
  Concat: [
    [1, { inputs: [x, x] }, [[1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]]],
    [4, { inputs: [x, x], attributes: { axis: int(0) } }],
    [11, { inputs: [x, x], attributes: { axis: int(-1) } }],
    [13],
  ],
  Constant: [
    [1, { inputs: [], attributes: { value: { tensor: x } }, outputs: ['float32'] }],
    [9, { inputs: [], attributes: { value: { tensor: words } }, outputs: ['string'] }],
    [11],
    [12, { inputs: [], attributes: { value_ints: ints(3, -4) }, outputs: ['int64'] }],
    [13],
    ...retyped,
  ],
  ConstantOfShape: [
    [9, { inputs: [int64(2, 1)], attributes: { value: { tensor: tensor('int32', [7]) } }, outputs: ['int32'] }],
    [20],
    ...retypedSince21,
  ],
  Dropout: [
    [1, { inputs: [kept.inputs[0]], attributes: { is_test: int(1), consumed_inputs: ints(0) } }, [[1, -5, 3]]],
    [6, { inputs: [kept.inputs[0]], attributes: { is_test: int(1), ratio: float(0.9) } }, [[1, -5, 3]]],
    [7, { inputs: kept.inputs, attributes: { ratio: float(0.9) } }],
    [10],
    [12, { ...kept, inputs: [kept.inputs[0], tensor('float32', [0.9], [])] }],
    [13],
    [22],
  ],
  Expand: [[8, { inputs: [tensor('float32', [1, 2], [2, 1]), int64(3)] }], [13]],
  EyeLike: [[9, { inputs: [x], attributes: { k: int(1), dtype: int(7) }, outputs: ['int64'] }], [22]],
  Flatten: [
    [1, { inputs: [tensor('float32', [1, 2, 3, 4], [2, 1, 2])], attributes: { axis: int(2) } }],
    [9, { inputs: [tensor('int32', [1, 2, 3, 4], [2, 1, 2])], attributes: { axis: int(2) } }],
    [11, { inputs: [tensor('int32', [1, 2, 3, 4], [2, 1, 2])], attributes: { axis: int(-1) } }],
    [13],
    ...retypedSince21,
  ],
  Gather: [
    [1, { inputs: [x, int64(2, 0)], attributes: { axis: int(1) } }],
    [11, { inputs: [x, int64(-1, 0)], attributes: { axis: int(-1) } }],
    [13],
  ],
  GatherElements: [[11, { inputs: [x, tensor('int64', [2, 0, -1, 1], [2, 2])], attributes: { axis: int(1) } }], [13]],
  GatherND: [
    [11, { inputs: [x, tensor('int64', [1, 2, 0, 0], [2, 2])] }],
    [12, { inputs: [x, tensor('int64', [2, -3], [2, 1])], attributes: { batch_dims: int(1) } }],
    [13],
  ],
  Identity: [[1, { inputs: [x] }], [13], [14], [16], ...retyped],
  NonZero: [[9, { inputs: [tensor('int32', [0, 3, 0, -1], [2, 2])], outputs: ['int64'] }], [13]],
  OneHot: [
    [9, { inputs: [int64(0, 5, 2), int64(3), tensor('float32', [5, 9])], outputs: ['float32'] }],
    [
      11,
      {
        inputs: [int64(0, -1, 2), int64(3), tensor('float32', [5, 9])],
        attributes: { axis: int(0) },
        outputs: ['float32'],
      },
    ],
  ],
  Pad: [
    [1, { inputs: [x], attributes: { paddings: ints(0, 1, 0, 0), value: float(9) } }, [[9, 1, 2, 3, 9, 4, 5, 6]]],
    [2, { inputs: [x], attributes: { pads: ints(0, 1, 0, 0), value: float(9) } }],
    [11, { inputs: [x, int64(0, 1, 0, 0), tensor('float32', [9], [])] }],
    [13, { inputs: [tensor('int64', [1, 2]), int64(1, 0)] }],
    [18, { inputs: [x, int64(1, 0), undefined, int64(-1)] }],
    [19, { inputs: [x, int64(0, 2, 0, 1)], attributes: { mode: text('wrap') } }],
    ...retypedSince21,
  ],
  Range: [[11, { inputs: [5, -1, -2].map((value) => tensor('int64', [value], [])) }]],
  Reshape: [
    [1, { inputs: [x], attributes: { shape: ints(3, -1), consumed_inputs: ints(0) } }],
    [5, { inputs: [x, int64(-1, 2)] }],
    [13],
    [14, { inputs: [tensor('float32', [], [0, 3]), int64(3, 0)], attributes: { allowzero: int(1) } }],
    ...retyped,
  ],
  Scatter: [[9, { inputs: scattered.inputs }]],
  ScatterElements: [[11, scattered], [13], [16, added], [18, least]],
  ScatterND: [
    [11, slices],
    [13],
    [16, { ...slices, attributes: { reduction: text('mul') } }],
    [18, { ...slices, attributes: { reduction: text('max') } }],
  ],
  Shape: [
    [1, { inputs: [x], outputs: ['int64'] }],
    [13],
    [15, { inputs: [x], attributes: { start: int(-1) }, outputs: ['int64'] }],
    ...retyped,
  ],
  Size: [[1, { inputs: [x], outputs: ['int64'] }], [13], ...retyped],
  Slice: [
    [1, { inputs: [x], attributes: { starts: ints(0, -2), ends: ints(9, 3) } }],
    [10, { inputs: [x, int64(2), int64(0), int64(1), int64(-1)] }],
    [11, { inputs: [x, int64(2), int64(0), int64(-1), int64(-2)] }],
    [13],
  ],
  Split: [
    // Version 1 takes the sizes from an input as well, which ONNX Runtime does not know.
    [
      1,
      { inputs: [x, int64(1, 2)], attributes: { axis: int(1) }, outputs: ['float32', 'float32'] },
      [
        [1, 4],
        [2, 3, 5, 6],
      ],
    ],
    [2, { inputs: [x], attributes: { axis: int(1), split: ints(1, 2) }, outputs: ['float32', 'float32'] }],
    [11, { inputs: [x], attributes: { axis: int(-1), split: ints(1, 2) }, outputs: ['float32', 'float32'] }],
    [13, { inputs: [x, int64(1, 2)], attributes: { axis: int(-1) }, outputs: ['float32', 'float32'] }],
    [18, { inputs: [x], attributes: { axis: int(-1), num_outputs: int(2) }, outputs: ['float32', 'float32'] }],
  ],
  Squeeze: [
    [1, { inputs: [tensor('float32', [1, 2], [1, 2, 1])], attributes: { axes: ints(0) } }],
    [11, { inputs: [tensor('float32', [1, 2], [1, 2, 1])], attributes: { axes: ints(-1) } }],
    [13, { inputs: [tensor('float32', [1, 2], [1, 2, 1]), int64(-1)] }],
    ...retypedSince21,
  ],
  Tile: [
    [
      1,
      { inputs: [x, tensor('float32', [2], [1]), tensor('float32', [1], [1])] },
      [[1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]],
    ],
    [6, { inputs: [x, int64(2, 1)] }],
    [13],
  ],
  Transpose: [[1, { inputs: [x], attributes: { perm: ints(1, 0) } }], [13], ...retypedSince21],
  Trilu: [[14, { inputs: [x, tensor('int64', [1], [])] }]],
  Unsqueeze: [
    [1, { inputs: [x], attributes: { axes: ints(0, 2) } }],
    [11, { inputs: [x], attributes: { axes: ints(-1) } }],
    [13, { inputs: [x, int64(-1, 0)] }],
    ...retypedSince21,
  ],
};
