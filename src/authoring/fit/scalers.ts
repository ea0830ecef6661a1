import { boolean, exactOptional, strictObject } from 'valibot';
import { numericTypes } from '../../pipeline/column-plan.ts';
import { pairSchema } from '../../pipeline/pair-schema.ts';
import { namesSchema } from '../../pipeline/params.ts';
import { defineFitter } from './fitter.ts';
import { meanOf, quantileOf, sortedFloat32s, usableScale, varianceOf } from './statistics.ts';

/** Means and standard deviations, as scikit-learn's `StandardScaler`; nulls don't count. */
export const standardScalerFitter = defineFitter({
  operator: 'standard-scaler',
  paramsSchema: strictObject({
    /** @default all columns */
    columns: exactOptional(namesSchema),
    /** Whether to subtract the mean. */
    withMean: exactOptional(boolean(), true),
    /** Whether to divide by the standard deviation. */
    withStd: exactOptional(boolean(), true),
  }),
  isFitted: (params) => 'mean' in params || 'scale' in params,
  fit(input, { columns: names, withMean, withStd }) {
    const chosen = input.choose(names, numericTypes);
    const columns = chosen.map(({ name }) => name);
    const numbers = chosen.map((column) => sortedFloat32s(input, column));
    const mean = numbers.map(meanOf);
    const scale = numbers.map((values, index) =>
      usableScale(Math.sqrt(varianceOf(values)), values.length * Number.EPSILON * Math.abs(mean[index] ?? 0)),
    );
    return { params: { columns, mean: withMean ? mean : mean.map(() => 0), ...(withStd && { scale }) } };
  },
});

/** Ranges, as scikit-learn's `MinMaxScaler`; nulls don't count. */
export const minMaxScalerFitter = defineFitter({
  operator: 'min-max-scaler',
  paramsSchema: strictObject({
    /** @default all columns */
    columns: exactOptional(namesSchema),
    /** What the least and the greatest value become. */
    featureRange: exactOptional(pairSchema, [0, 1]),
    /** Whether later values are kept within that range. */
    clip: exactOptional(boolean(), false),
  }),
  isFitted: (params) => 'scale' in params || 'min' in params,
  fit(input, { columns: names, featureRange, clip }) {
    const [low = 0, high = 1] = featureRange;
    const chosen = input.choose(names, numericTypes);
    const columns = chosen.map(({ name }) => name);
    const ranges = chosen.map((column) => {
      const numbers = sortedFloat32s(input, column);
      const least = numbers[0] ?? 0;
      const scale = (high - low) / usableScale((numbers.at(-1) ?? 0) - least);
      return { scale, min: low - least * scale };
    });
    const params = { columns, scale: ranges.map(({ scale }) => scale), min: ranges.map(({ min }) => min) };
    return { params: clip ? { ...params, clip, featureRange } : params };
  },
});

/** Medians and ranges between quantiles, as scikit-learn's `RobustScaler`; nulls don't count. */
export const robustScalerFitter = defineFitter({
  operator: 'robust-scaler',
  paramsSchema: strictObject({
    /** @default all columns */
    columns: exactOptional(namesSchema),
    /** Whether to subtract the median. */
    withCentering: exactOptional(boolean(), true),
    /** Whether to divide by the range between the quantiles. */
    withScaling: exactOptional(boolean(), true),
    /** The quantiles, in percent. */
    quantileRange: exactOptional(pairSchema, [25, 75]),
  }),
  isFitted: (params) => 'center' in params || 'scale' in params,
  fit(input, { columns: names, withCentering, withScaling, quantileRange }) {
    const [low = 25, high = 75] = quantileRange;
    if (low < 0 || high > 100) input.fail('quantileRange', 'it takes two percentages, from 0 to 100');
    const chosen = input.choose(names, numericTypes);
    const columns = chosen.map(({ name }) => name);
    const numbers = chosen.map((column) => sortedFloat32s(input, column));
    const center = numbers.map((values) => (withCentering ? quantileOf(values, 0.5) : 0));
    const scale = numbers.map((values) => usableScale(quantileOf(values, high / 100) - quantileOf(values, low / 100)));
    return { params: { columns, center, ...(withScaling && { scale }) } };
  },
});
