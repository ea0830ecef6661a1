import { type GraphDefinition, tensor } from '../../../../../authoring/onnx/writer.ts';
import { float, type Histories, int, ints, text, type Version, type VersionNode } from './history.ts';

const x = tensor('float32', [1, 2, 3, 4, 5, 6], [2, 3]);
const int64 = (...values: number[]) => tensor('int64', values);
const retyped: readonly Version[] = [[19], [21], [23], [24], [25]];

/** A reduction that takes its axes as an attribute until `fromInput`. */
const reduction = (fromInput: 13 | 18, ...later: Version[]): Version[] => [
  [1, { inputs: [x], attributes: { axes: ints(1), keepdims: int(0) } }],
  [11, { inputs: [x], attributes: { axes: ints(-2) } }],
  ...(fromInput === 18 ? [[13] as const] : []),
  [fromInput, { inputs: [x, int64(-1)] }],
  ...later,
];
const extreme: Version[] = [
  [1, { inputs: [x], attributes: { axes: ints(1), keepdims: int(0) } }],
  [11, { inputs: [x], attributes: { axes: ints(-2) } }],
  [12, { inputs: [tensor('int8', [3, -4, 5])] }],
  [13],
  [18, { inputs: [x, int64(-1)] }],
  [20, { inputs: [tensor('bool', [1, 0, 1, 1], [2, 2]), int64(1)] }],
];
const place = { inputs: [tensor('float32', [2, 5, 5, 1, 0, 0], [2, 3])], outputs: ['int64'] } as const;
const places: Version[] = [
  [1, { ...place, attributes: { axis: int(1) } }],
  [11, { ...place, attributes: { axis: int(-1) } }],
  [12, { ...place, attributes: { axis: int(-1), select_last_index: int(1) } }],
  [13],
];
const cube = tensor('float32', [1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
const flattened: Version[] = [
  [1, { inputs: [cube] }],
  [11, { inputs: [cube], attributes: { axis: int(-2) } }],
  [13, { inputs: [cube], attributes: { axis: int(-2) } }],
];

const channels = [
  tensor('float32', [1, 2]),
  tensor('float32', [0, 5]),
  tensor('float32', [1, 1]),
  tensor('float32', [4, 1]),
];
const batch: VersionNode = { inputs: [tensor('float32', [1, 2], [1, 2]), ...channels] };
const exact = { epsilon: float(0) };
const matrices = [tensor('float32', [1, 2, 3, 4], [2, 2]), tensor('float32', [1, 0, 2, 1], [2, 2])];
const [left, right] = matrices;
const bias = tensor('float32', [10, 20]);

const value = (name: string, type: 'float32' | 'int64' | 'bool' = 'float32', shape?: number[]) => ({
  name,
  type,
  ...(shape && { shape }),
});
const branch = (opType: string): GraphDefinition => ({
  nodes: [
    { opType: 'Constant', inputs: [], outputs: ['k'], attributes: { value: { tensor: tensor('float32', [-2]) } } },
    { opType, inputs: ['k'], outputs: ['r'] },
  ],
  inputs: [],
  outputs: [value('r', 'float32', [1])],
});
const loopBody: GraphDefinition = {
  nodes: [
    { opType: 'Softplus', inputs: ['s'], outputs: ['t'] },
    { opType: 'Identity', inputs: ['c'], outputs: ['c2'] },
    { opType: 'Identity', inputs: ['t'], outputs: ['scan'] },
  ],
  inputs: [value('i', 'int64', []), value('c', 'bool', []), value('s')],
  outputs: [value('c2', 'bool', []), value('t'), value('scan', 'float32', [2])],
};
const scanBody: GraphDefinition = {
  nodes: [
    { opType: 'Add', inputs: ['state', 'item'], outputs: ['next'] },
    { opType: 'Identity', inputs: ['next'], outputs: ['scan'] },
  ],
  inputs: [value('state', 'float32', [3]), value('item', 'float32', [3])],
  outputs: [value('next', 'float32', [3]), value('scan', 'float32', [3])],
};
const both = ['float32', 'float32'] as const;
const scanned = { body: { graph: scanBody }, num_scan_inputs: int(1) };

/** Operators that reduce, search, multiply, normalise, branch or read text. */
export const computationHistories: Histories = {
  ArgMax: places,
  ArgMin: places,
  BatchNormalization: [
    [1, { ...batch, attributes: { ...exact, is_test: int(1), consumed_inputs: ints(0, 0, 0, 1, 1) } }, [[0, 7]]],
    [6, { ...batch, attributes: { ...exact, is_test: int(1) } }, [[0, 7]]],
    [7, { ...batch, attributes: { spatial: int(0) } }],
    [9, batch],
    [14],
    [15],
  ],
  CumSum: [[11, { inputs: [x, tensor('int32', [1], [])], attributes: { exclusive: int(1), reverse: int(1) } }], [14]],
  DequantizeLinear: [
    [
      10,
      {
        inputs: [tensor('uint8', [3, 130]), tensor('float32', [0.5], []), tensor('uint8', [128], [])],
        outputs: ['float32'],
      },
    ],
    [
      13,
      {
        inputs: [tensor('int8', [3, -4], [1, 2]), tensor('float32', [0.5, 2])],
        attributes: { axis: int(-1) },
        outputs: ['float32'],
      },
    ],
    ...retyped.slice(0, 1),
    [
      21,
      {
        inputs: [tensor('int16', [3, -4, 5, 6], [1, 4]), tensor('float32', [0.5, 2], [1, 2])],
        attributes: { axis: int(1), block_size: int(2) },
        outputs: ['float32'],
      },
    ],
    ...retyped.slice(2),
  ],
  Det: [[11, { inputs: [left] }], [22]],
  Einsum: [[12, { inputs: [x, x], attributes: { equation: text('ij,kj->ik') } }]],
  Gemm: [
    [
      1,
      { inputs: [left, right, bias], attributes: { broadcast: int(1), transB: int(1), alpha: float(2) } },
      [[12, 28, 16, 40]],
    ],
    [6, { inputs: [left, right, bias], attributes: { broadcast: int(1), beta: float(0.5) } }, [[10, 12, 16, 14]]],
    [7, { inputs: [left, right, bias], attributes: { beta: float(0.5) } }],
    [9],
    [11, { inputs: [left, right], attributes: { transA: int(1) } }],
    [13],
  ],
  Hardmax: flattened,
  If: [
    [
      1,
      {
        inputs: [tensor('bool', [0], [])],
        attributes: { then_branch: { graph: branch('Softsign') }, else_branch: { graph: branch('Softplus') } },
        outputs: ['float32'],
      },
    ],
    [11],
    [13],
    [16],
    ...retyped,
  ],
  LayerNormalization: [[17, { inputs: [x, tensor('float32', [1, 2, 3]), tensor('float32', [0, 1, 2])] }]],
  LogSoftmax: flattened,
  Loop: [
    [
      1,
      {
        inputs: [tensor('int64', [3], []), tensor('bool', [1], []), tensor('float32', [1, 2])],
        attributes: { body: { graph: loopBody } },
        outputs: both,
      },
    ],
    [11],
    [13],
    [16],
    ...retyped,
  ],
  MatMul: [
    [1, { inputs: [left, right] }],
    [9, { inputs: [tensor('int32', [1, 2], [1, 2]), tensor('int32', [3, 4])] }],
    [13],
  ],
  MeanVarianceNormalization: [
    [9, { inputs: [tensor('float32', [1, 2, 3, 5], [2, 1, 1, 2])] }],
    [13, { inputs: [x], attributes: { axes: ints(0) } }],
  ],
  ReduceL1: reduction(18),
  ReduceL2: reduction(18),
  ReduceLogSum: reduction(18),
  ReduceLogSumExp: reduction(18),
  ReduceMax: extreme,
  ReduceMean: reduction(18),
  ReduceMin: extreme,
  ReduceProd: reduction(18),
  ReduceSum: reduction(13),
  ReduceSumSquare: reduction(18),
  Scan: [
    [
      8,
      {
        inputs: [undefined, tensor('float32', [1, 2, 3], [1, 3]), tensor('float32', [1, 2, 3, 4, 5, 6], [1, 2, 3])],
        attributes: { ...scanned, directions: ints(1) },
        outputs: both,
      },
    ],
    [
      9,
      {
        inputs: [tensor('float32', [1, 2, 3]), x],
        attributes: { ...scanned, scan_input_directions: ints(1), scan_output_axes: ints(1) },
        outputs: both,
      },
    ],
    [
      11,
      {
        inputs: [tensor('float32', [1, 2, 3]), tensor('float32', [1, 2, 3, 4, 5, 6], [3, 2])],
        attributes: { ...scanned, scan_input_axes: ints(-1), scan_output_axes: ints(-1) },
        outputs: both,
      },
    ],
    [16],
    ...retyped,
  ],
  Softmax: flattened,
  StringNormalizer: [
    [
      10,
      {
        inputs: [tensor('string', ['The', 'Red', 'shoe'])],
        attributes: { case_change_action: text('UPPER'), stopwords: { strings: ['the'] } },
      },
    ],
  ],
  TfIdfVectorizer: [
    [
      9,
      {
        inputs: [tensor('string', ['a', 'b', 'a'])],
        attributes: {
          mode: text('TF'),
          min_gram_length: int(1),
          max_gram_length: int(2),
          max_skip_count: int(0),
          ngram_counts: ints(0, 2),
          ngram_indexes: ints(0, 1, 2),
          pool_strings: { strings: ['a', 'b', 'b', 'a'] },
        },
        outputs: ['float32'],
      },
    ],
  ],
  TopK: [
    [1, { inputs: [x], attributes: { axis: int(1), k: int(2) }, outputs: ['float32', 'int64'] }],
    [10, { inputs: [x, int64(2)], attributes: { axis: int(1) }, outputs: ['float32', 'int64'] }],
    [
      11,
      {
        inputs: [tensor('int32', [3, 1, 2]), int64(2)],
        attributes: { axis: int(-1), largest: int(0) },
        outputs: ['int32', 'int64'],
      },
    ],
    [24],
  ],
  Unique: [[11, { inputs: [tensor('float32', [2, 1, 1, 3])], outputs: ['float32', 'int64', 'int64', 'int64'] }]],
};

const trees = {
  nodes_treeids: ints(0, 0, 0),
  nodes_nodeids: ints(0, 1, 2),
  nodes_featureids: ints(0, 0, 0),
  nodes_modes: { strings: ['BRANCH_LEQ', 'LEAF', 'LEAF'] },
  nodes_truenodeids: ints(1, 0, 0),
  nodes_falsenodeids: ints(2, 0, 0),
};
const splits = { nodes_values: { floats: [2, 0, 0] } };
const splitsAsTensor = { nodes_values_as_tensor: { tensor: tensor('float64', [2, 0, 0]) } };
const places3 = [ints(0, 0), ints(1, 2), ints(0, 0)] as const;
const targets = { target_treeids: places3[0], target_nodeids: places3[1], target_ids: places3[2], n_targets: int(1) };
const classes = {
  class_treeids: places3[0],
  class_nodeids: places3[1],
  class_ids: ints(1, 1),
  classlabels_int64s: ints(4, 7),
};
const rows = tensor('float32', [1, 2, 3, NaN], [4, 1]);
const doubles = tensor('float64', [1, 2, 3], [3, 1]);
const sorts: VersionNode = {
  inputs: [tensor('string', ['b', 'z', 'a'])],
  attributes: { keys_strings: { strings: ['a', 'b'] }, values_int64s: ints(5, 6), default_int64: int(-9) },
  outputs: ['int64'],
};

/** The operators of ai.onnx.ml with more than one version. */
export const mlHistories: Histories = {
  LabelEncoder: [
    [1, { inputs: sorts.inputs, attributes: { classes_strings: { strings: ['a', 'b'] } }, outputs: ['int64'] }],
    [2, sorts],
    [
      4,
      {
        inputs: [tensor('string', ['b', 'z'])],
        attributes: {
          keys_strings: { strings: ['a', 'b'] },
          values_tensor: { tensor: tensor('int16', [5, 6]) },
          default_tensor: { tensor: tensor('int16', [-9]) },
        },
        outputs: ['int16'],
      },
    ],
  ],
  TreeEnsemble: [
    [
      5,
      {
        inputs: [rows],
        attributes: {
          nodes_splits: { tensor: tensor('float32', [2]) },
          nodes_featureids: ints(0),
          nodes_modes: { tensor: tensor('uint8', [0]) },
          nodes_truenodeids: ints(0),
          nodes_falsenodeids: ints(1),
          nodes_trueleafs: ints(1),
          nodes_falseleafs: ints(1),
          leaf_targetids: ints(0, 0),
          leaf_weights: { tensor: tensor('float32', [0.5, 0.25]) },
          tree_roots: ints(0),
          n_targets: int(1),
        },
      },
    ],
  ],
  TreeEnsembleClassifier: [
    [
      1,
      {
        inputs: [rows],
        attributes: { ...trees, ...splits, ...classes, class_weights: { floats: [0.25, 0.75] } },
        outputs: ['int64', 'float32'],
      },
    ],
    [
      3,
      {
        inputs: [doubles],
        attributes: {
          ...trees,
          ...splitsAsTensor,
          ...classes,
          class_weights_as_tensor: { tensor: tensor('float64', [0.25, 0.75]) },
        },
        outputs: ['int64', 'float32'],
      },
    ],
    // Deprecated, which ONNX Runtime refuses; the meaning is that of version 3.
    [
      5,
      undefined,
      [
        [4, 4, 7],
        [0, 0.25, 0, 0.25, 0, 0.75],
      ],
    ],
  ],
  TreeEnsembleRegressor: [
    [1, { inputs: [rows], attributes: { ...trees, ...splits, ...targets, target_weights: { floats: [0.25, 0.75] } } }],
    [
      3,
      {
        inputs: [doubles],
        attributes: {
          ...trees,
          ...splitsAsTensor,
          ...targets,
          target_weights_as_tensor: { tensor: tensor('float64', [0.25, 0.75]) },
        },
        outputs: ['float32'],
      },
    ],
    [5, undefined, [[0.25, 0.25, 0.75]]],
  ],
};
