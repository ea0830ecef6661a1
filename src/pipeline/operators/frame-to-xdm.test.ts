import { describe, expect, it } from 'vitest';
import { compileGraph } from '../graph.ts';
import { contextOf, frameOf } from '../testing/fixtures.ts';

const frame = frameOf({ sku: ['string', ['A', 'B']], count: ['int64', [2, null]], ok: ['bool', [true, false]] });

async function xdmOf(params: unknown): Promise<unknown> {
  const definition = { nodes: [{ id: 'x', op: 'frame-to-xdm', inputs: ['frame'], params }], outputs: {} };
  const graph = compileGraph(definition, { sessions: {}, frame: { sku: 'string', count: 'int64', ok: 'bool' } });
  return (await graph.run(contextOf({ frame }))).xdm;
}

describe('frame-to-xdm', () => {
  it('makes one object a row, nulls left out', async () => {
    expect(await xdmOf({})).toEqual({
      x: [
        { sku: 'A', count: 2, ok: true },
        { sku: 'B', ok: false },
      ],
    });
  });

  it('puts columns at paths', async () => {
    const columns = [
      { column: 'sku', path: 'productListItems[0].SKU' },
      { column: 'count', path: 'productListItems[0].quantity' },
    ];
    expect(await xdmOf({ columns })).toEqual({
      x: [{ productListItems: [{ SKU: 'A', quantity: 2 }] }, { productListItems: [{ SKU: 'B' }] }],
    });
  });

  it.each([
    [{ columns: [{ column: 'nope', path: 'a' }] }, /params.columns.0.column: 'nope' is no column/],
    [{ columns: [{ column: 'sku', path: '__proto__.a' }] }, /params.columns.0.path: /],
    [{ columns: [{ column: 'sku', path: 'a[*]' }] }, /params.columns: 'a\[\*\]' can't be written/],
    [{ columns: [{ column: 'sku', path: 'a[1]' }] }, /params.columns: 'a\[1\]' can't be written/],
  ])('refuses %j', async (params, message) => {
    await expect(xdmOf(params)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});
