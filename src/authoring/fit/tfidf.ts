import {
  array,
  boolean,
  exactOptional,
  integer,
  maxValue,
  minValue,
  null_,
  number,
  picklist,
  pipe,
  strictObject,
  string,
  union,
} from 'valibot';
import { pairSchema } from '../../pipeline/pair-schema.ts';
import { nameSchema } from '../../pipeline/params.ts';
import { termsOf } from '../../pipeline/text-tokens.ts';
import { defineFitter } from './fitter.ts';

/** Above 1 a number of texts, up to 1 a share of them. */
const frequencySchema = pipe(number(), minValue(0));

/** The vocabulary and how rare its terms are, as scikit-learn's `TfidfVectorizer`. */
export const tfidfFitter = defineFitter({
  operator: 'tfidf',
  paramsSchema: strictObject({
    column: nameSchema,
    /** The most terms that get a column: the most frequent ones. */
    maxFeatures: exactOptional(pipe(number(), integer(), minValue(1), maxValue(10_000)), 1000),
    /** Texts that must hold a term; a share of them with a fraction below 1. */
    minDf: exactOptional(frequencySchema, 1),
    /** Texts that may hold a term at most; a share of them up to 1. */
    maxDf: exactOptional(frequencySchema, 1),
    /** Whether rare terms weigh more. */
    useIdf: exactOptional(boolean(), true),
    /** Counts every term as if one text more held it. */
    smoothIdf: exactOptional(boolean(), true),
    lowercase: exactOptional(boolean(), true),
    ngramRange: exactOptional(pairSchema, [1, 1]),
    stopWords: exactOptional(array(string())),
    norm: exactOptional(union([picklist(['l1', 'l2']), null_()]), 'l2'),
    sublinearTf: exactOptional(boolean(), false),
  }),
  isFitted: (params) => 'vocabulary' in params,
  fit(input, { column: name, maxFeatures, minDf, maxDf, useIdf, smoothIdf, norm, sublinearTf, ...tokenization }) {
    const texts = input.choose([name], ['string'], 'column')[0]?.values ?? [];
    const counts = new Map<string, { total: number; texts: number }>();
    for (const text of texts) {
      const terms = termsOf(String(text ?? ''), tokenization);
      for (const term of new Set(terms)) {
        const { total = 0, texts = 0 } = counts.get(term) ?? {};
        counts.set(term, { total, texts: texts + 1 });
      }
      for (const term of terms) (counts.get(term) ?? { total: 0 }).total += 1;
    }
    const [least, most] = [minDf < 1 ? minDf * texts.length : minDf, maxDf <= 1 ? maxDf * texts.length : maxDf];
    const kept = [...counts].filter(([, { texts }]) => texts >= least && texts <= most);
    kept.sort(([a, { total: many }], [b, { total: more }]) => more - many || (a < b ? -1 : 1));
    const chosen = kept.slice(0, maxFeatures).sort(([a], [b]) => (a < b ? -1 : 1));
    if (chosen.length === 0) input.refuse(`no term of column '${name}' is left; lower minDf, or look at the texts`);
    const extra = smoothIdf ? 1 : 0;
    const idf = chosen.map(([, { texts: holding }]) =>
      useIdf ? Math.log((texts.length + extra) / (holding + extra)) + 1 : 1,
    );
    return {
      params: { column: name, vocabulary: chosen.map(([term]) => term), idf, norm, sublinearTf, ...tokenization },
    };
  },
});
