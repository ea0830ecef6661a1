import { encodeModel, tensor } from '../../src/authoring/onnx/writer.ts';
import { createRandom } from '../../src/pipeline/random.ts';

/** A gradient-boosted forest to write. */
export interface ForestOptions {
  readonly trees: number;
  /** Splits from the root to each leaf. */
  readonly depth: number;
  /** Range of each feature; thresholds are drawn from it. */
  readonly ranges: readonly (readonly [low: number, high: number])[];
}

/** Full binary trees with drawn splits, as exporters of gradient boosting write them: `features` to `label` and `probabilities`. */
export function encodeForest({ trees, depth, ranges }: ForestOptions): Uint8Array {
  const random = createRandom(7);
  const inner = 2 ** depth - 1;
  const nodes = 2 ** (depth + 1) - 1;
  const columns = {
    treeIds: [] as number[],
    nodeIds: [] as number[],
    features: [] as number[],
    modes: [] as string[],
    thresholds: [] as number[],
    onTrue: [] as number[],
    onFalse: [] as number[],
  };
  const leaves = { trees: [] as number[], nodes: [] as number[], weights: [] as number[] };
  for (let tree = 0; tree < trees; tree++) {
    for (let node = 0; node < nodes; node++) {
      const isLeaf = node >= inner;
      const feature = isLeaf ? 0 : Math.floor(random() * ranges.length);
      const [low, high] = ranges[feature] ?? [0, 1];
      columns.treeIds.push(tree);
      columns.nodeIds.push(node);
      columns.features.push(feature);
      columns.modes.push(isLeaf ? 'LEAF' : 'BRANCH_LEQ');
      columns.thresholds.push(isLeaf ? 0 : low + random() * (high - low));
      columns.onTrue.push(isLeaf ? 0 : 2 * node + 1);
      columns.onFalse.push(isLeaf ? 0 : 2 * node + 2);
      if (!isLeaf) continue;
      leaves.trees.push(tree);
      leaves.nodes.push(node);
      leaves.weights.push((random() - 0.5) / Math.sqrt(trees));
    }
  }
  return encodeModel({
    opsets: { '': 17, 'ai.onnx.ml': 3 },
    graph: {
      inputs: [{ name: 'features', type: 'float32', shape: ['N', ranges.length] }],
      outputs: [
        { name: 'label', type: 'int64', shape: ['N'] },
        { name: 'probabilities', type: 'float32', shape: ['N', 2] },
      ],
      nodes: [
        {
          opType: 'TreeEnsembleClassifier',
          domain: 'ai.onnx.ml',
          inputs: ['features'],
          outputs: ['label', 'probabilities'],
          attributes: {
            nodes_treeids: { ints: columns.treeIds },
            nodes_nodeids: { ints: columns.nodeIds },
            nodes_featureids: { ints: columns.features },
            nodes_modes: { strings: columns.modes },
            nodes_values: { floats: columns.thresholds },
            nodes_truenodeids: { ints: columns.onTrue },
            nodes_falsenodeids: { ints: columns.onFalse },
            class_treeids: { ints: leaves.trees },
            class_nodeids: { ints: leaves.nodes },
            class_ids: { ints: leaves.nodes.map(() => 1) },
            class_weights: { floats: leaves.weights },
            classlabels_int64s: { ints: [0, 1] },
            post_transform: { string: 'LOGISTIC' },
          },
        },
      ],
    },
  });
}

/** Dense layers with Relu between them and Sigmoid behind: `features` to `probability`. */
export function encodePerceptron(inputs: number, hidden: readonly number[]): Uint8Array {
  const random = createRandom(11);
  const widths = [inputs, ...hidden, 1];
  const draw = (count: number, scale: number) => Float32Array.from({ length: count }, () => (random() - 0.5) * scale);
  const layers = widths.slice(1).map((width, index) => {
    const before = widths[index] ?? 1;
    return { before, width, index, isLast: index === widths.length - 2 };
  });
  return encodeModel({
    opsets: { '': 17 },
    graph: {
      inputs: [{ name: 'features', type: 'float32', shape: ['N', inputs] }],
      outputs: [{ name: 'probability', type: 'float32', shape: ['N', 1] }],
      initializers: Object.fromEntries(
        layers.flatMap(({ before, width, index }) => [
          [`weight${index}`, tensor('float32', draw(before * width, 2 / Math.sqrt(before)), [before, width])],
          [`bias${index}`, tensor('float32', draw(width, 0.1))],
        ]),
      ),
      nodes: layers.flatMap(({ index, isLast }) => [
        {
          opType: 'Gemm',
          inputs: [index === 0 ? 'features' : `active${index - 1}`, `weight${index}`, `bias${index}`],
          outputs: [`sum${index}`],
        },
        {
          opType: isLast ? 'Sigmoid' : 'Relu',
          inputs: [`sum${index}`],
          outputs: [isLast ? 'probability' : `active${index}`],
        },
      ]),
    },
  });
}

