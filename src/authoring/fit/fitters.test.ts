import { describe, expect, it } from 'vitest';
import type { Frame } from '../../pipeline/frame.ts';
import { frameOf, plain } from '../../pipeline/testing/fixtures.ts';
import { graph } from '../graph/graph.ts';
import type { GraphFitOptions } from './fit-graph.ts';

const nodeOf = (op: string, params: object) =>
  graph({ nodes: [{ id: 'n', op, inputs: ['frame'], params: { ...params } }], outputs: {} });

async function learned(op: string, params: object, frame: Frame, options?: GraphFitOptions): Promise<unknown> {
  const fitted = await nodeOf(op, params).fit(frame, options);
  expect(fitted.isFitted).toBe(true);
  return fitted.toJSON().nodes[0]?.params;
}

async function transformed(op: string, params: object, frame: Frame): Promise<Record<string, unknown[]>> {
  const fitted = await nodeOf(op, params).fit(frame);
  return plain(await fitted.transform(frame, 'n'));
}

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));

describe('standard-scaler', () => {
  const frame = frameOf({
    a: ['float64', [0, 0, 1, 1, null]],
    b: ['int64', [0, 0, 1, 3, 6]],
    c: ['float64', [7, 7, 7, 7, 7]],
  });
  const columns = ['a', 'b', 'c'];

  // scikit-learn's StandardScaler: mean_, and scale_ of a population, 1 for a constant column; NaN left out.
  it('learns means and deviations', async () => {
    const scale = close([0.5, Math.sqrt(26 / 5), 1]);
    expect(await learned('standard-scaler', { columns }, frame)).toEqual({ columns, mean: [0.5, 2, 7], scale });
    expect(await learned('standard-scaler', { columns, withStd: false }, frame)).toEqual({
      columns,
      mean: [0.5, 2, 7],
    });
    expect(await learned('standard-scaler', { columns, withMean: false }, frame)).toMatchObject({
      mean: [0, 0, 0],
      scale,
    });
  });

  it('takes a column of many equal numbers for a constant, although their mean is rounded', async () => {
    const many = frameOf({ a: ['float64', new Array(100_000).fill(0.1)] });
    expect(await learned('standard-scaler', { columns: ['a'] }, many)).toMatchObject({ scale: [1] });
  });

  it('leaves a fitted node as it is', async () => {
    const params = { columns, mean: [1, 2, 3] };
    expect(await learned('standard-scaler', params, frame)).toEqual(params);
  });
});

it.each(['standard-scaler', 'min-max-scaler', 'robust-scaler', 'imputer'])(
  '%s names the row of a number that is infinite in a model',
  async (op) => {
    const frame = { ...frameOf({ a: ['float64', [1, 2, 1e300, null]] }), rowName: (row: number) => `line ${row + 2}` };
    await expect(learned(op, { columns: ['a'] }, frame)).rejects.toMatchObject({
      code: 'input-invalid',
      message: `Graph node 'n' (${op}): column 'a' is 1e+300 in line 4, which no float32 holds; clip it or drop the row.`,
    });
  },
);

describe('min-max-scaler', () => {
  const frame = frameOf({
    a: ['float64', [-1, -0.5, 0, 1]],
    b: ['int64', [2, 6, 10, 18]],
    c: ['float64', [5, 5, 5, 5]],
  });

  // The example of scikit-learn's MinMaxScaler.
  it('learns ranges', async () => {
    const columns = ['a', 'b', 'c'];
    expect(await learned('min-max-scaler', { columns }, frame)).toEqual({
      columns,
      scale: [0.5, 0.0625, 1],
      min: [0.5, -0.125, -5],
    });
    const params = { columns: ['a'], featureRange: [-1, 1], clip: true };
    expect(await learned('min-max-scaler', params, frame)).toEqual({ ...params, scale: [1], min: [0] });
  });
});

describe('robust-scaler', () => {
  // The example of scikit-learn's RobustScaler.
  const frame = frameOf({ a: ['int64', [1, -2, 4]], b: ['int64', [-2, 1, 1]], c: ['int64', [2, 3, -2]] });
  const columns = ['a', 'b', 'c'];

  it('learns medians and ranges between quantiles', async () => {
    expect(await learned('robust-scaler', { columns }, frame)).toEqual({
      columns,
      center: [1, 1, 2],
      scale: [3, 1.5, 2.5],
    });
    const params = { columns, quantileRange: [0, 100], withCentering: false };
    expect(await learned('robust-scaler', params, frame)).toEqual({ columns, center: [0, 0, 0], scale: [6, 3, 5] });
  });

  it('refuses percentages beyond 100', async () => {
    await expect(learned('robust-scaler', { columns, quantileRange: [0, 101] }, frame)).rejects.toThrow(
      /params.quantileRange/,
    );
  });
});

