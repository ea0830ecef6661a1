import { expect, test } from 'vitest';
import { createRandom } from '../../pipeline/random.ts';
import { fitEstimator } from './fit-estimator.ts';
import { logisticRegression } from './logistic-regression.ts';
import { accuracy } from './metrics.ts';
import { permutationImportance } from './permutation-importance.ts';

test('tells columns that a model uses from those that it does not', async () => {
  const random = createRandom(1);
  const features = Float64Array.from({ length: 900 }, () => random() - 0.5);
  const labels = Array.from({ length: 300 }, (_, row) =>
    Number((features[3 * row] ?? 0) + (features[3 * row + 1] ?? 0) / 4 > 0),
  );
  const data = { features, featureNames: ['much', 'little', 'nothing'], labels };
  const model = await fitEstimator(logisticRegression, data, { penalty: 'l1' });
  const score = ({ values }: { values: Float64Array }) => accuracy(values, labels);
  const importances = permutationImportance(model, data, { score, randomState: 3 });
  const [much, little, nothing] = importances;
  expect(importances.map(({ feature }) => feature)).toEqual(data.featureNames);
  expect(much?.mean).toBeGreaterThan(0.3);
  expect(little?.mean).toBeGreaterThan(0.02);
  expect(little?.mean).toBeLessThan((much?.mean ?? 0) / 2);
  expect(nothing?.mean).toBeCloseTo(0, 1);
  expect(permutationImportance(model, data, { score, randomState: 3 })).toEqual(importances);
});
