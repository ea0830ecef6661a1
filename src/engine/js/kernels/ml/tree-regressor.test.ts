import { describe, expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../../authoring/onnx/writer.ts';
import { createRandom, expectSameAsOrt, runJs } from '../../testing/differential.ts';
import { type AttributeRecord, randomRows, randomTrees, randomVotes, singleNode, stump } from './testing/models.ts';

const transforms = ['NONE', 'SOFTMAX', 'LOGISTIC', 'SOFTMAX_ZERO', 'PROBIT'];
const orderModes = ['BRANCH_LEQ', 'BRANCH_LT', 'BRANCH_GTE', 'BRANCH_GT'];
const string = (value: string): AttributeValue => ({ string: value });

const halves: AttributeRecord = { target_weights: { floats: [0.2, 0.7] } };

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
