import { describe, expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../../authoring/onnx/writer.ts';
import type { Tensor } from '../../../session.ts';
import { createRandom, expectSameAsOrt, runJs } from '../../testing/differential.ts';
import { type AttributeRecord, randomRows, singleNode } from './testing/models.ts';

const numbers = ({ Y }: Record<string, Tensor>) => Array.from<unknown, number>(Y?.data ?? [], Number);

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
