import { describe, expect, it } from 'vitest';
import { compileGraph } from '../graph.ts';
import { contextOf, event } from '../testing/fixtures.ts';

const order = {
  shop: { city: 'Basel' },
  items: [
    { sku: 'A', price: '20.5', options: { gift: true } },
    { sku: 'B', price: 'much', options: { gift: '' } },
    null,
  ],
  table: { sku: ['A', 'B'], price: [1] },
};

async function rowsOf(params: object, source = 'events'): Promise<unknown> {
  const nodes = [
    { id: 'tested', op: 'json-to-frame', inputs: [source], params },
    { id: 'rows', op: 'frame-to-xdm', inputs: ['tested'] },
  ];
  const graph = compileGraph({ nodes, outputs: {} }, { sessions: {} });
  const events = [event('a', 1), event('order', 0, order)];
  return (await graph.run(contextOf({ events, profile: { person: { age: 40 } } }))).xdm.rows;
}

describe('json-to-frame', () => {
  it("gives a row for each item, as pd.json_normalize(order, 'items')", async () => {
    const columns = [
      { name: 'sku', type: 'string' },
      { name: 'price', default: 0 },
      { name: 'gift', path: 'options.gift', type: 'bool' },
    ];
    expect(await rowsOf({ recordPath: 'items', columns })).toEqual([
      { sku: 'A', price: 20.5, gift: true },
      { sku: 'B', price: 0 },
      { price: 0 },
    ]);
  });

  it('gives one row for an object, the event itself without a path', async () => {
    expect(await rowsOf({ columns: [{ name: 'city', path: 'shop.city', type: 'string' }] })).toEqual([
      { city: 'Basel' },
    ]);
    expect(await rowsOf({ recordPath: 'shop', columns: [{ name: 'city', type: 'string' }] })).toEqual([
      { city: 'Basel' },
    ]);
    expect(await rowsOf({ recordPath: 'person', columns: [{ name: 'age' }] }, 'profile')).toEqual([{ age: 40 }]);
  });

  it('gives one row of defaults where there is nothing', async () => {
    expect(await rowsOf({ recordPath: 'nothing', columns: [{ name: 'n', default: 3 }] })).toEqual([{ n: 3 }]);
  });

  it("reads columns with orient 'list', as pd.DataFrame(dict)", async () => {
    const columns = [{ name: 'sku', type: 'string' }, { name: 'price' }];
    expect(await rowsOf({ recordPath: 'table', orient: 'list', columns })).toEqual([
      { sku: 'A', price: 1 },
      { sku: 'B' },
    ]);
  });

  it.each<[object, RegExp]>([
    [{ columns: [] }, /params.columns: /],
    [{ columns: [{ name: 'a' }, { name: 'a' }] }, /params.columns: there are two columns 'a'/],
    [{ columns: [{ name: 'a', type: 'int64', default: 0.5 }] }, /params.columns.0.default: 0.5 is not int64/],
    [{ recordPath: '__proto__', columns: [{ name: 'a' }] }, /params.recordPath: /],
  ])('refuses %j', async (params, message) => {
    await expect(rowsOf(params)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});
