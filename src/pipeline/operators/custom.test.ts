import { describe, expect, it, vi } from 'vitest';
import { createColumn, createFrame } from '../frame.ts';
import { compileGraph } from '../graph.ts';
import type { GraphContext } from '../operator.ts';
import { contextOf, event } from '../testing/fixtures.ts';
import type { CustomOperator } from './custom.ts';

const frameOutput = { columns: { a: 'float64', b: 'string' } };

async function scoreOf(
  call: CustomOperator,
  params: object,
  output: string,
  context?: Partial<GraphContext>,
): Promise<unknown> {
  const graph = compileGraph(
    {
      nodes: [{ id: 'c', op: 'custom', inputs: ['events'], params: { name: 'mine', ...params } }],
      outputs: { out: output },
    },
    { sessions: {}, customOperators: { mine: call } },
  );
  return (await graph.run(contextOf(context))).scores.out;
}

describe('custom', () => {
  it('calls the registered function with options and context, and takes a frame in any column order', async () => {
    const call = vi.fn<CustomOperator>((_, options, { events }) =>
      createFrame({
        b: createColumn('string', ['x']),
        a: createColumn('float64', [Number(options.factor) * events.length]),
      }),
    );
    const events = [event('a', 1), event('b', 0)];
    expect(
      await scoreOf(call, { options: { factor: 3 }, module: './mine.js', output: frameOutput }, 'c.a', { events }),
    ).toBe(6);
    expect(call.mock.calls[0]?.[0]).toEqual([]);
  });

  it('takes a tensor, and may be asynchronous', async () => {
    const call: CustomOperator = async () => ({ type: 'int64', dims: [1, 2], data: BigInt64Array.of(4n, 5n) });
    expect(await scoreOf(call, { output: { type: 'int64', shape: [null, 2] } }, 'c[0,1]')).toBe(5);
  });

  it.each<[string, unknown, string]>([
    ['a frame without a column', createFrame({ a: createColumn('float64', [1]) }), 'a frame of a: float64'],
    [
      'a column of another type',
      createFrame({ a: createColumn('float64', [1]), b: createColumn('bool', [true]) }),
      'a frame of a: float64, b: bool',
    ],
    ['nothing', undefined, 'undefined'],
    ['a tensor', { type: 'float32', dims: [1], data: Float32Array.of(1) }, 'a tensor of float32 [1]'],
  ])('refuses %s where another frame is declared', async (_, result, what) => {
    await expect(scoreOf(() => result as never, { output: frameOutput }, 'c.a')).rejects.toMatchObject({
      code: 'input-invalid',
      message: `Graph node 'c' (custom): custom operator 'mine' returned ${what}, and params.output declares something else.`,
    });
  });

  it('refuses columns of two lengths', async () => {
    const columns = [createColumn('float64', [1, 2]), createColumn('string', ['x'])];
    const call: CustomOperator = () => ({ names: ['a', 'b'], columns, rowCount: 2 });
    await expect(scoreOf(call, { output: frameOutput }, 'c.a')).rejects.toMatchObject({
      code: 'input-invalid',
      message:
        "Graph node 'c' (custom): custom operator 'mine' returned columns that differ in length; give all of them as many rows.",
    });
  });

  it('refuses a tensor of another shape than declared', async () => {
    const call: CustomOperator = () => ({ type: 'float32', dims: [1, 3], data: new Float32Array(3) });
    await expect(scoreOf(call, { output: { type: 'float32', shape: [null, 2] } }, 'c')).rejects.toThrow(/declares/);
  });

  it.each([
    [
      'throws',
      () => {
        throw new TypeError('oops');
      },
    ],
    ['rejects', async () => Promise.reject(new TypeError('oops'))],
  ])('names the node when the function %s', async (_, call) => {
    await expect(scoreOf(call, { output: frameOutput }, 'c.a')).rejects.toMatchObject({
      code: 'engine-failed',
      message: "Graph node 'c': custom operator 'mine' failed: oops",
      cause: expect.any(TypeError),
    });
  });

  it('refuses a name that is not registered, and a missing declaration', async () => {
    await expect(scoreOf(vi.fn(), { name: 'toString', output: frameOutput }, 'c.a')).rejects.toThrow(
      /params.name: custom operator 'toString' is not registered/,
    );
    await expect(scoreOf(vi.fn(), {}, 'c.a')).rejects.toThrow(/params.output: /);
  });
});
