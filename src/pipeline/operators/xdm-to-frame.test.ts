import { describe, expect, it, vi } from 'vitest';
import { compileGraph } from '../graph.ts';
import type { GraphContext } from '../operator.ts';
import { contextOf, event } from '../testing/fixtures.ts';

const events = [
  event('commerce.productViews', 4000, { productListItems: [{ SKU: 'A', priceTotal: 10 }] }),
  event('commerce.productListAdds', 3000, {
    productListItems: [
      { SKU: 'A', priceTotal: '20.5' },
      { SKU: 'B', priceTotal: 5 },
    ],
  }),
  event('commerce.productViews', 100, {
    productListItems: [{ SKU: 'B', priceTotal: null }],
    web: { referrer: 'mail' },
  }),
  event('web.webpagedetails.pageViews', 0, { web: { visits: 7, returning: true, campaign: '' } }),
];
const ofType = (type: string) => ({ '==': [{ var: 'event.eventType' }, type] });
const price = 'productListItems[*].priceTotal';

async function rowOf(columns: unknown[], context: Partial<GraphContext> = { events }): Promise<unknown> {
  const definition = {
    nodes: [
      { id: 'row', op: 'xdm-to-frame', inputs: ['events'], params: { columns } },
      { id: 'xdm', op: 'frame-to-xdm', inputs: ['row'] },
    ],
    outputs: {},
  };
  return (await compileGraph(definition, { sessions: {} }).run(contextOf(context))).xdm.xdm?.[0];
}

