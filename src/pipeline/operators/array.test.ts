import { describe, expect, it, vi } from 'vitest';
import type { Tensor } from '../../engine/session.ts';
import { createFrame, type Frame } from '../frame.ts';
import { compileGraph } from '../graph.ts';
import { contextOf, frameOf } from '../testing/fixtures.ts';

const frame = frameOf({
  f: ['float64', [1.5, null]],
  i: ['int64', [1, 2]],
  b: ['bool', [true, false]],
  s: ['string', ['x', 'y']],
  holes: ['int64', [1, null]],
});

async function arrayOf(params: unknown, from: Frame = frame): Promise<Tensor> {
  const caught = vi.fn();
  const graph = compileGraph(
    {
      nodes: [
        { id: 'tested', op: 'array', inputs: ['frame'], params },
        { id: 'caught', op: 'custom', inputs: ['tested'], params: { name: 'catch', output: { columns: {} } } },
      ],
      outputs: {},
    },
    {
      sessions: {},
      frame: { f: 'float64', i: 'int64', b: 'bool', s: 'string', holes: 'int64' },
      customOperators: { catch: ([tensor]) => caught(tensor) ?? createFrame({}) },
    },
  );
  await graph.run(contextOf({ frame: from }));
  return caught.mock.calls[0]?.[0];
}

describe('array', () => {
  it.each([
    ['float32', ['f', 'i', 'b', 'holes'], Float32Array.of(1.5, 1, 1, 1, Number.NaN, 2, 0, Number.NaN)],
    ['float64', ['i', 'f'], Float64Array.of(1, 1.5, 2, Number.NaN)],
    ['int64', ['i', 'b'], BigInt64Array.of(1n, 1n, 2n, 0n)],
    ['bool', ['b'], Uint8Array.of(1, 0)],
    ['string', ['s'], ['x', 'y']],
  ])('lays columns side by side as %s, rows first', async (type, columns, data) => {
    expect(await arrayOf({ columns, type })).toEqual({ type, dims: [2, columns.length], data });
  });

  it('refuses a null where the type has none', async () => {
    await expect(arrayOf({ columns: ['i', 'holes'], type: 'int64' })).rejects.toMatchObject({
      code: 'input-invalid',
      message: "Graph node 'tested' (array): column 'holes' is null; fill it with fillna.",
    });
  });

  it.each([
    [{ columns: ['s'] }, /params.columns: column 's' is string/],
    [{ columns: ['i'], type: 'string' }, /params.columns: column 'i' is int64/],
    [{ columns: ['f'], type: 'int64' }, /params.columns: column 'f' is float64, which a int64 tensor can't hold/],
    [{ columns: [] }, /params.columns: /],
    [{ type: 'uint8' }, /params.type: /],
  ])('refuses %j', async (params, message) => {
    await expect(arrayOf(params)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});
