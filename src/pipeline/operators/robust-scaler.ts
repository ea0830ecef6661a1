import { array, exactOptional, number, strictObject } from 'valibot';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';
import { checkCounts, planScaling, scaleSchema } from '../scaling.ts';

/**
 * (x − center) / scale by column, as scikit-learn's `RobustScaler` with the values of its `center_` (medians) and `scale_`
 * (ranges between quantiles). float32 stays float32, other numbers become float64; null stays null.
 */
export const robustScaler = defineOperator({
  name: 'robust-scaler',
  inputs: frames,
  paramsSchema: strictObject({
    columns: namesSchema,
    center: exactOptional(array(number())),
    scale: exactOptional(array(scaleSchema)),
  }),
  plan(node, { columns, center, scale }) {
    checkCounts(node, columns, { center, scale });
    return planScaling(node, columns, (index, round) => {
      const from = center?.[index] ?? 0;
      const factor = scale?.[index] ?? 1;
      return (value) => round(value - from) / factor;
    });
  },
});
