import { describe, expect, it } from 'vitest';
import { compileGraph } from '../graph.ts';
import { contextOf, frameOf } from '../testing/fixtures.ts';

const frame = frameOf({ a: ['float64', [1, 2, 3]], b: ['float64', [4, 5, 6]] });

function compile(shape: unknown, output: string) {
  const nodes = [
    { id: 'row', op: 'array', inputs: ['frame'] },
    { id: 'tested', op: 'reshape', inputs: ['row'], params: { shape } },
  ];
  return compileGraph({ nodes, outputs: { out: output } }, { sessions: {}, frame: { a: 'float64', b: 'float64' } });
}

describe('reshape', () => {
  // np.array([[1, 4], [2, 5], [3, 6]]).reshape(…)
  it.each<[number[], string, unknown]>([
    [[2, 3], 'tested[1,:]', [5, 3, 6]],
    [[2, -1], 'tested[1,:]', [5, 3, 6]],
    [[-1], 'tested[-1]', 6],
    [[1, 3, 2], 'tested[0,2,0]', 3],
  ])('to %j', async (shape, output, expected) => {
    expect((await compile(shape, output).run(contextOf({ frame }))).scores.out).toEqual(expected);
  });

  it('refuses a shape that the values do not fill', async () => {
    for (const shape of [[4], [4, -1]]) {
      await expect(compile(shape, 'tested').run(contextOf({ frame }))).rejects.toMatchObject({
        code: 'input-invalid',
        message: `Graph node 'tested' (reshape): 6 values don't fit the shape [${shape}].`,
      });
    }
  });

  it.each([[[-1, -1]], [[1.5]], [['a']]])('refuses %j', (shape) => {
    expect(() => compile(shape, 'tested')).toThrow(/'tested' \(reshape\), params.shape/);
  });
});
