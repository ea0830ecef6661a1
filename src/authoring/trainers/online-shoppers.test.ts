import { describe, expect, it } from 'vitest';
import { referenceModels } from '../../../bench/training/models.ts';
import { readOnlineShoppers, whyMissing } from '../../../bench/training/online-shoppers.ts';
import { estimators } from './estimators.ts';
import { fitEstimator } from './fit-estimator.ts';
import { areaUnderCurve } from './metrics.ts';
import { expectSameAsExported } from './testing/expect-same-as-exported.ts';
import { refuse } from './training-set.ts';

if (whyMissing) console.warn(`Skipped: trainers on real sessions, as ${whyMissing}.`);

describe.skipIf(whyMissing)('trainers on real sessions', () => {
  it.each(referenceModels)('$title reaches an AUC of $minAuc, and exports what it predicts', async (reference) => {
    const { training, test } = readOnlineShoppers(reference.encoding);
    const estimator = estimators.get(reference.estimator) ?? refuse(reference.estimator, 'there is no such estimator.');
    const model = await fitEstimator(estimator, training, reference.params);
    const { probabilities = new Float64Array() } = model.predict(test.features);
    const scores = probabilities.filter((_, at) => at % 2 === 1);
    expect(areaUnderCurve(scores, test.labels.map(Boolean))).toBeGreaterThanOrEqual(reference.minAuc);
    await expectSameAsExported(model, test.features, test.featureNames.length);
  });
});
