import { describe, expect, it } from 'vitest';
import { compileGraph } from '../graph.ts';
import { contextOf, frameOf } from '../testing/fixtures.ts';

const frame = frameOf({ a: ['int64', [1, 2]], b: ['string', ['x', 'y']], c: ['float64', [0.5, null]] });
const columns = { a: 'int64', b: 'string', c: 'float64' } as const;

async function rowsOf(params: object): Promise<unknown> {
  const nodes = [
    { id: 'left', op: 'select', inputs: ['frame'], params: { columns: ['a', 'b'] } },
    { id: 'right', op: 'select', inputs: ['frame'], params: { columns: ['c', 'b'] } },
    { id: 'tested', op: 'concat', inputs: ['left', 'right'], params },
    { id: 'rows', op: 'frame-to-xdm', inputs: ['tested'] },
  ];
  const graph = compileGraph({ nodes, outputs: {} }, { sessions: {}, frame: columns });
  return (await graph.run(contextOf({ frame }))).xdm.rows;
}

describe('concat', () => {
  it('puts rows under rows with the columns of all, as pd.concat([left, right])', async () => {
    expect(await rowsOf({})).toEqual([{ a: 1, b: 'x' }, { a: 2, b: 'y' }, { b: 'x', c: 0.5 }, { b: 'y' }]);
  });

  it("keeps what all have with join 'inner'", async () => {
    expect(await rowsOf({ join: 'inner' })).toEqual([{ b: 'x' }, { b: 'y' }, { b: 'x' }, { b: 'y' }]);
  });

  it('puts columns beside columns, and refuses a name twice', async () => {
    await expect(rowsOf({ axis: 'columns' })).rejects.toThrow(/'tested' \(concat\), inputs: there are two columns 'b'/);
    const nodes = [
      { id: 'tested', op: 'concat', inputs: ['frame.a', 'frame.c'], params: { axis: 'columns' } },
      { id: 'rows', op: 'frame-to-xdm', inputs: ['tested'] },
    ];
    const graph = compileGraph({ nodes, outputs: {} }, { sessions: {}, frame: columns });
    expect((await graph.run(contextOf({ frame }))).xdm.rows).toEqual([{ a: 1, c: 0.5 }, { a: 2 }]);
  });

  it('refuses a column of two types', async () => {
    const nodes = [
      { id: 'renamed', op: 'rename', inputs: ['frame.c'], params: { columns: { c: 'b' } } },
      { id: 'tested', op: 'concat', inputs: ['frame.b', 'renamed'] },
    ];
    expect(() => compileGraph({ nodes, outputs: {} }, { sessions: {}, frame: columns })).toThrow(
      /column 'b' is string in one frame and float64 in another; cast one/,
    );
  });
});