describe('imputer', () => {
  // The example of scikit-learn's SimpleImputer, and its strategies.
  const frame = frameOf({
    a: ['float64', [7, 4, 10]],
    b: ['int64', [2, null, 5]],
    s: ['string', ['y', 'x', null]],
    t: ['bool', [true, null, true]],
  });
  const of = (params: object) => learned('imputer', params, frame);

  it('learns by strategy', async () => {
    expect(await of({ columns: ['a', 'b'] })).toEqual({ columns: ['a', 'b'], statistics: [7, 3.5] });
    expect(await of({ columns: ['a'], strategy: 'median' })).toMatchObject({ statistics: [7] });
    // Of equally frequent values the least.
    expect(await of({ columns: ['a', 'b', 's', 't'], strategy: 'most_frequent' })).toMatchObject({
      statistics: [4, 2, 'x', true],
    });
    expect(await of({ columns: ['b', 's'], strategy: 'constant' })).toMatchObject({ statistics: [0, 'missing_value'] });
    expect(await of({ columns: ['s'], strategy: 'constant', fillValue: '-' })).toMatchObject({ statistics: ['-'] });
  });

  it('adds indicators for columns in which a value was missing', async () => {
    expect(await of({ columns: ['a', 'b'], addIndicator: true })).toMatchObject({
      addIndicator: true,
      indicators: ['b'],
    });
  });

  it('refuses what it has no number for', async () => {
    await expect(of({ columns: ['s'] })).rejects.toThrow(/'n' \(imputer\), params.columns: column 's' is string/);
    const empty = frameOf({ x: ['float64', [null, null]] });
    for (const strategy of ['mean', 'most_frequent']) {
      await expect(learned('imputer', { columns: ['x'], strategy }, empty)).rejects.toThrow(
        "Graph node 'n' (imputer): column 'x' has no value to learn from; drop or fill it.",
      );
    }
  });
});

describe('encoders', () => {
  const frame = frameOf({
    s: ['string', ['Male', 'Female', null, 'Female']],
    i: ['int64', [10, 2, 2, 3]],
    b: ['bool', [true, false, true, true]],
  });
  const columns = ['s', 'i', 'b'];

  it('one-hot-encoder learns sorted categories, null last, as OneHotEncoder', async () => {
    const categories = [
      ['Female', 'Male', null],
      [2, 3, 10],
      [false, true],
    ];
    expect(await learned('one-hot-encoder', { columns, drop: 'first' }, frame)).toEqual({
      columns,
      categories,
      drop: 'first',
      handleUnknown: 'error',
    });
  });

  it('ordinal-encoder leaves null out, as OrdinalEncoder', async () => {
    expect(await transformed('ordinal-encoder', { columns }, frame)).toEqual({
      s: [1, 0, null, 0],
      i: [2, 0, 0, 1],
      b: [1, 0, 1, 1],
    });
  });

  it('get-dummies encodes columns of texts where none are named, as pd.get_dummies', async () => {
    expect(await transformed('get-dummies', {}, frame)).toEqual({
      i: [10n, 2n, 2n, 3n],
      b: [true, false, true, true],
      s_Female: [false, true, false, true],
      s_Male: [true, false, false, false],
    });
    await expect(learned('get-dummies', {}, frameOf({ i: ['int64', [1]] }))).rejects.toThrow(
      /params.columns: there is no column of texts/,
    );
  });

  it.each(['one-hot-encoder', 'get-dummies'])(
    '%s refuses 10,000 categories, which ordinal-encoder takes',
    async (op) => {
      const many = frameOf({ sku: ['string', Array.from({ length: 10_000 }, (_, row) => `item-${row}`)] });
      await expect(learned(op, { columns: ['sku'] }, many)).rejects.toThrow(
        `Graph node 'n' (${op}): column 'sku' has 10,000 categories, and 1000 is the most that get a column each; use hash, ordinal-encoder or target-encoder.`,
      );
      const ordinal = await learned('ordinal-encoder', { columns: ['sku'] }, many);
      expect((ordinal as { categories: unknown[][] }).categories[0]).toHaveLength(10_000);
    },
  );
});

