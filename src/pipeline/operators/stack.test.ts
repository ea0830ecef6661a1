import { describe, expect, it } from 'vitest';
import { compileGraph } from '../graph.ts';
import { contextOf, frameOf } from '../testing/fixtures.ts';

const frame = frameOf({ a: ['float64', [1, 2, 3]], b: ['float64', [4, 5, 6]], s: ['string', ['x', 'y', 'z']] });

function compile(inputs: string[], params: unknown, output: string) {
  const nodes = [
    { id: 'ab', op: 'array', inputs: ['frame'], params: { columns: ['a', 'b'] } },
    { id: 'ba', op: 'array', inputs: ['frame'], params: { columns: ['b', 'a'] } },
    { id: 'one', op: 'array', inputs: ['frame'], params: { columns: ['a'] } },
    { id: 'tested', op: 'stack', inputs, params },
  ];
  const columns = { a: 'float64', b: 'float64', s: 'string' } as const;
  return compileGraph({ nodes, outputs: { out: output } }, { sessions: {}, frame: columns });
}

describe('stack', () => {
  // np.stack([[[1, 4], [2, 5], [3, 6]], [[4, 1], [5, 2], [6, 3]]], axis)
  it.each<[number, string, unknown]>([
    [0, 'tested', [1, 4, 2, 5, 3, 6, 4, 1, 5, 2, 6, 3]],
    [1, 'tested', [1, 4, 4, 1, 2, 5, 5, 2, 3, 6, 6, 3]],
    [2, 'tested', [1, 4, 4, 1, 2, 5, 5, 2, 3, 6, 6, 3]],
    [1, 'tested[2,1,0]', 6],
  ])('along axis %d', async (axis, output, expected) => {
    const { scores } = await compile(['ab', 'ba'], { axis }, output).run(contextOf({ frame }));
    expect(scores.out).toEqual(expected);
  });

  it('takes columns, texts too', async () => {
    const texts = await compile(['frame.s', 'frame.s'], { axis: 1 }, 'tested').run(contextOf({ frame }));
    expect(texts.scores.out).toEqual(['x', 'x', 'y', 'y', 'z', 'z']);
  });

  it('refuses shapes that differ', async () => {
    await expect(compile(['ab', 'one'], {}, 'tested').run(contextOf({ frame }))).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringMatching(/it can't stack shapes \[3,2\] and \[3,1\] along axis 0/),
    });
  });

  it.each<[string[], unknown, RegExp]>([
    [['ab', 'frame.s'], {}, /inputs: one is float32 and another string/],
    [['ab'], { axis: 3 }, /params.axis: it is beyond the 2 axes of an input/],
    [['ab'], { axis: -1 }, /params.axis: /],
  ])('refuses %j with %j', (inputs, params, message) => {
    expect(() => compile(inputs, params, 'tested')).toThrow(message);
  });
});
