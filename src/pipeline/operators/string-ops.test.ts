import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ s: ['string', [' Ab c ', 'x', '', null]], n: ['float64', [1, 2, 3, 4]] });

describe('string-ops', () => {
  // As the methods of pandas.Series.str.
  it.each<[object, unknown[]]>([
    [{ operation: 'lower' }, [' ab c ', 'x', '', null]],
    [{ operation: 'upper' }, [' AB C ', 'X', '', null]],
    [{ operation: 'trim' }, ['Ab c', 'x', '', null]],
    [{ operation: 'length' }, [6n, 1n, 0n, null]],
    [{ operation: 'split' }, ['Ab', 'x', '', null]],
    [{ operation: 'split', index: 1 }, ['c', null, null, null]],
    [{ operation: 'split', pattern: 'b', index: -1 }, [' c ', 'x', '', null]],
    [{ operation: 'contains', pattern: 'b c' }, [true, false, false, null]],
    [{ operation: 'contains', pattern: '.' }, [false, false, false, null]],
    [{ operation: 'contains', pattern: 'B', case: false }, [true, false, false, null]],
  ])('%j', async (params, expected) => {
    expect(plain(await runOperator('string-ops', { columns: ['s'], ...params }, frame)).s).toEqual(expected);
  });

  it('counts characters, not UTF-16 units, and keeps the column beside a named result', async () => {
    const cup = frameOf({ s: ['string', ['tea 🍵']] });
    const counted = await runOperator('string-ops', { columns: ['s'], operation: 'length', name: 'n' }, cup);
    expect(plain(counted)).toEqual({ s: ['tea 🍵'], n: [5n] });
  });

  it.each([
    [{ columns: ['s'], operation: 'reverse' }, /params.operation: /],
    [{ columns: ['n'], operation: 'lower' }, /params.columns: column 'n' is float64/],
    [{ columns: ['s'], operation: 'contains' }, /params.pattern: contains needs one/],
    [{ columns: ['s', 's'], operation: 'lower', name: 'x' }, /params.name: it goes with one column/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('string-ops', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});
