import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({
  price: ['float64', [9, 8, 7]],
  device: ['string', ['phone', 'desktop', null]],
  stars: ['int64', [1, 2, 3]],
});
const params = {
  columns: ['device', 'stars'],
  categories: [
    ['desktop', 'phone'],
    [1, 2],
  ],
};

describe('get-dummies', () => {
  it("gives bool columns behind the others, as pd.get_dummies(df, columns=['device', 'stars'])", async () => {
    const encoded = await runOperator('get-dummies', params, frame);
    expect(encoded.names).toEqual(['price', 'device_desktop', 'device_phone', 'stars_1', 'stars_2']);
    expect(plain(encoded)).toEqual({
      price: [9, 8, 7],
      device_desktop: [false, true, false],
      device_phone: [true, false, false],
      stars_1: [true, false, false],
      stars_2: [false, true, false],
    });
  });

  it.each<[object, string[]]>([
    [{ dropFirst: true }, ['price', 'device_phone', 'stars_2']],
    [{ dummyNa: true }, ['price', 'device_desktop', 'device_phone', 'device_nan', 'stars_1', 'stars_2', 'stars_nan']],
    [{ prefix: 'x', prefixSep: '=', categories: [['phone'], [1]] }, ['price', 'x=phone', 'x=1']],
    [{ prefix: ['d', 's'] }, ['price', 'd_desktop', 'd_phone', 's_1', 's_2']],
    [{ prefix: { device: 'd' } }, ['price', 'd_desktop', 'd_phone', 'stars_1', 'stars_2']],
  ])('%j', async (more, names) => {
    expect((await runOperator('get-dummies', { ...params, ...more }, frame)).names).toEqual(names);
  });

  it('has a type of choice, and a column for null with dummyNa', async () => {
    const encoded = plain(await runOperator('get-dummies', { ...params, dummyNa: true, dtype: 'float64' }, frame));
    expect(encoded).toMatchObject({ device_phone: [1, 0, 0], device_nan: [0, 0, 1] });
  });

  it.each([
    [{ columns: ['device'], categories: [] }, /params.categories: it has 0 entries for 1 columns/],
    [{ ...params, prefix: ['a'] }, /params.prefix: it has 1 entries for 2 columns/],
    [{ columns: ['stars'], categories: [['1']] }, /params.categories.0: "1" is not int64/],
    [{ ...params, prefix: 'x', categories: [['1'], [1]] }, /params.categories: there are two columns 'x_1'/],
    [{ ...params, dtype: 'string' }, /params.dtype: /],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('get-dummies', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});