describe('xdm-to-frame', () => {
  it('reads the current event, with a default where it has nothing that fits, or an empty text, which a CSV has for nothing', async () => {
    const columns = [
      { name: 'campaign', path: 'web.campaign', default: 'none' },
      { name: 'visits', path: 'web.visits', type: 'int64' },
      { name: 'returning', path: 'web.returning', type: 'bool' },
      { name: 'referrer', path: 'web.referrer', default: 'none' },
      { name: 'number', path: 'eventType', default: -1 },
      { name: 'nothing', path: 'a.b.c' },
    ];
    expect(await rowOf(columns)).toEqual({
      campaign: 'none',
      visits: 7,
      returning: true,
      referrer: 'none',
      number: -1,
    });
  });

  // As df.price.agg(...), df.sku.nunique() over the items in a Pandas frame.
  it.each<[string, object, unknown]>([
    ['events', { aggregate: 'count' }, 4],
    ['values', { aggregate: 'count', path: price }, 3],
    ['events where', { aggregate: 'count', where: ofType('commerce.productViews') }, 2],
    ['events in a window', { aggregate: 'count', window: 3000 }, 3],
    ['sum', { aggregate: 'sum', path: price }, 35.5],
    ['sum of nothing', { aggregate: 'sum', path: 'nothing' }, 0],
    ['min', { aggregate: 'min', path: price }, 5],
    ['max', { aggregate: 'max', path: price }, 20.5],
    ['mean', { aggregate: 'mean', path: price }, 35.5 / 3],
    ['mean of nothing', { aggregate: 'mean', path: 'nothing', default: -1 }, -1],
    ['max of nothing', { aggregate: 'max', path: 'nothing' }, undefined],
    ['last', { aggregate: 'last', path: 'web.referrer', type: 'string' }, 'mail'],
    ['last number', { aggregate: 'last', path: price }, 5],
    ['distinctCount', { aggregate: 'distinctCount', path: 'productListItems[*].SKU' }, 2],
    ['secondsSince', { aggregate: 'secondsSince', where: ofType('commerce.productViews') }, 100],
    ['secondsSince a value', { aggregate: 'secondsSince', path: price }, 3000],
    ['secondsSince nothing', { aggregate: 'secondsSince', where: ofType('x'), default: 86_400 }, 86_400],
    ['a type of its own', { aggregate: 'count', type: 'float32' }, 4],
    [
      'where with now and current',
      {
        aggregate: 'count',
        where: { and: [{ '!=': [{ var: 'event._id' }, { var: 'current._id' }] }, { '>': [{ var: 'now' }, 0] }] },
      },
      3,
    ],
  ])('%s', async (_, column, expected) => {
    expect(await rowOf([{ name: 'x', ...column }])).toEqual(expected === undefined ? {} : { x: expected });
  });

  it('looks at the events of each column, whatever the columns beside it look at', async () => {
    const views = { aggregate: 'count', where: ofType('commerce.productViews') };
    const columns = [
      { name: 'all', aggregate: 'count' },
      { name: 'views', ...views },
      { name: 'adds', aggregate: 'count', where: ofType('commerce.productListAdds') },
      { name: 'late', ...views, window: 3000 },
      { name: 'again', ...views },
    ];
    expect(await rowOf(columns)).toEqual({ all: 4, views: 2, adds: 1, late: 1, again: 2 });
  });

  it('passes over what is no number where it takes numbers', async () => {
    const mixed = [10, 'ten', 20].map((x) => event('a', 0, { x }));
    const columns = ['sum', 'min', 'max', 'mean', 'count'].map((aggregate) => ({
      name: aggregate,
      aggregate,
      path: 'x',
    }));
    expect(await rowOf(columns, { events: mixed })).toEqual({ sum: 30, min: 10, max: 20, mean: 15, count: 3 });
  });

  it('gives defaults, zeros and nulls when nothing has happened yet', async () => {
    const columns = [
      { name: 'visits', path: 'web.visits', default: 1 },
      { name: 'count', aggregate: 'count' },
      { name: 'since', aggregate: 'secondsSince' },
      { name: 'last', aggregate: 'last', path: price },
    ];
    expect(await rowOf(columns, { events: [] })).toEqual({ visits: 1, count: 0 });
  });

  it('counts an event without a readable time in no window', async () => {
    const undated = [{ ...event('a', 0), timestamp: 'soon' }];
    const columns = [
      { name: 'all', aggregate: 'count' },
      { name: 'late', aggregate: 'count', window: 60 },
      { name: 's', aggregate: 'secondsSince' },
    ];
    expect(await rowOf(columns, { events: undated })).toEqual({ all: 1, late: 0 });
  });

  it('tells of a condition that fails on an event, and takes it for false', async () => {
    const onProblem = vi.fn();
    const where = { cat: [{ var: { cat: ['__proto', '__'] } }] };
    expect(await rowOf([{ name: 'n', aggregate: 'count', where }], { events: events.slice(0, 1), onProblem })).toEqual({
      n: 0,
    });
    expect(onProblem).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/refused/));
  });

  it.each<[object, RegExp]>([
    [{}, /params.columns.0.path: it is missing/],
    [{ path: 'a', where: true }, /params.columns.0.aggregate: /],
    [{ path: 'a', window: 5 }, /params.columns.0.aggregate: /],
    [{ aggregate: 'sum' }, /params.columns.0.path: sum needs one/],
    [{ aggregate: 'median', path: 'a' }, /params.columns.0.aggregate: /],
    [{ aggregate: 'count', type: 'string' }, /params.columns.0.type: count gives numbers/],
    [{ aggregate: 'count', default: 0.5 }, /params.columns.0.default: 0.5 is not int64/],
    [{ aggregate: 'count', where: { near: 1 } }, /params.columns.0.where: operator 'near' is unknown/],
    [{ aggregate: 'count', where: { var: '__proto__.x' } }, /params.columns.0.where: path '__proto__.x' is refused/],
    [{ aggregate: 'count', window: -1 }, /params.columns.0.window: /],
    [{ path: 'a..b' }, /params.columns.0.path: a path looks like/],
    [{ path: 'constructor.name' }, /params.columns.0.path: /],
    [{ name: '__proto__', path: 'a' }, /params.columns.0.name: /],
  ])('refuses %j', async (column, message) => {
    await expect(rowOf([{ name: 'x', ...column }])).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a name used twice', async () => {
    await expect(
      rowOf([
        { name: 'x', path: 'a' },
        { name: 'x', path: 'b' },
      ]),
    ).rejects.toThrow(/params.columns: there are two columns 'x'/);
  });
});
