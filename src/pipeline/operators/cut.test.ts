import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({
  age: ['float64', [0, 18, 18.5, 65, 66, null]],
  n: ['int64', [0, 18, 19, 65, 66, null]],
  s: ['string', ['', '', '', '', '', '']],
});
const of = async (params: object) =>
  plain(await runOperator('cut', { column: 'age', bins: [0, 18, 65], ...params }, frame)).age;

describe('cut', () => {
  // As pandas.cut (pandas 2.2).
  it.each<[object, unknown[]]>([
    [{}, [null, '(0, 18]', '(18, 65]', '(18, 65]', null, null]],
    [{ right: false }, ['[0, 18)', '[18, 65)', '[18, 65)', null, null, null]],
    [{ includeLowest: true }, ['(-0.001, 18.0]', '(-0.001, 18.0]', '(18.0, 65.0]', '(18.0, 65.0]', null, null]],
    [{ labels: ['young', 'old'] }, [null, 'young', 'old', 'old', null, null]],
    [{ labels: false }, [null, 0n, 1n, 1n, null, null]],
    [{ bins: [0, 17.5, 65] }, [null, '(17.5, 65.0]', '(17.5, 65.0]', '(17.5, 65.0]', null, null]],
    [{ bins: [null, 18, null], labels: false }, [0n, 0n, 1n, 1n, 1n, null]],
    [{ bins: [18, 65, null] }, [null, null, '(18.0, 65.0]', '(18.0, 65.0]', '(65.0, inf]', null]],
    [{ bins: [0, 18.00049, 65], precision: 3 }, [null, '(0.0, 18.0]', '(18.0, 65.0]', '(18.0, 65.0]', null, null]],
    [
      { bins: [18.0001, 18.0002, 70], precision: 3 },
      [null, null, '(18.0002, 70.0]', '(18.0002, 70.0]', '(18.0002, 70.0]', null],
    ],
  ])('%j', async (params, expected) => {
    expect(await of(params)).toEqual(expected);
  });

  it('takes int64, and names the result', async () => {
    const binned = await runOperator('cut', { column: 'n', bins: [0, 18, 65], labels: false, name: 'bin' }, frame);
    expect(plain(binned)).toMatchObject({ n: [0n, 18n, 19n, 65n, 66n, null], bin: [null, 0n, 1n, 1n, null, null] });
  });

  it.each([
    [{ column: 's', bins: [0, 1] }, /params.column: column 's' is string/],
    [{ column: 'age', bins: [0] }, /params.bins: it takes two edges or more/],
    [{ column: 'age', bins: [0, 0] }, /params.bins: its edges must increase/],
    [{ column: 'age', bins: [0, null, 1] }, /params.bins: null stands for infinity, first or last only/],
    [{ column: 'age', bins: [0, 1, 2], labels: ['a'] }, /params.labels: it has 1 for 2 bins/],
    [{ column: 'age' }, /params.bins/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('cut', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});
