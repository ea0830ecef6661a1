import { describe, expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../../authoring/onnx/writer.ts';
import type { Tensor } from '../../../session.ts';
import { createRandom, expectSameAsOrt, runJs } from '../../testing/differential.ts';
import { type AttributeRecord, randomRows, randomTrees, randomVotes, singleNode, stump } from './testing/models.ts';

const transforms = ['NONE', 'SOFTMAX', 'LOGISTIC', 'SOFTMAX_ZERO', 'PROBIT'];
const orderModes = ['BRANCH_LEQ', 'BRANCH_LT', 'BRANCH_GTE', 'BRANCH_GT'];
const numbers = ({ Y }: Record<string, Tensor>) => Array.from<unknown, number>(Y?.data ?? [], Number);
const string = (value: string): AttributeValue => ({ string: value });

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

  test('counts a vote of -0 as one, so that its class may win', async () => {
    const { n_targets: _, target_treeids, target_nodeids, target_ids: __, target_weights: ___, ...nodes } = stump;
    const twice = (ids: AttributeValue | undefined): AttributeValue => ({
      ints: ids && 'ints' in ids ? [...ids.ints, ...ids.ints] : [],
    });
    const votes: AttributeRecord = {
      class_treeids: twice(target_treeids),
      class_nodeids: twice(target_nodeids),
      class_ids: { ints: [0, 0, 1, 1] },
      class_weights: { floats: [-0, -0, -1, -2] },
    };
    await expectSameAsOrt(
      classifier({ ...nodes, ...votes, ...integers }),
      { X: tensor('float32', [0, 1], [2, 1]) },
      all,
    );
  });

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
