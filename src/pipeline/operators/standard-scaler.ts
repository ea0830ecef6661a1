import { array, exactOptional, number, strictObject } from 'valibot';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';
import { checkCounts, planScaling, scaleSchema } from '../scaling.ts';

/**
 * (x − mean) / scale by column, as scikit-learn's `StandardScaler` with the values of its `mean_` and `scale_`.
 * float32 stays float32, other numbers become float64; null stays null.
 */
export const standardScaler = defineOperator({
  name: 'standard-scaler',
  inputs: frames,
  paramsSchema: strictObject({
    columns: namesSchema,
    mean: exactOptional(array(number())),
    scale: exactOptional(array(scaleSchema)),
  }),
  plan(node, { columns, mean, scale }) {
    checkCounts(node, columns, { mean, scale });
    return planScaling(node, columns, (index, round) => {
      const from = mean?.[index] ?? 0;
      const factor = scale?.[index] ?? 1;
      return (value) => round(value - from) / factor;
    });
  },
});
