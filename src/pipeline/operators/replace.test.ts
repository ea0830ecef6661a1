import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({
  s: ['string', ['a', 'b', 'toString', null]],
  i: ['int64', [1, 2, 3, null]],
  b: ['bool', [true, false, true, null]],
});

describe('replace', () => {
  it("replaces by a dictionary and leaves the rest, as df.s.replace({'a': 'x'})", async () => {
    const replaced = await runOperator('replace', { columns: ['s'], toReplace: { a: 'x', b: null } }, frame);
    expect(plain(replaced).s).toEqual(['x', null, 'toString', null]);
  });

  it('reads keys as the type of the column', async () => {
    const numbers = await runOperator('replace', { columns: ['i'], toReplace: { 1: 10 } }, frame);
    expect(plain(numbers).i).toEqual([10n, 2n, 3n, null]);
    const flags = await runOperator('replace', { columns: ['b'], toReplace: { True: false } }, frame);
    expect(plain(flags).b).toEqual([false, false, false, null]);
  });

  it('replaces values of a list by one, as df.i.replace([1, 3], 0), null among them', async () => {
    const replaced = await runOperator('replace', { columns: ['i'], toReplace: [1, 3, null], value: 0 }, frame);
    expect(plain(replaced).i).toEqual([0n, 2n, 0n, 0n]);
    const one = await runOperator('replace', { columns: ['i'], toReplace: 2, value: null }, frame);
    expect(plain(one).i).toEqual([1n, null, 3n, null]);
  });

  it.each([
    [{ toReplace: { a: 'x' } }, /params.toReplace.a: "x" is not int64 like column 'i'/],
    [{ columns: ['i'], toReplace: { a: 1 } }, /params.toReplace.a: 'a' is not int64 like column 'i'/],
    [{ columns: ['i'], toReplace: 1 }, /params.value: it is missing/],
    [{ columns: ['s'], toReplace: { a: 'x' }, value: 'y' }, /params.value: it goes with a value or list/],
    [{ columns: ['s'], toReplace: ['a'], value: 1 }, /params.value: 1 is not string/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('replace', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});
