import { array, boolean, exactOptional, null_, number, picklist, strictObject, string, union } from 'valibot';
import { checkUnique, chooseColumns, frameInput, misplanned, planColumns } from '../column-plan.ts';
import { createColumn, valueAt } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { pairSchema } from '../pair-schema.ts';
import { nameSchema } from '../params.ts';
import { termsOf } from '../text-tokens.ts';

/**
 * A column of float64 for each term of the vocabulary, as scikit-learn's `TfidfVectorizer` with its `vocabulary_` and `idf_`: how often
 * the term occurs in the text, times its `idf`, each row scaled to length 1 by `norm`. The columns are named `column_term`
 * and stand behind the others; the text itself is left out. Null counts as an empty text.
 */
export const tfidf = defineOperator({
  name: 'tfidf',
  inputs: frames,
  paramsSchema: strictObject({
    column: nameSchema,
    vocabulary: array(string()),
    idf: array(number()),
    lowercase: exactOptional(boolean(), true),
    ngramRange: exactOptional(pairSchema, [1, 1]),
    stopWords: exactOptional(array(string())),
    norm: exactOptional(union([picklist(['l1', 'l2']), null_()]), 'l2'),
    sublinearTf: exactOptional(boolean(), false),
  }),
  plan(node, { column, vocabulary, idf, norm, sublinearTf, ...tokenization }) {
    if (idf.length !== vocabulary.length)
      node.fail('idf', `it has ${idf.length} numbers for ${vocabulary.length} terms`);
    const input = frameInput(node);
    const chosen = chooseColumns(node, input, [column], ['string'], 'column');
    const kept = planColumns(input, [], chosen);
    const places = new Map(vocabulary.map((term, place) => [term, place]));
    const parts = [
      ...kept.output.parts,
      ...vocabulary.map((term) => ({ name: `${column}_${term}`, type: 'float64' as const })),
    ];
    checkUnique(node, 'vocabulary', parts);
    return {
      output: { kind: 'frame', parts },
      async run(values, state) {
        const text = input.read(values)[chosen[0]?.from ?? -1] ?? misplanned();
        const weights = vocabulary.map(() => new Float64Array(text.data.length));
        for (let row = 0; row < text.data.length; row++) {
          const counts = new Map<number, number>();
          for (const term of termsOf(String(valueAt(text, row) ?? ''), tokenization)) {
            const place = places.get(term);
            if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
          }
          const found = [...counts].map(([place, count]): [number, number] => {
            return [place, (sublinearTf ? 1 + Math.log(count) : count) * (idf[place] ?? 0)];
          });
          const length = lengthOf(found, norm);
          for (const [place, weight] of found) (weights[place] ?? [])[row] = weight / length;
        }
        return [...(await kept.run(values, state)), ...weights.map((column) => createColumn('float64', [...column]))];
      },
    };
  },
});

function lengthOf(weights: readonly (readonly [number, number])[], norm: 'l1' | 'l2' | null): number {
  if (norm === null) return 1;
  const sum = weights.reduce((total, [, weight]) => total + (norm === 'l2' ? weight ** 2 : Math.abs(weight)), 0);
  return (norm === 'l2' ? Math.sqrt(sum) : sum) || 1;
}
