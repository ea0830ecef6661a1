import { describe, expect, it } from 'vitest';
import { compileGraph } from '../graph.ts';
import { contextOf } from '../testing/fixtures.ts';

async function rowOf(columns: unknown[]): Promise<unknown> {
  const definition = {
    nodes: [
      { id: 'row', op: 'profile-reader', inputs: ['profile'], params: { columns } },
      { id: 'xdm', op: 'frame-to-xdm', inputs: ['row'] },
    ],
    outputs: {},
  };
  const profile = { loyalty: { tier: 'gold', points: '120', since: ['2020', '2021'] } };
  return (await compileGraph(definition, { sessions: {} }).run(contextOf({ profile }))).xdm.xdm?.[0];
}

describe('profile-reader', () => {
  it('reads columns by path, typed, with defaults', async () => {
    const columns = [
      { name: 'tier', path: 'loyalty.tier', type: 'string' },
      { name: 'points', path: 'loyalty.points', type: 'int64' },
      { name: 'since', path: 'loyalty.since[1]', type: 'string' },
      { name: 'age', path: 'person.age', default: 40 },
      { name: 'gender', path: 'person.gender', type: 'string' },
    ];
    expect(await rowOf(columns)).toEqual({ tier: 'gold', points: 120, since: '2021', age: 40 });
  });

  it.each([
    [{ name: 'x' }, /params.columns.0.path: /],
    [{ name: 'x', path: 'a', default: 'text', type: 'bool' }, /params.columns.0.default: "text" is not bool/],
    [{ name: 'x', path: 'a', aggregate: 'sum' }, /params.columns.0.aggregate: /],
  ])('refuses %j', async (column, message) => {
    await expect(rowOf([column])).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});
