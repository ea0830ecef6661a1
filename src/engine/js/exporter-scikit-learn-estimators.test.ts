import { describe, test } from 'vitest';
import { type GraphDefinition, tensor } from '../../authoring/onnx/writer.ts';
import { createRandom } from './testing/differential.ts';
import {
  cast,
  encode,
  features,
  floats,
  int,
  ints,
  label,
  ml,
  op,
  probabilities,
  sameOnRandomRows,
  strings,
  text,
  trees,
  votes,
  X,
  Y,
} from './testing/exporter-parts.ts';

// Estimators as skl2onnx writes them, by hand and small: what it puts around a model, not the model, is what they are about.

describe('scikit-learn (skl2onnx)', () => {
  test('GaussianNB: log likelihoods, ArgMax, class by ArrayFeatureExtractor', async () => {
    const bytes = encode({
      inputs: [X],
      nodes: [
        op('Reshape', 'X cube', 'x3'),
        op('Sub', 'x3 theta', 'centred'),
        op('Pow', 'centred two', 'squared'),
        op('Div', 'squared sigma', 'ratio'),
        op('ReduceSum', 'ratio axis', 'summed', { keepdims: int(0) }),
        op('Mul', 'summed half', 'halved'),
        op('Sub', 'prior halved', 'joint'),
        op('ArgMax', 'joint', 'best', { axis: int(1), keepdims: int(0) }),
        ml('ArrayFeatureExtractor', 'classes best', 'chosen'),
        cast('chosen', 'chosen32', 'int32'),
        op('Reshape', 'chosen32 minus', 'reshaped'),
        cast('reshaped', 'label', 'int64'),
        op('ReduceLogSumExp', 'joint', 'total', { axes: ints(1), keepdims: int(1) }),
        op('Sub', 'joint total', 'logs'),
        op('Exp', 'logs', 'probabilities'),
        ml('ZipMap', 'probabilities', 'maps', { classlabels_int64s: ints(3, 7, 9) }),
      ],
      outputs: [label, probabilities, { name: 'maps', type: 'map', key: 'int64' }],
      initializers: {
        cube: tensor('int64', [-1, 1, 4]),
        theta: tensor('float32', [0, 1, 0, 1, 1, 0, -1, 0, -1, -1, 1, 0.5], [1, 3, 4]),
        sigma: tensor('float32', [1, 2, 1, 1, 0.5, 1, 1, 2, 1, 1, 3, 1], [1, 3, 4]),
        two: tensor('float32', [2], [1]),
        half: tensor('float32', [0.5], [1]),
        axis: tensor('int64', [2]),
        prior: tensor('float32', [-1, -1.5, -2], [1, 3]),
        classes: tensor('int64', [3, 7, 9]),
        minus: tensor('int64', [-1]),
      },
    });
    await sameOnRandomRows(bytes, features, { outputs: ['label', 'probabilities'] });
  });

  test.each([
    ['Scan', 9],
    ['Scan', 17],
  ])('nearest neighbours: distances by %s, TopK, votes (opset %i)', async (_, opset) => {
    const body: GraphDefinition = {
      nodes: [
        op('Sub', 'next_in next', 'difference'),
        op('ReduceSumSquare', 'difference', 'distances', { axes: ints(1), keepdims: int(0) }),
        op('Identity', 'next_in', 'next_out'),
      ],
      inputs: [
        { name: 'next_in', type: 'float32' },
        { name: 'next', type: 'float32' },
      ],
      outputs: [
        { name: 'next_out', type: 'float32' },
        { name: 'distances', type: 'float32' },
      ],
    };
    const topK = opset < 10 ? op('TopK', 'near', 'd i', { axis: int(-1), k: int(3) }) : undefined;
    const bytes = encode(
      {
        inputs: [X],
        nodes: [
          op('Scan', 'train X', 'same cdist', { num_scan_inputs: int(1), body: { graph: body } }),
          op('Sqrt', 'cdist', 'root'),
          op('Mul', 'root minus_one', 'near'),
          topK ?? op('TopK', 'near k', 'd i', { axis: int(-1), largest: int(1), sorted: int(1) }),
          op('Flatten', 'i', 'flat'),
          ml('ArrayFeatureExtractor', 'targets flat', 'picked'),
          op('Reshape', 'picked triples', 'rows'),
          op('ReduceMean', 'rows', 'Y', { axes: ints(1), keepdims: int(0) }),
        ],
        outputs: [Y],
        initializers: {
          train: createRandom(3).tensor('float32', [9, 4], { low: -2, high: 2 }),
          minus_one: tensor('float32', [-1]),
          k: tensor('int64', [3]),
          targets: tensor('float32', [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 9]),
          triples: tensor('int64', [-1, 3]),
        },
      },
      { opsets: { '': opset, 'ai.onnx.ml': 1 } },
    );
    await sameOnRandomRows(bytes, (random, rows) => ({ X: random.tensor('float32', [rows, 4], { low: -2, high: 2 }) }));
  });

  test('AdaBoost and voting: stacked probabilities, logs, OneHot votes, Sum', async () => {
    const bytes = encode({
      inputs: [X],
      nodes: [
        ml('TreeEnsembleClassifier', 'X', 'l1 p1', { ...trees, ...votes, classlabels_int64s: ints(0, 1, 2) }),
        ml('LinearClassifier', 'X', 'l2 p2', {
          coefficients: floats(1, 0, -1, 0.5, 0, 1, 0.5, -1, -1, -1, 0.5, 0.5),
          intercepts: floats(0, 0.1, -0.1),
          classlabels_ints: ints(0, 1, 2),
          post_transform: text('SOFTMAX'),
        }),
        op('Clip', 'p1 low', 'clipped'),
        op('Log', 'clipped', 'logs'),
        op('ReduceSum', 'logs one', 'summed', { keepdims: int(1) }),
        op('Div', 'summed three', 'mean'),
        op('Sub', 'logs mean', 'samme'),
        cast('l2', 'l2i', 'int64'),
        op('OneHot', 'l2i depth onoff', 'hot', { axis: int(-1) }),
        op('Sum', 'samme p2 hot', 'total'),
        op('ArgMax', 'total', 'best', { axis: int(1) }),
        op('Squeeze', 'best one', 'label'),
        op('Softmax', 'total', 'probabilities', { axis: int(1) }),
      ],
      outputs: [label, probabilities],
      initializers: {
        low: tensor('float32', [1e-6], []),
        one: tensor('int64', [1]),
        three: tensor('float32', [3]),
        depth: tensor('int64', [3]),
        onoff: tensor('float32', [0, 1]),
      },
    });
    await sameOnRandomRows(bytes, features);
  });

  test('MLPClassifier: casts at every layer, both probabilities from one, label by ArrayFeatureExtractor', async () => {
    const random = createRandom(21);
    const bytes = encode({
      inputs: [X],
      nodes: [
        cast('X', 'cast_input', 'float'),
        op('MatMul', 'cast_input coefficient', 'mul_result'),
        op('Add', 'mul_result intercepts', 'add_result'),
        op('Relu', 'add_result', 'next_activations'),
        op('MatMul', 'next_activations coefficient1', 'mul_result1'),
        op('Add', 'mul_result1 intercepts1', 'add_result1'),
        op('Sigmoid', 'add_result1', 'out_activations_result'),
        op('Sub', 'unity out_activations_result', 'negative_class_proba'),
        op('Concat', 'negative_class_proba out_activations_result', 'probabilities', { axis: int(1) }),
        op('ArgMax', 'probabilities', 'argmax_output', { axis: int(1) }),
        ml('ArrayFeatureExtractor', 'classes argmax_output', 'array_feature_extractor_result'),
        op('Reshape', 'array_feature_extractor_result shape_tensor', 'reshaped'),
        cast('reshaped', 'label', 'int64'),
      ],
      outputs: [label, { ...probabilities, shape: ['N', 2] }],
      initializers: {
        coefficient: random.tensor('float32', [4, 6], { low: -1, high: 1 }),
        intercepts: random.tensor('float32', [1, 6]),
        coefficient1: random.tensor('float32', [6, 1], { low: -1, high: 1 }),
        intercepts1: random.tensor('float32', [1, 1]),
        unity: tensor('float32', [1]),
        classes: tensor('int32', [3, 8]),
        shape_tensor: tensor('int64', [-1]),
      },
    });
    await sameOnRandomRows(bytes, features, { atol: 1e-6 });
  });

  test('KMeans: squared distances by Gemm, ArgMin, Sqrt', async () => {
    const random = createRandom(22);
    const bytes = encode({
      inputs: [X],
      nodes: [
        op('ReduceSumSquare', 'X', 'norm', { axes: ints(1), keepdims: int(1) }),
        op('Gemm', 'X centres zeros', 'gemm', { alpha: { float: -2 }, transB: int(1) }),
        op('Add', 'norm gemm', 'z'),
        op('Add', 'z centre_norms', 'y2'),
        op('Sqrt', 'y2', 'scores'),
        op('ArgMin', 'y2', 'label', { axis: int(1), keepdims: int(0) }),
      ],
      outputs: [label, { name: 'scores', type: 'float32', shape: ['N', 2] }],
      initializers: {
        centres: tensor('float32', [3, 3, 3, 3, -3, -3, -3, -3], [2, 4]),
        zeros: tensor('float32', [0]),
        centre_norms: tensor('float32', [36, 36]),
      },
    });
    await sameOnRandomRows(bytes, () => ({ X: random.tensor('float32', [8, 4]) }), { rtol: 1e-4 });
  });

  test('SVC with probabilities behind a scaler, a calibrated classifier, and text labels', async () => {
    const bytes = encode({
      inputs: [X],
      nodes: [
        ml('Scaler', 'X', 'scaled', { offset: floats(0.1, 0.2, 0.3, 0.4), scale: floats(1, 0.5, 2, 1) }),
        ml('SVMClassifier', 'scaled', 'label svc', {
          classlabels_strings: strings('no', 'yes'),
          coefficients: floats(1, 0.5, -0.75, -0.75),
          kernel_params: floats(0.3, 0, 3),
          kernel_type: text('RBF'),
          post_transform: text('NONE'),
          prob_a: floats(-1.5),
          prob_b: floats(0.1),
          rho: floats(0.2),
          support_vectors: floats(1, 0, 0, 1, 0, 1, 0, 1, -1, 0, 0, -1, 0, -1, 0, -1),
          vectors_per_class: ints(2, 2),
        }),
        ml('ArrayFeatureExtractor', 'svc one', 'positive'),
        op('Mul', 'positive a', 'az'),
        op('Add', 'az b', 'azb'),
        op('Exp', 'azb', 'exponential'),
        op('Add', 'exponential unity', 'denominator'),
        op('Div', 'unity denominator', 'calibrated'),
        op('Sub', 'unity calibrated', 'other'),
        op('Concat', 'other calibrated', 'probabilities', { axis: int(1) }),
      ],
      outputs: [
        { name: 'label', type: 'string', shape: ['N'] },
        { ...probabilities, shape: ['N', 2] },
      ],
      initializers: {
        one: tensor('int64', [1]),
        a: tensor('float32', [-2]),
        b: tensor('float32', [0.5]),
        unity: tensor('float32', [1]),
      },
    });
    await sameOnRandomRows(bytes, features, { atol: 1e-6 });
  });

  test('RandomForest in double precision, and OrdinalEncoder by tensors of ai.onnx.ml 4', async () => {
    const { nodes_values: _, ...rest } = trees;
    const bytes = encode(
      {
        inputs: [
          { name: 'X', type: 'float64', shape: ['N', 4] },
          { name: 'S', type: 'string', shape: ['N', 1] },
        ],
        nodes: [
          ml('TreeEnsembleRegressor', 'X', 'forest', {
            ...rest,
            nodes_values_as_tensor: { tensor: tensor('float64', [0.5, 0, 0, -0.25, 0, 0]) },
            aggregate_function: text('AVERAGE'),
            n_targets: int(1),
            target_ids: ints(0, 0, 0, 0),
            target_nodeids: ints(1, 2, 1, 2),
            target_treeids: ints(0, 0, 1, 1),
            target_weights_as_tensor: { tensor: tensor('float64', [0.1, 0.2, 0.3, 0.4]) },
          }),
          ml('LabelEncoder', 'S', 'code', {
            keys_tensor: { tensor: tensor('string', ['low', 'high']) },
            values_tensor: { tensor: tensor('int64', [0, 1]) },
            default_tensor: { tensor: tensor('int64', [-1]) },
          }),
          cast('code', 'codef', 'float'),
          op('Add', 'forest codef', 'Y'),
        ],
        outputs: [Y],
      },
      { opsets: { '': 17, 'ai.onnx.ml': 4 } },
    );
    await sameOnRandomRows(bytes, (random, rows) => ({
      X: random.tensor('float64', [rows, 4], { low: -2, high: 2 }),
      S: {
        type: 'string',
        dims: [rows, 1],
        data: Array.from({ length: rows }, () => random.pick(['low', 'high', '?'])),
      },
    }));
  });
});
