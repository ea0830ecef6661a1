import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({
  device: ['string', ['phone', 'desktop', 'toString', null]],
  stars: ['int64', [1, 2, 3, null]],
  half: ['float64', [0.5, 1, 2, null]],
  known: ['bool', [true, false, true, null]],
});

describe('map', () => {
  it('replaces by the dictionary; what it lacks is null, as Series.map(dict)', async () => {
    const mapped = await runOperator('map', { column: 'device', mapping: { phone: 1, desktop: 0 } }, frame);
    expect(plain(mapped).device).toEqual([1, 0, null, null]);
  });

  it('takes a default, a type and a name for the result', async () => {
    const params = { column: 'stars', mapping: { 1: 10, 2: 20 }, default: -1, type: 'int64', name: 'points' };
    const mapped = await runOperator('map', params, frame);
    expect(plain(mapped)).toMatchObject({ points: [10n, 20n, -1n, -1n], stars: [1n, 2n, 3n, null] });
  });

  it('reads keys as the type of the column', async () => {
    const half = await runOperator('map', { column: 'half', mapping: { '0.5': 'low', '1.0': 'mid' } }, frame);
    expect(plain(half).half).toEqual(['low', 'mid', null, null]);
    const known = await runOperator('map', { column: 'known', mapping: { true: 'yes', False: 'no' } }, frame);
    expect(plain(known).known).toEqual(['yes', 'no', 'yes', null]);
    const flags = await runOperator('map', { column: 'device', mapping: { phone: false }, default: true }, frame);
    expect(plain(flags).device).toEqual([false, true, true, true]);
  });

  it.each([
    [{ column: 'nope', mapping: {} }, /params.column: 'nope' is no column/],
    [{ column: 'stars', mapping: { one: 1 } }, /params.mapping.one: 'one' is not int64 like the column/],
    [{ column: 'device', mapping: { a: 1, b: 'x' } }, /params.mapping.b: "x" is not float64/],
    [{ column: 'device', mapping: { a: 1 }, default: 'x' }, /params.default: "x" is not float64/],
    [{ column: 'device', mapping: { a: {} } }, /params.mapping.a: /],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('map', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});