describe('bins', () => {
  const x = (values: unknown[]) => frameOf({ x: ['float64', values] });

  // The example of pandas.cut: cut([1, 7, 5, 4, 6, 3], 3, retbins=True) has the bins 0.994, 3, 5, 7.
  it('cut makes bins of equal width', async () => {
    const frame = x([1, 7, 5, 4, 6, 3, null]);
    expect(await learned('cut', { column: 'x', bins: 3 }, frame)).toMatchObject({
      bins: [0.994, 3, 5, 7],
      right: true,
    });
    expect((await transformed('cut', { column: 'x', bins: 3 }, frame)).x).toEqual([
      '(0.994, 3.0]',
      '(5.0, 7.0]',
      '(3.0, 5.0]',
      '(3.0, 5.0]',
      '(5.0, 7.0]',
      '(0.994, 3.0]',
      null,
    ]);
    expect(await learned('cut', { column: 'x', bins: 3, right: false }, frame)).toMatchObject({
      bins: [1, 3, 5, 7.006],
    });
    expect(await learned('cut', { column: 'x', bins: 2 }, x([5, 5]))).toMatchObject({ bins: [4.995, 5, 5.005] });
  });

  // The example of pandas.qcut: qcut(range(5), 4).
  it('qcut makes bins of as many rows', async () => {
    expect(await learned('qcut', { column: 'x', q: 4, labels: false }, x([0, 1, 2, 3, 4]))).toEqual({
      column: 'x',
      bins: [0, 1, 2, 3, 4],
      labels: false,
      precision: 3,
    });
    expect(await learned('qcut', { column: 'x', q: [0, 0.5, 1] }, x([3, 1, 2]))).toMatchObject({ bins: [1, 2, 3] });
  });

  it('qcut refuses edges that fall together, or drops them', async () => {
    const frame = x([0, 0, 0, 1]);
    await expect(learned('qcut', { column: 'x', q: 4 }, frame)).rejects.toThrow(
      "Graph node 'n' (qcut): quantiles of column 'x' fall together; set duplicates to 'drop' or lower q.",
    );
    expect(await learned('qcut', { column: 'x', q: 4, duplicates: 'drop' }, frame)).toMatchObject({
      bins: [0, 0.25, 1],
    });
    await expect(learned('qcut', { column: 'x', q: 4, duplicates: 'drop' }, x([1, 1]))).rejects.toThrow(
      /'x' is constant/,
    );
  });

  // The example of scikit-learn's KBinsDiscretizer(n_bins=3, strategy='uniform').
  it('bucketize learns edges, one bin for a constant column', async () => {
    const frame = frameOf({
      a: ['int64', [-2, -1, 0, 1]],
      b: ['float64', [-4, -3, -2, -1]],
      c: ['float64', [9, 9, 9, 9]],
    });
    const params = { columns: ['a', 'b', 'c'], nBins: 3, strategy: 'uniform' };
    expect(await learned('bucketize', params, frame)).toEqual({
      columns: ['a', 'b', 'c'],
      binEdges: [
        [-2, -1, 0, 1],
        [-4, -3, -2, -1],
        [9, 10],
      ],
    });
    expect(await transformed('bucketize', params, frame)).toEqual({
      a: [0n, 1n, 2n, 2n],
      b: [0n, 1n, 2n, 2n],
      c: [0n, 0n, 0n, 0n],
    });
    expect(await learned('bucketize', { columns: ['a'], nBins: 2 }, frame)).toMatchObject({
      binEdges: [[-2, -0.5, 1]],
    });
  });
});

describe('tfidf', () => {
  // The corpus of scikit-learn's user guide; its first row of TfidfVectorizer().fit_transform(corpus).
  const frame = frameOf({
    text: [
      'string',
      [
        'This is the first document.',
        'This is the second second document.',
        'And the third one.',
        'Is this the first document?',
      ],
    ],
  });
  const terms = ['and', 'document', 'first', 'is', 'one', 'second', 'the', 'third', 'this'];

  it('learns vocabulary and idf', async () => {
    const idf = [1, 3, 2, 3, 1, 1, 4, 1, 3].map((df) => Math.log(5 / (1 + df)) + 1);
    expect(await learned('tfidf', { column: 'text' }, frame)).toMatchObject({ vocabulary: terms, idf: close(idf) });
    const row = Object.values(await transformed('tfidf', { column: 'text' }, frame)).map(([first]) => first);
    expect(row).toEqual(
      [0, 0.43877674, 0.54197657, 0.43877674, 0, 0, 0.35872874, 0, 0.43877674].map((value) => expect.closeTo(value, 8)),
    );
  });

  it('limits the vocabulary', async () => {
    expect(await learned('tfidf', { column: 'text', minDf: 2, maxDf: 0.75 }, frame)).toMatchObject({
      vocabulary: ['document', 'first', 'is', 'this'],
    });
    expect(await learned('tfidf', { column: 'text', maxFeatures: 2, useIdf: false }, frame)).toMatchObject({
      vocabulary: ['document', 'the'],
      idf: [1, 1],
    });
    await expect(learned('tfidf', { column: 'text', minDf: 5 }, frame)).rejects.toThrow(
      /no term of column 'text' is left/,
    );
  });
});