/** Values of the three string columns of {@link encodeStringRegression}. */
export const stringColumns = {
  device: ['phone', 'tablet', 'desktop', 'other'],
  country: ['DE', 'FR', 'GB', 'ES', 'IT', 'NL', 'PL', 'SE', 'US', 'other'],
  channel: ['search', 'social', 'mail', 'direct', 'affiliate', 'display'],
} as const;

/** Logistic regression over four numbers and three string columns, one-hot encoded, as skl2onnx writes the pipeline. */
export function encodeStringRegression(): Uint8Array {
  const random = createRandom(13);
  const names = Object.entries(stringColumns);
  const width = 4 + names.reduce((sum, [, values]) => sum + values.length, 0);
  const coefficients = Array.from({ length: width }, () => random() - 0.5);
  return encodeModel({
    opsets: { '': 17, 'ai.onnx.ml': 3 },
    graph: {
      inputs: [
        { name: 'numbers', type: 'float32', shape: ['N', 4] },
        ...names.map(([name]) => ({ name, type: 'string' as const, shape: ['N', 1] })),
      ],
      outputs: [
        { name: 'label', type: 'int64', shape: ['N'] },
        { name: 'probabilities', type: 'float32', shape: ['N', 2] },
      ],
      initializers: Object.fromEntries(
        names.map(([name, values]) => [`${name}Shape`, tensor('int64', [-1, values.length])]),
      ),
      nodes: [
        ...names.flatMap(([name, values]) => [
          {
            opType: 'OneHotEncoder',
            domain: 'ai.onnx.ml',
            inputs: [name],
            outputs: [`${name}Hot`],
            attributes: { cats_strings: { strings: values }, zeros: { int: 1 } },
          },
          { opType: 'Reshape', inputs: [`${name}Hot`, `${name}Shape`], outputs: [`${name}Columns`] },
        ]),
        {
          opType: 'Concat',
          inputs: ['numbers', ...names.map(([name]) => `${name}Columns`)],
          outputs: ['row'],
          attributes: { axis: { int: 1 } },
        },
        {
          opType: 'LinearClassifier',
          domain: 'ai.onnx.ml',
          inputs: ['row'],
          outputs: ['label', 'raw'],
          attributes: {
            coefficients: { floats: [...coefficients.map((value) => -value), ...coefficients] },
            intercepts: { floats: [0.1, -0.1] },
            classlabels_ints: { ints: [0, 1] },
            multi_class: { int: 1 },
            post_transform: { string: 'LOGISTIC' },
          },
        },
        {
          opType: 'Normalizer',
          domain: 'ai.onnx.ml',
          inputs: ['raw'],
          outputs: ['probabilities'],
          attributes: { norm: { string: 'L1' } },
        },
      ],
    },
  });
}

/** A small convolutional net over one row, which only ONNX Runtime runs: `features` to `probabilities` [N, 2]. */
export function encodeConvolution(inputs: number): Uint8Array {
  const random = createRandom(17);
  const draw = (dims: readonly number[]) => {
    const size = dims.reduce((product, length) => product * length, 1);
    return tensor(
      'float32',
      Float32Array.from({ length: size }, () => random() - 0.5),
      dims,
    );
  };
  return encodeModel({
    opsets: { '': 17 },
    graph: {
      inputs: [{ name: 'features', type: 'float32', shape: ['N', inputs] }],
      outputs: [{ name: 'probabilities', type: 'float32', shape: ['N', 2] }],
      initializers: {
        asSignal: tensor('int64', [0, 1, inputs]),
        ceiling: tensor('float32', [0.01]),
        kernels: draw([16, 1, 3]),
        weight: draw([16, 2]),
        bias: draw([2]),
      },
      nodes: [
        { opType: 'Mul', inputs: ['features', 'ceiling'], outputs: ['scaled'] },
        { opType: 'Reshape', inputs: ['scaled', 'asSignal'], outputs: ['signal'] },
        {
          opType: 'Conv',
          inputs: ['signal', 'kernels'],
          outputs: ['filtered'],
          attributes: { kernel_shape: { ints: [3] } },
        },
        { opType: 'Relu', inputs: ['filtered'], outputs: ['active'] },
        { opType: 'GlobalAveragePool', inputs: ['active'], outputs: ['pooled'] },
        { opType: 'Flatten', inputs: ['pooled'], outputs: ['flat'] },
        { opType: 'Gemm', inputs: ['flat', 'weight', 'bias'], outputs: ['logits'] },
        { opType: 'Softmax', inputs: ['logits'], outputs: ['probabilities'], attributes: { axis: { int: 1 } } },
      ],
    },
  });
}
