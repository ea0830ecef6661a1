import { describe, expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../../authoring/onnx/writer.ts';
import type { Tensor } from '../../../session.ts';
import { createJsSession } from '../../create-js-session.ts';
import { createRandom, expectSameAsOrt, runJs } from '../../testing/differential.ts';
import { type AttributeRecord, randomRows, randomTrees, randomVotes, singleNode } from './testing/models.ts';

const transforms = ['NONE', 'SOFTMAX', 'LOGISTIC', 'SOFTMAX_ZERO', 'PROBIT'];
const orderModes = ['BRANCH_LEQ', 'BRANCH_LT', 'BRANCH_GTE', 'BRANCH_GT'];
const numbers = ({ Y }: Record<string, Tensor>) => Array.from<unknown, number>(Y?.data ?? [], Number);
const string = (value: string): AttributeValue => ({ string: value });

describe('TreeEnsembleRegressor', () => {
  const regressor = (
    attributes: AttributeRecord,
    type: 'float32' | 'float64' | 'int64' | 'int32' = 'float32',
    version = 3,
  ) => singleNode('TreeEnsembleRegressor', attributes, [type], ['float32'], version);

  for (const type of ['float32', 'float64'] as const) {
    test(`sums ${type} rows as ONNX Runtime does, in blocks and alone`, async () => {
      const random = createRandom(1);
      for (const rows of [0, 1, 3, 300]) {
        const trees = randomTrees(random, { trees: 7, depth: 5, features: 6, ragged: true });
        const votes = randomVotes(random, trees, 'target', [[0]]);
        const model = regressor({ ...trees.attributes, ...votes, n_targets: { int: 1 } }, type, rows > 3 ? 3 : 1);
        await expectSameAsOrt(model, { X: randomRows(random, type, rows, 6) }, { rtol: 0, atol: 0 });
      }
    });
  }

  test('takes whole numbers, for which ONNX Runtime has no kernel', async () => {
    const random = createRandom(1);
    const trees = randomTrees(random, { trees: 7, depth: 5, features: 6 });
    const attributes = { ...trees.attributes, ...randomVotes(random, trees, 'target', [[0]]), n_targets: { int: 1 } };
    const rows = randomRows(random, 'int32', 200, 6);
    const values = Array.from(rows.data, Number);
    const expected = await runJs(regressor(attributes), { X: tensor('float32', values, rows.dims) });
    for (const type of ['int64', 'int32'] as const) {
      expect(await runJs(regressor(attributes, type), { X: tensor(type, values, rows.dims) })).toEqual(expected);
    }
  });

  for (const mode of [...orderModes, 'BRANCH_EQ', 'BRANCH_NEQ', 'mixed']) {
    test(`compares by ${mode}, missing values and extremes included`, async () => {
      const random = createRandom(2);
      for (const missing of [false, true]) {
        // ONNX Runtime sends a missing value to the true branch of BRANCH_NEQ; the standard, by nodes_missing_value_tracks_true, does not.
        const special = mode !== 'BRANCH_NEQ';
        const modes = mode === 'mixed' ? [...orderModes, 'BRANCH_EQ'] : [mode];
        const trees = randomTrees(random, { trees: 9, depth: 4, features: 3, modes, missing });
        const votes = randomVotes(random, trees, 'target', [[0]]);
        const model = regressor({ ...trees.attributes, ...votes, n_targets: { int: 1 } });
        await expectSameAsOrt(model, { X: randomRows(random, 'float32', 200, 3, special) }, { rtol: 0, atol: 0 });
      }
    });
  }

  test('sends a missing value by nodes_missing_value_tracks_true, at BRANCH_NEQ too', async () => {
    for (const [tracks, expected] of [
      [undefined, 1],
      [0, 1],
      [1, 2],
    ] as const) {
      const model = regressor({
        ...stump,
        nodes_modes: { strings: ['BRANCH_NEQ', 'LEAF', 'LEAF'] },
        ...(tracks === undefined ? {} : { nodes_missing_value_tracks_true: { ints: [tracks, 0, 0] } }),
      });
      const { Y } = await runJs(model, { X: tensor('float32', [Number.NaN, 0, 5], [3, 1]) });
      expect(Array.from<unknown, number>(Y?.data ?? [], Number)).toEqual([expected, 1, 2]);
    }
  });

  for (const aggregate of ['SUM', 'AVERAGE', 'MIN', 'MAX']) {
    for (const targets of [1, 3]) {
      test(`aggregates ${targets} target(s) by ${aggregate}, with base values`, async () => {
        const random = createRandom(3);
        for (const base of [false, true]) {
          const trees = randomTrees(random, { trees: 5, depth: 3, features: 4, ragged: true });
          const ids = targets === 1 ? [[0]] : [[0], [1], [2], [0, 2], [2, 1, 0]];
          const votes = randomVotes(random, trees, 'target', ids);
          const model = regressor({
            ...trees.attributes,
            ...votes,
            n_targets: { int: targets },
            aggregate_function: string(aggregate),
            ...(base ? { base_values: { floats: [0.5, -1.25, 3].slice(0, targets) } } : {}),
          });
          await expectSameAsOrt(model, { X: randomRows(random, 'float32', 150, 4) });
        }
      });
    }
  }

  for (const transform of transforms) {
    test(`applies ${transform} to the scores of several targets`, async () => {
      const random = createRandom(4);
      const trees = randomTrees(random, { trees: 4, depth: 3, features: 4 });
      const weight = () => random.next() / 5 + 0.01;
      const votes = randomVotes(random, trees, 'target', [[0, 1, 2]], weight);
      const model = regressor({
        ...trees.attributes,
        ...votes,
        n_targets: { int: 3 },
        post_transform: string(transform),
      });
      await expectSameAsOrt(model, { X: randomRows(random, 'float32', 60, 4) });
    });
  }

  test('applies the transform to a single target too, where ONNX Runtime applies none but PROBIT', async () => {
    const expected = { NONE: 2, SOFTMAX: 1, LOGISTIC: 1 / (1 + Math.exp(-2)), SOFTMAX_ZERO: 1 };
    for (const [transform, score] of Object.entries(expected)) {
      const { Y } = await runJs(regressor({ ...stump, post_transform: string(transform) }), {
        X: tensor('float32', [0], [1, 1]),
      });
      expect(Y?.data[0]).toBeCloseTo(score, 6);
    }
    await expectSameAsOrt(regressor({ ...stump, ...halves, post_transform: string('PROBIT') }), {
      X: tensor('float32', [0, 1], [2, 1]),
    });
  });

  test('counts every vote of a leaf for a single target, where ONNX Runtime counts one', async () => {
    const model = regressor({
      ...stump,
      target_treeids: { ints: [0, 0, 0] },
      target_nodeids: { ints: [1, 1, 2] },
      target_ids: { ints: [0, 0, 0] },
      target_weights: { floats: [1, 10, 100] },
    });
    const { Y } = await runJs(model, { X: tensor('float32', [1, 0], [2, 1]) });
    expect(Array.from<unknown, number>(Y?.data ?? [], Number)).toEqual([100, 11]);
  });

  test('takes doubles from *_as_tensor, and compares doubles as doubles', async () => {
    const { nodes_values: _, target_weights: __, ...others } = stump;
    const model = regressor(
      {
        ...others,
        nodes_values_as_tensor: { tensor: tensor('float64', [1 / 3, 0, 0]) },
        target_weights_as_tensor: { tensor: tensor('float64', [0.1, 0.2]) },
        base_values_as_tensor: { tensor: tensor('float64', [7]) },
        nodes_hitrates_as_tensor: { tensor: tensor('float64', [1, 1, 1]) },
      },
      'float64',
    );
    const { Y } = await expectSameAsOrt(model, { X: tensor('float64', [1 / 3, 0.3333333333333334, 0], [3, 1]) });
    expect(Y?.data[0]).not.toBe(Y?.data[1]);
  });

  test('walks deep and lopsided trees', async () => {
    const random = createRandom(6);
    const trees = randomTrees(random, {
      trees: 12,
      depth: 14,
      features: 5,
      ragged: true,
      modes: orderModes,
      missing: true,
    });
    const model = regressor({
      ...trees.attributes,
      ...randomVotes(random, trees, 'target', [[0]]),
      n_targets: { int: 1 },
    });
    await expectSameAsOrt(model, { X: randomRows(random, 'float32', 500, 5, true) }, { rtol: 0, atol: 0 });
  });
});

/** One tree: above 0 the weight 1, else 2. */
const stump: AttributeRecord = {
  nodes_treeids: { ints: [0, 0, 0] },
  nodes_nodeids: { ints: [0, 1, 2] },
  nodes_modes: { strings: ['BRANCH_LEQ', 'LEAF', 'LEAF'] },
  nodes_featureids: { ints: [0, 0, 0] },
  nodes_values: { floats: [0, 0, 0] },
  nodes_truenodeids: { ints: [1, 0, 0] },
  nodes_falsenodeids: { ints: [2, 0, 0] },
  n_targets: { int: 1 },
  target_treeids: { ints: [0, 0] },
  target_nodeids: { ints: [1, 2] },
  target_ids: { ints: [0, 0] },
  target_weights: { floats: [2, 1] },
};
const halves: AttributeRecord = { target_weights: { floats: [0.2, 0.7] } };

describe('TreeEnsembleClassifier', () => {
  type NumberType = 'float32' | 'float64' | 'int64' | 'int32';
  const classifier = (attributes: AttributeRecord, type: NumberType = 'float32', version = 3) => {
    const label = attributes.classlabels_strings ? 'string' : 'int64';
    return singleNode('TreeEnsembleClassifier', attributes, [type], [label, 'float32'], version);
  };
  const integers: AttributeRecord = { classlabels_int64s: { ints: [7, -3, 12n] } };
  const strings: AttributeRecord = { classlabels_strings: { strings: ['red', 'green', 'blue'] } };
  const all = { outputs: ['Y', 'Z'] };

  for (const type of ['float32', 'float64', 'int64', 'int32'] as const) {
    for (const [kind, labels] of [
      ['int64', integers],
      ['string', strings],
    ] as const) {
      test(`picks one of three ${kind} classes for ${type} rows`, async () => {
        const random = createRandom(11);
        for (const [rows, version, base] of [
          [1, 1, false],
          [200, 3, false],
          [200, 3, true],
        ] as const) {
          const trees = randomTrees(random, { trees: 6, depth: 4, features: 5, ragged: true, modes: orderModes });
          // Leaves that vote for some classes only: one without a vote cannot win.
          const votes = randomVotes(random, trees, 'class', [[0], [1], [2], [0, 1], [2, 0, 1]]);
          const attributes = { ...trees.attributes, ...votes, ...labels };
          const model = classifier(
            base ? { ...attributes, base_values: { floats: [0.1, -0.2, 0.3] } } : attributes,
            type,
            version,
          );
          await expectSameAsOrt(model, { X: randomRows(random, type, rows, 5) }, all);
        }
      });
    }
  }

  for (const transform of transforms) {
    test(`applies ${transform} to three classes`, async () => {
      const random = createRandom(12);
      const trees = randomTrees(random, { trees: 4, depth: 3, features: 4 });
      const weight = () => random.next() / 5 + 0.01;
      const votes = randomVotes(random, trees, 'class', [[0, 1, 2]], weight);
      const model = classifier({ ...trees.attributes, ...votes, ...strings, post_transform: string(transform) });
      await expectSameAsOrt(model, { X: randomRows(random, 'float32', 60, 4) }, all);
    });
  }

  const two: AttributeRecord = { classlabels_int64s: { ints: [0, 1] } };
  for (const transform of ['NONE', 'LOGISTIC']) {
    test(`takes weights for class 0 alone as those of the positive class, ${transform}`, async () => {
      const random = createRandom(13);
      for (const base of [[], [0.25]]) {
        const trees = randomTrees(random, { trees: 5, depth: 4, features: 4 });
        const attributes = {
          ...trees.attributes,
          ...randomVotes(random, trees, 'class', [[0]]),
          ...two,
          ...(base.length > 0 ? { base_values: { floats: base } } : {}),
          post_transform: string(transform),
        };
        await expectSameAsOrt(classifier(attributes), { X: randomRows(random, 'float32', 100, 4) }, all);
      }
    });
  }

  test('takes weights for class 0 alone that are all positive as a probability', async () => {
    const random = createRandom(14);
    const trees = randomTrees(random, { trees: 4, depth: 4, features: 4 });
    const votes = randomVotes(random, trees, 'class', [[0]], () => random.next() / 4);
    const model = classifier({ ...trees.attributes, ...votes, classlabels_strings: { strings: ['no', 'yes'] } });
    await expectSameAsOrt(model, { X: randomRows(random, 'float32', 300, 4) }, all);
  });

  for (const transform of ['NONE', 'SOFTMAX', 'LOGISTIC']) {
    test(`takes weights for class 1 alone as its scores, ${transform}`, async () => {
      const random = createRandom(15);
      const trees = randomTrees(random, { trees: 5, depth: 4, features: 4 });
      const votes = randomVotes(random, trees, 'class', [[1]]);
      const attributes = { ...trees.attributes, ...votes, ...two, post_transform: string(transform) };
      await expectSameAsOrt(classifier(attributes), { X: randomRows(random, 'float32', 100, 4) }, all);
    });
  }

  const binary = async (attributes: AttributeRecord) => {
    const {
      target_treeids: _,
      target_nodeids: __,
      target_ids: ___,
      target_weights: ____,
      n_targets: _____,
      ...nodes
    } = stump;
    const model = classifier({
      ...nodes,
      class_treeids: { ints: [0, 0] },
      class_nodeids: { ints: [1, 2] },
      ...two,
      ...attributes,
    });
    const { Y, Z } = await runJs(model, { X: tensor('float32', [0, 1], [2, 1]) });
    return {
      labels: Array.from<unknown, string>(Y?.data ?? [], String),
      scores: Array.from<unknown, number>(Z?.data ?? [], (x) => Math.round(Number(x) * 1e4) / 1e4),
    };
  };

  test('gives the label of the top score where both classes have weights, which ONNX Runtime does not', async () => {
    const both = {
      class_treeids: { ints: [0, 0, 0, 0] },
      class_nodeids: { ints: [1, 1, 2, 2] },
      class_ids: { ints: [0, 1, 0, 1] },
    };
    const weights = { class_weights: { floats: [0.8, 0.2, 0.25, 0.75] } };
    const random = createRandom(16);
    expect(await binary({ ...both, ...weights })).toEqual({ labels: ['0', '1'], scores: [0.8, 0.2, 0.25, 0.75] });
    // ONNX Runtime adds base values of two classes to the wrong scores.
    expect(await binary({ ...both, ...weights, base_values: { floats: [0, 1] } })).toEqual({
      labels: ['1', '1'],
      scores: [0.8, 1.2, 0.25, 1.75],
    });
    const trees = randomTrees(random, { trees: 5, depth: 4, features: 4 });
    const votes = randomVotes(random, trees, 'class', [[0, 1]]);
    const model = classifier({ ...trees.attributes, ...votes, ...two, post_transform: string('SOFTMAX') });
    const X = randomRows(random, 'float32', 100, 4);
    const { Z } = await expectSameAsOrt(model, { X }, { outputs: ['Z'] });
    const top = Array.from({ length: 100 }, (_, row) =>
      Number(Z?.data[2 * row + 1]) > Number(Z?.data[2 * row]) ? 1 : 0,
    );
    expect(numbers(await runJs(model, { X }))).toEqual(top);
  });

  test('adds the base value that comes with weights for class 1 alone, which ONNX Runtime drops', async () => {
    const attributes = { class_ids: { ints: [1, 1] }, class_weights: { floats: [-2, 3] } };
    expect(await binary({ ...attributes, base_values: { floats: [0.5] } })).toEqual({
      labels: ['0', '1'],
      scores: [0, -1.5, 0, 3.5],
    });
    expect(await binary({ ...attributes, base_values: { floats: [1, 0.5] } })).toEqual({
      labels: ['0', '1'],
      scores: [1, -1.5, 1, 3.5],
    });
  });

  test('applies every transform to a single weight set; ONNX Runtime skips SOFTMAX and leaves half of PROBIT unwritten', async () => {
    const margins = { class_ids: { ints: [0, 0] }, class_weights: { floats: [-1, 0.5] } };
    expect(await binary({ ...margins, post_transform: string('SOFTMAX') })).toEqual({
      labels: ['0', '1'],
      scores: [0.8808, 0.1192, 0.2689, 0.7311],
    });
    const shares = { class_ids: { ints: [0, 0] }, class_weights: { floats: [0.2, 0.7] } };
    expect(await binary({ ...shares, post_transform: string('PROBIT') })).toEqual({
      labels: ['0', '1'],
      scores: [0.8418, -0.8418, -0.5244, 0.5244],
    });
    // By the scores class 1 is on top in both rows; ONNX Runtime still compares the margin with one half.
    expect(await binary({ ...shares, post_transform: string('LOGISTIC') })).toEqual({
      labels: ['1', '1'],
      scores: [0.4502, 0.5498, 0.3318, 0.6682],
    });
  });
});

describe('TreeEnsemble', () => {
  const list = (type: 'float32' | 'float64' | 'uint8', values: readonly number[]): AttributeValue => ({
    tensor: tensor(type, values),
  });

  /** A perfect tree ensemble of random tests, in version 5's form. */
  function ensemble(
    seed: number,
    type: 'float32' | 'float64',
    { modes = [0, 1, 2, 3, 4], missing = false, targets = 2 },
  ) {
    const random = createRandom(seed);
    const trees = 4;
    const inner = 7;
    const nodes = Array.from({ length: trees * inner }, (_, i) => ({
      mode: random.pick(modes),
      at: i % inner,
      tree: Math.floor(i / inner),
    }));
    const isLeaf = nodes.map(({ at }) => (2 * at + 1 >= inner ? 1 : 0));
    const child = (side: number) =>
      nodes.map(({ at, tree }) =>
        2 * at + 1 >= inner ? tree * 8 + 2 * at + side - inner : tree * inner + 2 * at + side,
      );
    const leaves = trees * 8;
    const members = nodes.flatMap(({ mode }) =>
      mode === 6 ? [...Array.from({ length: random.int(1, 6) }, () => random.int(-3, 3)), Number.NaN] : [],
    );
    return {
      random,
      attributes: {
        n_targets: { int: targets },
        tree_roots: { ints: Array.from({ length: trees }, (_, tree) => tree * inner) },
        nodes_modes: list(
          'uint8',
          nodes.map(({ mode }) => mode),
        ),
        nodes_featureids: { ints: nodes.map(() => random.int(0, 2)) },
        nodes_splits: list(
          type,
          nodes.map(() => random.int(-2, 2) / 2),
        ),
        nodes_truenodeids: { ints: child(1) },
        nodes_falsenodeids: { ints: child(2) },
        nodes_trueleafs: { ints: isLeaf },
        nodes_falseleafs: { ints: isLeaf },
        leaf_targetids: { ints: Array.from({ length: leaves }, () => random.int(0, targets - 1)) },
        leaf_weights: list(
          type,
          Array.from({ length: leaves }, () => random.next() * 2 - 1),
        ),
        ...(missing ? { nodes_missing_value_tracks_true: { ints: nodes.map(() => random.int(0, 1)) } } : {}),
        ...(members.length > 0 ? { membership_values: list(type, members) } : {}),
      } as Record<string, AttributeValue>,
    };
  }
  const treeEnsemble = (attributes: AttributeRecord, type: 'float32' | 'float64' = 'float32') =>
    singleNode('TreeEnsemble', attributes, [type], [type], 5);

  for (const type of ['float32', 'float64'] as const) {
    for (const [name, modes] of [
      ['orders', [0, 1, 2, 3, 4]],
      ['BRANCH_MEMBER', [6]],
      ['all modes', [0, 1, 2, 3, 4, 5, 6]],
    ] as [string, number[]][]) {
      test(`walks ${type} trees by ${name}`, async () => {
        for (const targets of [1, 2]) {
          const { random, attributes } = ensemble(21 + targets, type, { modes, targets });
          const rows = randomRows(random, type, 200, 3);
          // ONNX Runtime cuts fractions off before it looks for some sets' members, so 0.5 is a member of { 0 } there.
          const X = modes.includes(6)
            ? tensor(
                type,
                Array.from<unknown, number>(rows.data, (x) => Math.round(Number(x))),
                rows.dims,
              )
            : rows;
          await expectSameAsOrt(treeEnsemble(attributes, type), { X });
        }
      });
    }
  }

  test('sends missing values by nodes_missing_value_tracks_true', async () => {
    const { random, attributes } = ensemble(24, 'float32', { modes: [0, 1, 2, 3, 4], missing: true });
    await expectSameAsOrt(treeEnsemble(attributes), { X: randomRows(random, 'float32', 200, 3, true) });
  });

  for (const aggregate of [0, 1, 2, 3]) {
    test(`aggregates by function ${aggregate}`, async () => {
      const { random, attributes } = ensemble(26, 'float32', {});
      const model = treeEnsemble({ ...attributes, aggregate_function: { int: aggregate } });
      await expectSameAsOrt(model, { X: randomRows(random, 'float32', 100, 3) });
    });
  }

  test('numbers its transforms as the standard does; ONNX Runtime takes SOFTMAX and LOGISTIC for each other', async () => {
    const { random, attributes } = ensemble(27, 'float32', {});
    const X = randomRows(random, 'float32', 20, 3);
    const run = async (number: number) =>
      (await runJs(treeEnsemble({ ...attributes, post_transform: { int: number } }), { X })).Y?.data;
    const [plain, softmax, logistic] = [await run(0), await run(1), await run(2)];
    for (let i = 0; i < 40; i += 2) {
      const [a, b] = [Number(plain?.[i]), Number(plain?.[i + 1])];
      expect(softmax?.[i]).toBeCloseTo(1 / (1 + Math.exp(b - a)), 5);
      expect(logistic?.[i]).toBeCloseTo(1 / (1 + Math.exp(-a)), 5);
    }
    for (const number of [0, 3])
      await expectSameAsOrt(treeEnsemble({ ...attributes, post_transform: { int: number } }), { X });
  });

  test('looks members up exactly, where ONNX Runtime takes 0.5 and NaN for 0', async () => {
    const chain = (tracks: number) =>
      treeEnsemble({
        n_targets: { int: 1 },
        tree_roots: { ints: [0] },
        nodes_modes: list('uint8', [6, 6]),
        nodes_featureids: { ints: [0, 0] },
        nodes_splits: list('float32', [0, 0]),
        nodes_truenodeids: { ints: [0, 1] },
        nodes_falsenodeids: { ints: [1, 2] },
        nodes_trueleafs: { ints: [1, 1] },
        nodes_falseleafs: { ints: [0, 1] },
        nodes_missing_value_tracks_true: { ints: [0, tracks] },
        membership_values: list('float32', [2, 2, Number.NaN, -1, 0, 7, Number.POSITIVE_INFINITY]),
        leaf_targetids: { ints: [0, 0, 0] },
        leaf_weights: list('float32', [1, 2, 3]),
      });
    const X = tensor('float32', [2, -1, 0, -0, 7, 0.5, 8, Number.POSITIVE_INFINITY, Number.NaN], [9, 1]);
    expect(numbers(await runJs(chain(0), { X }))).toEqual([1, 2, 2, 2, 2, 3, 3, 2, 3]);
    expect(numbers(await runJs(chain(1), { X }))).toEqual([1, 2, 2, 2, 2, 3, 3, 2, 2]);
  });

  test('takes a tree of one leaf', async () => {
    const model = treeEnsemble({
      n_targets: { int: 1 },
      tree_roots: { ints: [0] },
      nodes_modes: list('uint8', [0]),
      nodes_featureids: { ints: [0] },
      nodes_splits: list('float32', [0]),
      nodes_truenodeids: { ints: [0] },
      nodes_falsenodeids: { ints: [0] },
      nodes_trueleafs: { ints: [1] },
      nodes_falseleafs: { ints: [1] },
      leaf_targetids: { ints: [0] },
      leaf_weights: list('float32', [2.5]),
    });
    await expectSameAsOrt(model, { X: tensor('float32', [1, Number.NaN], [2, 1]) });
  });
});

describe('a broken tree ensemble', () => {
  const ints = (...values: number[]): AttributeValue => ({ ints: values });
  const cases: readonly (readonly [string, AttributeRecord, RegExp])[] = [
    ['a cycle', { nodes_falsenodeids: ints(0, 0, 0) }, /nodes_falsenodeids lead to node 0 twice/],
    ['a child that is not there', { nodes_truenodeids: ints(9, 0, 0) }, /nodes_truenodeids names node 9/],
    ['a negative child', { nodes_truenodeids: ints(-1, 0, 0) }, /nodes_truenodeids names node -1/],
    ['a huge child', { nodes_truenodeids: ints(2 ** 40, 0, 0) }, /nodes_truenodeids names node 1099511627776/],
    ['lists of unequal length', { nodes_values: { floats: [0, 0] } }, /nodes_values has 2 values/],
    ['an unknown mode', { nodes_modes: { strings: ['BRANCH_MAYBE', 'LEAF', 'LEAF'] } }, /BRANCH_MAYBE/],
    ['a negative feature', { nodes_featureids: ints(-1, 0, 0) }, /nodes_featureids has -1/],
    ['a huge feature', { nodes_featureids: ints(2 ** 45, 0, 0) }, /nodes_featureids has/],
    [
      'no nodes',
      Object.fromEntries(
        Object.keys(stump)
          .filter((name) => name.startsWith('nodes'))
          .map((name) => [name, ints()]),
      ),
      /nodes_/,
    ],
    ['a target out of range', { target_ids: ints(0, 1) }, /target_ids has 1/],
    ['a negative target', { target_ids: ints(0, -1) }, /target_ids has -1/],
    ['a vote for no node', { target_nodeids: ints(1, 5) }, /target_nodeids names node 5/],
    ['too few weights', { target_weights: { floats: [1] } }, /target_weights has 1 values/],
    ['no targets', { n_targets: { int: 0 } }, /n_targets is 0/],
    ['too many targets', { n_targets: { int: 2 ** 31 } }, /n_targets is 2147483648/],
    ['base values of another number', { base_values: { floats: [1, 2] } }, /base_values has 2 values/],
    ['an unknown transform', { post_transform: string('SQUARE') }, /post_transform is 'SQUARE'/],
    ['an unknown aggregate', { aggregate_function: string('MODE') }, /aggregate_function/],
  ];
  for (const [name, attributes, message] of cases) {
    test(`with ${name} is refused by one sentence`, async () => {
      const model = singleNode('TreeEnsembleRegressor', { ...stump, ...attributes }, ['float32'], ['float32']);
      await expect(createJsSession(model)).rejects.toMatchObject({
        name: 'EdgewiseError',
        code: 'model-invalid',
        message: expect.stringMatching(message),
      });
    });
  }

  test('is told from a bad input', async () => {
    const model = singleNode(
      'TreeEnsembleRegressor',
      { ...stump, nodes_featureids: ints(3, 0, 0) },
      ['float32'],
      ['float32'],
    );
    const session = await createJsSession(model);
    for (const dims of [[1, 3], [2, 2, 4], []]) {
      const length = dims.reduce((product, size) => product * size, 1);
      const feeds = { X: tensor('float32', new Array(length).fill(0), dims) };
      await expect(session.run(feeds)).rejects.toMatchObject({ code: 'input-invalid' });
    }
    await expect(session.run({ X: tensor('float32', [0, 0, 0, 0], [1, 4]) })).resolves.toBeDefined();
  });

  test('ends in time, however many rows a deep tree is fed', async () => {
    const depth = 20_000;
    const inner = Array.from({ length: depth }, (_, i) => i);
    const all = [...inner, ...inner.map((i) => depth + i), 2 * depth];
    const model = singleNode(
      'TreeEnsembleRegressor',
      {
        nodes_treeids: { ints: all.map(() => 0) },
        nodes_nodeids: { ints: all },
        nodes_modes: { strings: all.map((i) => (i < depth ? 'BRANCH_LEQ' : 'LEAF')) },
        nodes_featureids: { ints: all.map(() => 0) },
        nodes_values: { floats: all },
        // Every node's false child is the next node; the last one's is a leaf.
        nodes_truenodeids: { ints: all.map((i) => (i < depth ? depth + i : 0)) },
        nodes_falsenodeids: { ints: all.map((i) => (i < depth - 1 ? i + 1 : i < depth ? 2 * depth : 0)) },
        n_targets: { int: 1 },
        target_treeids: { ints: [0] },
        target_nodeids: { ints: [2 * depth] },
        target_ids: { ints: [0] },
        target_weights: { floats: [3] },
      },
      ['float32'],
      ['float32'],
    );
    const session = await createJsSession(model);
    const { Y } = await session.run({ X: tensor('float32', [1e9, 5], [2, 1]) });
    expect(Y?.data).toEqual(Float32Array.of(3, 0));
    const rows = 1_000_000;
    await expect(
      session.run({ X: { type: 'float32', dims: [rows, 1], data: new Float32Array(rows) } }),
    ).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringMatching(/limits\.work/),
    });
  });
});
