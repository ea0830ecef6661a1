import { describe, expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../../authoring/onnx/writer.ts';
import { createJsSession } from '../../create-js-session.ts';
import { type AttributeRecord, singleNode, stump } from './testing/models.ts';

const string = (value: string): AttributeValue => ({ string: value });

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
