import { describe, expect, it } from 'vitest';
import { createRandom } from '../../pipeline/random.ts';
import { fitEstimator } from './fit-estimator.ts';
import { kMeans } from './k-means.ts';
import { expectSameAsExported } from './testing/expect-same-as-exported.ts';
import { randomData } from './testing/random-data.ts';

/** Points around four corners, far from the origin. */
function corners(seed: number, rows: number) {
  const random = createRandom(seed);
  const features = new Float64Array(rows * 2);
  for (let row = 0; row < rows; row++) {
    features[2 * row] = 1000 + 10 * (row % 2) + random();
    features[2 * row + 1] = -1000 + 10 * ((row >> 1) % 2) + random();
  }
  return { features, featureNames: ['x', 'y'] };
}

describe('kMeans', () => {
  it('finds clusters that lie apart', async () => {
    const data = corners(1, 200);
    const model = await fitEstimator(kMeans, data, { nClusters: 4, nInit: 3 });
    const { values } = model.predict(data.features);
    const corner = [0, 1, 2, 3].map((row) => values[row]);
    expect(new Set(corner).size).toBe(4);
    values.forEach((cluster, row) => {
      expect(cluster).toBe(corner[row % 4]);
    });
    expect(model.inertia).toBeLessThan(200 / 3);
    await expectSameAsExported(model, data.features, 2);
  });

  it('puts each centre in the middle of its rows, by their weights', async () => {
    const data = randomData({ seed: 2, rows: 150, columns: 3, classes: 2 });
    const sampleWeight = data.labels.map((_, row) => 1 + (row % 3));
    const model = await fitEstimator(kMeans, { ...data, sampleWeight }, { nClusters: 3, tol: 0 });
    const { values } = model.predict(data.features);
    for (let cluster = 0; cluster < 3; cluster++) {
      for (let j = 0; j < 3; j++) {
        let [sum, weights] = [0, 0];
        values.forEach((own, row) => {
          if (own !== cluster) return;
          sum += (sampleWeight[row] ?? 0) * (data.features[3 * row + j] ?? 0);
          weights += sampleWeight[row] ?? 0;
        });
        expect(model.clusterCenters[3 * cluster + j]).toBeCloseTo(sum / weights, 5);
      }
    }
  });

  it('is the same for the same seed', async () => {
    const data = randomData({ seed: 3, rows: 100, columns: 4, classes: 2 });
    const [first, again] = await Promise.all([1, 2].map(() => fitEstimator(kMeans, data, { randomState: 9 })));
    expect(first?.toOnnx()).toEqual(again?.toOnnx());
  });

  it('exports what it predicts', async () => {
    for (let seed = 0; seed < 6; seed++) {
      const data = randomData({ seed, rows: 80, columns: 5, classes: 2 });
      await expectSameAsExported(await fitEstimator(kMeans, data, { nClusters: 1 + seed }), data.features, 5);
    }
  });

  it.each([
    ['fewer rows than clusters', [1, 2], 'there are 2 rows for 3 clusters; lower nClusters'],
    ['fewer different rows than clusters', [1, 2, 1, 2], 'there are 2 different rows for 3 clusters; lower nClusters'],
    ['0 rows', [], 'there are 0 rows'],
    ['values whose squared distances no float32 holds', [1, 2e19, 3, 4], "column 'x' lie 2.00e+19 apart"],
    ['missing values', [1, 2, 3, Number.NaN], "column 'x' is NaN in row 3 (counted from 0); impute or drop it"],
  ])('refuses %s', async (_, x, message) => {
    const data = { features: Float64Array.from(x), featureNames: ['x'] };
    await expect(fitEstimator(kMeans, data, { nClusters: 3 })).rejects.toThrow(message);
  });
});