describe('target-encoder', () => {
  // The example of scikit-learn's TargetEncoder; its values by the formulas of its user guide.
  const repeat = (count: number, value: unknown) => Array.from({ length: count }, () => value);
  const frame = frameOf({
    pet: ['string', [...repeat(20, 'dog'), ...repeat(30, 'cat'), ...repeat(38, 'snake')]],
    y: [
      'float64',
      [
        ...repeat(5, 90.3),
        ...repeat(15, 80.1),
        ...repeat(5, 20.4),
        ...repeat(25, 20.1),
        ...repeat(8, 21.2),
        ...repeat(30, 49),
      ],
    ],
  });

  it.each<[object, number[]]>([
    [{}, [20.15001694243373, 82.58705994416918, 43.15381171787118]],
    [{ smooth: 5 }, [23.597889610389615, 74.97704545454543, 43.27967758985201]],
    [{ smooth: 5000 }, [44.141279595156334, 44.43807497283593, 44.2766447724566]],
  ])('learns shrunk means with %j', async (params, encodings) => {
    expect(await learned('target-encoder', { columns: ['pet'], ...params }, frame, { label: 'y' })).toEqual({
      columns: ['pet'],
      categories: [['cat', 'dog', 'snake']],
      encodings: [close(encodings)],
      targetMean: expect.closeTo(44.28522727272727, 12),
    });
  });

  it('takes two classes for 0 and 1', async () => {
    const bought = frameOf({
      s: ['string', ['a', 'a', 'b', 'b', 'b']],
      y: ['string', ['no', 'yes', 'yes', 'yes', 'yes']],
    });
    expect(await learned('target-encoder', { columns: ['s'], smooth: 0, cv: 2 }, bought, { label: 'y' })).toMatchObject(
      { encodings: [[0.5, 1]], targetMean: 0.8 },
    );
  });

  it('trains what follows on encodings without the own label of a row', async () => {
    // Each category once: with its own label a row would be encoded by it, without it by the mean of the others.
    const once = frameOf({ s: ['string', ['a', 'b', 'c', 'd']], y: ['int64', [0, 1, 2, 9]] });
    const nodes = [
      { id: 'encoded', op: 'target-encoder', inputs: ['frame'], params: { columns: ['s'], smooth: 0, cv: 4 } },
      { id: 'scaled', op: 'standard-scaler', inputs: ['encoded'], params: { columns: ['s'] } },
    ];
    const fitted = await graph({ nodes, outputs: {} }).fit(once, { label: 'y' });
    const [encoder, scaler] = fitted.toJSON().nodes;
    expect(encoder?.params).toMatchObject({ encodings: [[0, 1, 2, 9]], targetMean: 3 });
    const seen = [4, 11 / 3, 10 / 3, 1];
    const mean = seen.reduce((sum, value) => sum + value, 0) / 4;
    const variance = seen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4;
    expect(scaler?.params).toMatchObject({ mean: close([mean]), scale: close([Math.sqrt(variance)]) });
  });

  it('refuses a fit without a label, texts of three classes, numbers beyond float32, and fewer rows than parts', async () => {
    const three = frameOf({ s: ['string', ['a', 'b', 'c', 'd', 'e']], y: ['string', ['x', 'y', 'z', 'x', 'y']] });
    const params = { columns: ['s'] };
    await expect(learned('target-encoder', params, three)).rejects.toThrow(/it learns from labels; fit with a label/);
    await expect(learned('target-encoder', params, three, { label: 'y' })).rejects.toThrow(
      /it takes two classes or numbers for labels, not 3 texts/,
    );
    const far = frameOf({ s: ['string', ['a', 'b', 'c', 'd', 'e']], y: ['float64', [1, 2, 1e300, 3, 4]] });
    await expect(learned('target-encoder', params, far, { label: 'y' })).rejects.toThrow(
      "Graph node 'n' (target-encoder): row 2 (counted from 0) has the label 1e+300, which no float32 holds; clip it.",
    );
    await expect(
      learned('target-encoder', { ...params, cv: 6, smooth: 1 }, frameOf({ s: ['string', ['a']], y: ['int64', [1]] }), {
        label: 'y',
      }),
    ).rejects.toThrow(/1 rows can't be divided into 6 parts/);
  });
});
