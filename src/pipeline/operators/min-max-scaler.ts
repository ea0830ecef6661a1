import { array, boolean, exactOptional, number, strictObject } from 'valibot';
import { defineOperator, frames } from '../operator.ts';
import { pairSchema } from '../pair-schema.ts';
import { namesSchema } from '../params.ts';
import { checkCounts, planScaling } from '../scaling.ts';

/**
 * x · scale + min by column, as scikit-learn's `MinMaxScaler` with the values of its `scale_` and `min_`. `clip` keeps the result
 * within `featureRange`. float32 stays float32, other numbers become float64; null stays null.
 */
export const minMaxScaler = defineOperator({
  name: 'min-max-scaler',
  inputs: frames,
  paramsSchema: strictObject({
    columns: namesSchema,
    scale: array(number()),
    min: array(number()),
    clip: exactOptional(boolean(), false),
    featureRange: exactOptional(pairSchema, [0, 1]),
  }),
  plan(node, { columns, scale, min, clip, featureRange: [low = 0, high = 1] }) {
    checkCounts(node, columns, { scale, min });
    return planScaling(node, columns, (index, round) => {
      const factor = scale[index] ?? 1;
      const shift = min[index] ?? 0;
      return (value) => {
        const scaled = round(round(value * factor) + shift);
        return clip ? Math.min(Math.max(scaled, low), high) : scaled;
      };
    });
  },
});
