import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

// The counts of the example in scikit-learn's user guide, chapter "Tf–idf term weighting": 3 0 1, 2 0 0, 3 2 0, 3 0 2.
const frame = frameOf({
  text: ['string', ['Aa aa, cc aa', 'aa aa', 'aa bb aa bb aa', 'cc aa aa cc aa', 'zz a', null]],
  n: ['int64', [1, 2, 3, 4, 5, 6]],
});
// log((1 + 6) / (1 + df)) + 1 for df = 6, 1, 2.
const idf = [1, 2.252762968495368, 1.8472978603872037];
const params = { column: 'text', vocabulary: ['aa', 'bb', 'cc'], idf };

describe('tfidf', () => {
  it('weighs terms and scales rows, as TfidfVectorizer', async () => {
    const weighed = await runOperator('tfidf', params, frame);
    expect(weighed.names).toEqual(['n', 'text_aa', 'text_bb', 'text_cc']);
    const { text_aa: aa, text_bb: bb, text_cc: cc } = plain(weighed);
    // As the guide prints them.
    expect(aa).toEqual([0.85151335, 1, 0.55422893, 0.63035731, 0, 0].map((value) => expect.closeTo(value, 8)));
    expect(bb).toEqual([0, 0, 0.83236428, 0, 0, 0].map((value) => expect.closeTo(value, 8)));
    expect(cc).toEqual([0.52433293, 0, 0, 0.77630514, 0, 0].map((value) => expect.closeTo(value, 8)));
  });

  it('counts alone without norm, by logarithm with sublinearTf', async () => {
    const counts = await runOperator('tfidf', { ...params, idf: [1, 1, 1], norm: null }, frame);
    expect(plain(counts).text_aa).toEqual([3, 2, 3, 3, 0, 0]);
    const logarithms = await runOperator('tfidf', { ...params, idf: [1, 1, 1], norm: null, sublinearTf: true }, frame);
    expect(plain(logarithms).text_aa?.[1]).toBe(1 + Math.LN2);
    const shares = await runOperator('tfidf', { ...params, idf: [1, 1, 1], norm: 'l1' }, frame);
    expect(plain(shares).text_aa).toEqual([0.75, 1, 0.6, 0.6, 0, 0]);
  });

  it('takes runs of words, case and stop words into account', async () => {
    const options = { column: 'text', idf: [1], norm: null };
    const pairs = { ...options, vocabulary: ['aa cc'], ngramRange: [1, 2] };
    expect(plain(await runOperator('tfidf', pairs, frame))['text_aa cc']).toEqual([1, 0, 0, 1, 0, 0]);
    const upper = { ...options, vocabulary: ['Aa'], lowercase: false };
    expect(plain(await runOperator('tfidf', upper, frame)).text_Aa).toEqual([1, 0, 0, 0, 0, 0]);
    const stopped = { ...pairs, vocabulary: ['aa aa'], stopWords: ['cc'] };
    expect(plain(await runOperator('tfidf', stopped, frame))['text_aa aa']).toEqual([2, 1, 0, 2, 0, 0]);
  });

  it.each([
    [{ ...params, idf: [1] }, /params.idf: it has 1 numbers for 3 terms/],
    [{ ...params, column: 'n' }, /params.column: column 'n' is int64/],
    [{ ...params, vocabulary: ['aa', 'aa', 'b'] }, /params.vocabulary: there are two columns 'text_aa'/],
    [{ ...params, ngramRange: [2, 1] }, /params.ngramRange: /],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('tfidf', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});
