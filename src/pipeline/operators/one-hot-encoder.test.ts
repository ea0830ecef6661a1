import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({
  device: ['string', ['phone', 'desktop', 'phone']],
  price: ['float64', [9, 8, 7]],
  stars: ['int64', [1, 2, 1]],
});
const categories = [
  ['desktop', 'phone'],
  [1, 2],
];
const columns = ['device', 'stars'];

describe('one-hot-encoder', () => {
  it('gives the columns of OneHotEncoder behind the others, named as get_feature_names_out', async () => {
    const encoded = await runOperator('one-hot-encoder', { columns, categories }, frame);
    expect(plain(encoded)).toEqual({
      price: [9, 8, 7],
      device_desktop: [0, 1, 0],
      device_phone: [1, 0, 1],
      stars_1: [1, 0, 1],
      stars_2: [0, 1, 0],
    });
    expect(encoded.names).toEqual(['price', 'device_desktop', 'device_phone', 'stars_1', 'stars_2']);
  });

  it.each([
    ['first', ['price', 'device_phone', 'stars_2']],
    ['if_binary', ['price', 'device_phone', 'stars_2']],
    [
      ['phone', 1],
      ['price', 'device_desktop', 'stars_2'],
    ],
    [null, ['price', 'device_desktop', 'device_phone', 'stars_1', 'stars_2']],
  ])('drop %j', async (drop, names) => {
    expect((await runOperator('one-hot-encoder', { columns, categories, drop }, frame)).names).toEqual(names);
  });

  it("refuses an unknown category, and is 0 everywhere with handleUnknown 'ignore'", async () => {
    const params = { columns: ['device'], categories: [['desktop', 'tablet']] };
    await expect(runOperator('one-hot-encoder', params, frame)).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringMatching(
        /^Graph node 'tested' \(one-hot-encoder\): column 'device' holds phone, which is no category/,
      ),
    });
    const encoded = await runOperator('one-hot-encoder', { ...params, handleUnknown: 'ignore' }, frame);
    expect(plain(encoded)).toMatchObject({ device_desktop: [0, 1, 0], device_tablet: [0, 0, 0] });
  });

  it('takes null for a category where it is one, and for unknown otherwise', async () => {
    const missing = frameOf({
      tier: ['string', ['gold', null]],
      rate: ['float64', [null, 1]],
      ok: ['bool', [true, null]],
    });
    const encoded = await runOperator(
      'one-hot-encoder',
      {
        columns: ['tier', 'rate', 'ok'],
        categories: [
          ['gold', null],
          [1, null],
          [false, true],
        ],
        handleUnknown: 'ignore',
      },
      missing,
    );
    expect(plain(encoded)).toEqual({
      tier_gold: [1, 0],
      tier_None: [0, 1],
      'rate_1.0': [0, 1],
      rate_nan: [1, 0],
      ok_False: [0, 0],
      ok_True: [1, 0],
    });
  });

  it.each([
    [{ columns, categories: [['a']] }, /params.categories: it has 1 lists for 2 columns/],
    [{ columns: ['stars'], categories: [['1']] }, /params.categories.0: "1" is not int64/],
    [{ columns: ['stars'], categories: [[1, 1]] }, /params.categories: there are two columns 'stars_1'/],
    [{ columns: ['stars'], categories: [[1]], drop: [2] }, /params.drop: it names no category of column 'stars'/],
    [{ columns: ['stars'], categories: [[1]], handleUnknown: 'infrequent' }, /params.handleUnknown: /],
    [{ columns: ['nope'], categories: [[1]] }, /params.columns: 'nope' is no column/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('one-hot-encoder', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });

  it('refuses two columns of one name', async () => {
    const clash = frameOf({ a: ['string', ['x']], a_x: ['float64', [1]] });
    await expect(runOperator('one-hot-encoder', { columns: ['a'], categories: [['x']] }, clash)).rejects.toThrow(
      /two columns 'a_x'/,
    );
  });
});
