import {
  array,
  boolean,
  check,
  exactOptional,
  integer,
  maxValue,
  minValue,
  number,
  picklist,
  pipe,
  strictObject,
  union,
} from 'valibot';
import { binEntries } from '../../pipeline/bins.ts';
import { numericTypes } from '../../pipeline/column-plan.ts';
import { namesSchema } from '../../pipeline/params.ts';
import { defineFitter, type FitInput } from './fitter.ts';
import { quantileOf, sortedNumbers } from './statistics.ts';

const countSchema = pipe(number(), integer(), minValue(1), maxValue(10_000));
const { bins: _, ...labelEntries } = binEntries;

/** Bins of equal width, as Pandas' `cut(x, bins=n)`. */
export const cutFitter = defineFitter({
  operator: 'cut',
  paramsSchema: strictObject({
    ...labelEntries,
    /** Their number. */
    bins: countSchema,
    right: exactOptional(boolean(), true),
    includeLowest: exactOptional(boolean(), false),
  }),
  isFitted: ({ bins }) => typeof bins !== 'number',
  fit(input, { bins: count, ...others }) {
    const { right } = others;
    const numbers = numbersOf(input, others.column);
    let [least = 0, greatest = least] = [numbers[0], numbers.at(-1)];
    if (least === greatest) {
      // As Pandas widens a range of one number.
      least -= least === 0 ? 0.001 : 0.001 * Math.abs(least);
      greatest += greatest === 0 ? 0.001 : 0.001 * Math.abs(greatest);
      return { params: { ...others, bins: evenly(least, greatest, count) } };
    }
    const edges = evenly(least, greatest, count);
    // So that the outer value lies in its bin.
    const margin = (greatest - least) * 0.001;
    if (right) edges[0] = least - margin;
    else edges[count] = greatest + margin;
    return { params: { ...others, bins: edges } };
  },
});

/** Bins that hold about as many rows each, as Pandas' `qcut`. */
export const qcutFitter = defineFitter({
  operator: 'qcut',
  paramsSchema: strictObject({
    ...labelEntries,
    /** Number of quantiles, or shares such as [0, 0.25, 1]. */
    q: union([countSchema, array(pipe(number(), minValue(0), maxValue(1)))]),
    /** What becomes of edges that fall together: an error, or one of them is dropped. */
    duplicates: exactOptional(picklist(['raise', 'drop']), 'raise'),
  }),
  isFitted: (params) => 'bins' in params,
  fit(input, { q, duplicates, ...others }) {
    const numbers = numbersOf(input, others.column);
    const shares = typeof q === 'number' ? evenly(0, 1, q) : q;
    const edges = shares.map((share) => quantileOf(numbers, share));
    const distinct = [...new Set(edges)];
    if (distinct.length < edges.length && duplicates === 'raise')
      input.refuse(`quantiles of column '${others.column}' fall together; set duplicates to 'drop' or lower q`);
    if (distinct.length < 2) input.refuse(`column '${others.column}' is constant and has no quantiles; drop it`);
    return { params: { ...others, bins: distinct } };
  },
});

/** Bins as scikit-learn's `KBinsDiscretizer`: of equal width, or of about as many rows each. */
export const bucketizeFitter = defineFitter({
  operator: 'bucketize',
  paramsSchema: strictObject({
    columns: namesSchema,
    nBins: exactOptional(
      pipe(
        countSchema,
        check((count) => count > 1, 'it takes two bins or more'),
      ),
      5,
    ),
    strategy: exactOptional(picklist(['uniform', 'quantile']), 'quantile'),
  }),
  isFitted: (params) => 'binEdges' in params,
  fit(input, { columns, nBins, strategy }) {
    const binEdges = input.choose(columns, numericTypes).map((column) => {
      const numbers = sortedNumbers(input, column);
      const [least = 0, greatest = least] = [numbers[0], numbers.at(-1)];
      // One bin that holds everything: values beyond the edges count to the outer bins.
      if (least === greatest) return [least, least + 1];
      if (strategy === 'uniform') return evenly(least, greatest, nBins);
      const edges = evenly(0, 1, nBins).map((share) => quantileOf(numbers, share));
      // As scikit-learn, which drops bins too narrow to hold anything.
      return edges.filter((edge, place) => place === 0 || edge - (edges[place - 1] ?? edge) > 1e-8);
    });
    return { params: { columns, binEdges } };
  },
});

function numbersOf(input: FitInput, name: string): Float64Array {
  const [column = input.fail('column', 'it is missing')] = input.choose([name], numericTypes, 'column');
  return sortedNumbers(input, column);
}

/** NumPy's `linspace(from, to, steps + 1)`. */
function evenly(from: number, to: number, steps: number): number[] {
  return Array.from({ length: steps + 1 }, (_, place) => (place === steps ? to : from + ((to - from) / steps) * place));
}
