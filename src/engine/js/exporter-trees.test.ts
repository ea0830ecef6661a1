import { describe, expect, test } from 'vitest';
import { tensor } from '../../authoring/onnx/writer.ts';
import { createJsSession } from './create-js-session.ts';
import { runJs } from './testing/differential.ts';
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

// Gradient boosting as its exporters write it, by hand and small.

describe('gradient boosting', () => {
  test('CatBoost: opset 9, one class voted, ZipMap of integers, no shapes declared', async () => {
    const bytes = encode(
      {
        inputs: [{ name: 'features', type: 'float32', shape: ['N', 4] }],
        nodes: [
          ml('TreeEnsembleClassifier', 'features', 'label probability_tensor', {
            ...trees,
            class_treeids: ints(0, 0, 1, 1),
            class_nodeids: ints(1, 2, 1, 2),
            class_ids: ints(1, 1, 1, 1),
            class_weights: floats(0.7, -0.4, 0.9, -0.2),
            post_transform: text('LOGISTIC'),
            classlabels_int64s: ints(0, 1),
          }),
          ml('ZipMap', 'probability_tensor', 'probabilities', { classlabels_int64s: ints(0, 1) }),
        ],
        outputs: [
          { name: 'label', type: 'int64', shape: ['N'] },
          { name: 'probability_tensor', type: 'float32' },
          { name: 'probabilities', type: 'map', key: 'int64' },
        ],
      },
      { opsets: { 'ai.onnx.ml': 2, '': 9 }, irVersion: 3, producerName: 'CatBoost' },
    );
    await sameOnRandomRows(bytes, (random, rows) => ({ features: random.tensor('float32', [rows, 4]) }), {
      outputs: ['label', 'probability_tensor'],
    });
    const { probabilities: maps } = await (await createJsSession(bytes)).run({
      features: tensor('float32', [0, 0, 0, 0], [1, 4]),
    });
    expect(maps?.dims).toEqual([1, 2]);
  });

  test('LightGBM (onnxmltools): probabilities, ArgMax, label by Cast, then Identity', async () => {
    const bytes = encode(
      {
        inputs: [X],
        nodes: [
          ml('TreeEnsembleClassifier', 'X', 'l p', {
            ...trees,
            ...votes,
            post_transform: text('SOFTMAX'),
            classlabels_int64s: ints(0, 1, 2),
          }),
          cast('p', 'double_p', 'double'),
          cast('double_p', 'float_p', 'float'),
          op('Identity', 'float_p', 'probabilities'),
          cast('l', 'label', 'int64'),
        ],
        outputs: [label, probabilities],
      },
      { opsets: { '': 15, 'ai.onnx.ml': 1 } },
    );
    await sameOnRandomRows(bytes, (random, rows) => ({ X: random.tensor('float32', [rows, 4], { special: true }) }));
  });

  test('XGBoost: base values, BRANCH_LT, missing values to the left', async () => {
    const bytes = encode({
      inputs: [{ name: 'X', type: 'float32' }],
      nodes: [
        ml('TreeEnsembleRegressor', 'X', 'variable', {
          ...trees,
          n_targets: int(1),
          base_values: floats(0.5),
          target_ids: ints(0, 0, 0, 0),
          target_nodeids: ints(1, 2, 1, 2),
          target_treeids: ints(0, 0, 1, 1),
          target_weights: floats(0.1, -0.2, 0.3, 0.4),
        }),
      ],
      outputs: [{ name: 'variable', type: 'float32', shape: ['N', 1] }],
    });
    await sameOnRandomRows(bytes, (random, rows) => ({ X: random.tensor('float32', [rows, 4], { special: true }) }));
  });

  test('regressors with a double target: the sum of several ensembles, split as onnxmltools splits LightGBM', async () => {
    const part = (output: string, weights: number[]) =>
      ml('TreeEnsembleRegressor', 'X', output, {
        ...trees,
        n_targets: int(1),
        target_ids: ints(0, 0, 0, 0),
        target_nodeids: ints(1, 2, 1, 2),
        target_treeids: ints(0, 0, 1, 1),
        target_weights: floats(...weights),
      });
    const bytes = encode({
      inputs: [X],
      nodes: [
        part('a', [0.1, 0.2, 0.3, 0.4]),
        part('b', [1, -2, 3, -4]),
        cast('a', 'ad', 'double'),
        cast('b', 'bd', 'double'),
        op('Sum', 'ad bd', 'sum'),
        cast('sum', 'Y', 'float'),
      ],
      outputs: [Y],
    });
    await sameOnRandomRows(bytes, features);
  });

  const binary = {
    class_treeids: ints(0, 0, 1, 1),
    class_nodeids: ints(1, 2, 1, 2),
    class_ids: ints(0, 0, 0, 0),
    class_weights: floats(0.7, -0.4, 0.9, -0.2),
    classlabels_int64s: ints(0, 1),
    post_transform: text('LOGISTIC'),
  };
  const pair = { ...probabilities, shape: ['N', 2] };

  test('XGBoost binary classifier (onnxmltools): weights for class 0 mean class 1, with a base value', async () => {
    const bytes = encode(
      {
        inputs: [{ name: 'input', type: 'float32', shape: ['N', 4] }],
        nodes: [
          ml('TreeEnsembleClassifier', 'input', 'label probabilities', {
            ...trees,
            ...binary,
            base_values: floats(-0.3),
          }),
        ],
        outputs: [label, pair],
      },
      { opsets: { '': 15, 'ai.onnx.ml': 3 } },
    );
    await sameOnRandomRows(bytes, (random, rows) => ({
      input: random.tensor('float32', [rows, 4], { special: true }),
    }));
  });

  test('XGBoost multi:softprob: base values by class', async () => {
    const bytes = encode({
      inputs: [X],
      nodes: [
        ml('TreeEnsembleClassifier', 'X', 'label probabilities', {
          ...trees,
          ...votes,
          base_values: floats(0.5, 0.25, -0.1),
          classlabels_int64s: ints(0, 1, 2),
          post_transform: text('SOFTMAX'),
        }),
      ],
      outputs: [label, probabilities],
    });
    await sameOnRandomRows(bytes, (random, rows) => ({ X: random.tensor('float32', [rows, 4], { special: true }) }));
  });

  test('LightGBM binary classifier (onnxmltools): categories by BRANCH_EQ, labels cast, ZipMap', async () => {
    const graph = (zipMap: boolean) => ({
      inputs: [X],
      nodes: [
        ml('TreeEnsembleClassifier', 'X', 'label_tensor probability_tensor', {
          ...trees,
          ...binary,
          nodes_modes: strings('BRANCH_EQ', 'LEAF', 'LEAF', 'BRANCH_LEQ', 'LEAF', 'LEAF'),
          nodes_values: floats(2, 0, 0, -0.25, 0, 0),
        }),
        cast('label_tensor', 'label', 'int64'),
        ...(zipMap ? [ml('ZipMap', 'probability_tensor', 'maps', { classlabels_int64s: ints(0, 1) })] : []),
      ],
      outputs: [
        label,
        { ...pair, name: 'probability_tensor' },
        ...(zipMap ? [{ name: 'maps', type: 'map', key: 'int64' } as const] : []),
      ],
    });
    const rows = { X: tensor('float32', [2, 0, 0, 0, 1, -1, 0, 0, 2, -1, 0, 0, NaN, NaN, 0, 0], [4, 4]) };
    await sameOnRandomRows(encode(graph(false)), () => rows);
    const { maps, probability_tensor } = await runJs(encode(graph(true)), rows);
    expect(maps).toEqual(probability_tensor);
  });

  test('LightGBM and CatBoost regressors: an objective behind the trees', async () => {
    const regressor = (output: string, modes: string) =>
      ml('TreeEnsembleRegressor', 'X', output, {
        ...trees,
        nodes_modes: strings(modes, 'LEAF', 'LEAF', modes, 'LEAF', 'LEAF'),
        n_targets: int(1),
        post_transform: text('NONE'),
        target_ids: ints(0, 0, 0, 0),
        target_nodeids: ints(1, 2, 1, 2),
        target_treeids: ints(0, 0, 1, 1),
        target_weights: floats(0.1, 0.2, -0.3, 0.4),
      });
    const bytes = encode(
      {
        inputs: [X],
        nodes: [
          regressor('raw', 'BRANCH_LEQ'),
          op('Exp', 'raw', 'poisson'),
          regressor('plain', 'BRANCH_GTE'),
          op('Add', 'poisson plain', 'Y'),
        ],
        outputs: [Y],
      },
      { opsets: { 'ai.onnx.ml': 2, '': 9 }, irVersion: 4 },
    );
    await sameOnRandomRows(bytes, (random, rows) => ({ X: random.tensor('float32', [rows, 4], { special: true }) }));
  });

  test('CatBoost multiclass with text labels', async () => {
    const bytes = encode(
      {
        inputs: [{ name: 'features', type: 'float32', shape: ['N', 4] }],
        nodes: [
          ml('TreeEnsembleClassifier', 'features', 'label probabilities', {
            ...trees,
            ...votes,
            nodes_modes: strings('BRANCH_GTE', 'LEAF', 'LEAF', 'BRANCH_GTE', 'LEAF', 'LEAF'),
            post_transform: text('SOFTMAX'),
            classlabels_strings: strings('a', 'b', 'c'),
          }),
        ],
        outputs: [{ name: 'label', type: 'string', shape: ['N'] }, probabilities],
      },
      { opsets: { 'ai.onnx.ml': 2, '': 9 }, irVersion: 3, producerName: 'CatBoost' },
    );
    await sameOnRandomRows(bytes, (random, rows) => ({ features: random.tensor('float32', [rows, 4]) }));
  });
});
