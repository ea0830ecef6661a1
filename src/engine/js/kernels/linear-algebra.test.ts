import { expect, test } from 'vitest';
import { tensor } from '../../../authoring/onnx/writer.ts';
import type { TensorType } from '../../session.ts';
import { createRandom } from '../testing/differential.ts';
import { elementsOf, expectNodeSameAsOrt, runNode } from './testing/one-node.ts';

test('Det computes determinants of stacks of matrices', async () => {
  const random = createRandom(1);
  for (const dims of [
    [1, 1],
    [2, 2],
    [5, 5],
    [3, 4, 4],
    [2, 2, 3, 3],
  ]) {
    await expectNodeSameAsOrt(
      { opType: 'Det', opset: 11, inputs: [random.tensor('float32', dims)] },
      { rtol: 1e-4, atol: 1e-3 },
    );
  }
  expect(await elementsOf({ opType: 'Det', opset: 11, inputs: [tensor('float64', [0, 2, 3, 4], [2, 2])] })).toEqual([
    -6,
  ]);
  expect(await elementsOf({ opType: 'Det', opset: 11, inputs: [tensor('float64', [1, 2, 2, 4], [2, 2])] })).toEqual([
    0,
  ]);
  expect(await elementsOf({ opType: 'Det', opset: 22, inputs: [tensor('float32', [], [2, 0, 0])] })).toEqual([1, 1]);
  await expect(runNode({ opType: 'Det', opset: 11, inputs: [tensor('float32', [1, 2], [1, 2])] })).rejects.toThrow(
    'square',
  );
});

test('Einsum follows its equation', async () => {
  const random = createRandom(2);
  const cases: [string, number[][]][] = [
    [
      'ij,jk->ik',
      [
        [2, 3],
        [3, 4],
      ],
    ],
    [
      'ij,jk',
      [
        [2, 3],
        [3, 4],
      ],
    ],
    ['ij->ji', [[2, 3]]],
    ['ij->', [[2, 3]]],
    ['ij->i', [[2, 3]]],
    ['ii->i', [[3, 3]]],
    ['ii', [[3, 3]]],
    ['i,j->ij', [[2], [3]]],
    [
      'bij,bjk->bik',
      [
        [2, 3, 4],
        [2, 4, 2],
      ],
    ],
    [
      '...ij,...jk->...ik',
      [
        [2, 3, 4],
        [4, 2],
      ],
    ],
    ['...ii->...i', [[2, 3, 3]]],
    ['b...->...', [[2, 3, 4]]],
    [
      'ba,cb',
      [
        [2, 3],
        [4, 2],
      ],
    ],
    [
      'bn,anm,bm->ba',
      [
        [2, 5],
        [3, 5, 4],
        [2, 4],
      ],
    ],
    [' i j , j -> i ', [[2, 3], [3]]],
    [
      'Ab,bC->AC',
      [
        [2, 3],
        [3, 2],
      ],
    ],
  ];
  for (const [equation, shapes] of cases) {
    for (const type of ['float32', 'float64', 'int32', 'int64'] as TensorType[]) {
      const inputs = shapes.map((shape) => random.tensor(type, shape));
      const node = { opType: 'Einsum', opset: 12, inputs, attributes: { equation: { string: equation } } };
      await expectNodeSameAsOrt(node, { rtol: 1e-5, atol: 1e-5 });
    }
  }
});

test('an equation that does not fit is refused', async () => {
  const x = tensor('float32', [1, 2, 3, 4], [2, 2]);
  const vector = tensor('float32', [1, 2, 3]);
  const run = (equation: string, inputs: (typeof x)[]) =>
    runNode({ opType: 'Einsum', opset: 12, inputs, attributes: { equation: { string: equation } } });
  for (const equation of ['', 'ij->k', 'ij->ii', 'i', 'ijk', 'ij,jk', '......', 'i1', 'ij->->', '(a+)+b']) {
    await expect(run(equation, [x]), equation).rejects.toHaveProperty('name', 'EdgewiseError');
  }
  await expect(run('ij,j', [x, vector])).rejects.toThrow('label j');
});

test('an equation that would sum for ever is refused at once', async () => {
  const letters = [...'abcdefghij'];
  const inputs = letters.map(() => tensor('float32', new Float32Array(100)));
  const node = { opType: 'Einsum', opset: 12, inputs, attributes: { equation: { string: `${letters.join(',')}->` } } };
  await expect(runNode(node)).rejects.toMatchObject({ code: 'input-invalid' });
});
