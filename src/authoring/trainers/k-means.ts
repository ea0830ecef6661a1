import { exactOptional, type InferOutput, strictObject } from 'valibot';
import { createRandom, type Random } from '../../pipeline/random.ts';
import { tensor } from '../onnx/writer.ts';
import type { Estimator, FittedModel } from './estimator.ts';
import { createFitWatch, type FitWatch } from './fit-watch.ts';
import { featuresInput, fittedModel, opsets } from './onnx-parts.ts';
import { countSchema, iterationsSchema, nonNegativeSchema, repeatsSchema, seedSchema } from './params.ts';
import { readTrainingSet, refuse, type TrainingSet, toFloat32Values } from './training-set.ts';

const paramsSchema = strictObject({
  nClusters: exactOptional(countSchema, 8),
  /** Fits from other starts, of which the one with the least inertia is kept. */
  nInit: exactOptional(repeatsSchema, 1),
  maxIter: exactOptional(iterationsSchema, 300),
  /** Ends when centres move by less than this share of the features' mean variance. */
  tol: exactOptional(nonNegativeSchema, 1e-4),
  randomState: exactOptional(seedSchema, 0),
});

/** Params of {@link kMeans}; names as scikit-learn's KMeans. */
export type KMeansParams = InferOutput<typeof paramsSchema>;

/** Fitted clusters. */
export interface KMeansModel extends FittedModel {
  /** Row-major `clusters × columns`. */
  readonly clusterCenters: Float64Array;
  /** Sum of the weighted squared distances of the rows to their centres. */
  readonly inertia: number;
}

const subject = 'K-means';

/**
 * K-means by Lloyd's iterations from starts drawn by k-means++. The model's `label` is the number of the nearest centre.
 * @see Arthur and Vassilvitskii, k-means++: The Advantages of Careful Seeding, 2007
 */
export const kMeans: Estimator<KMeansParams, KMeansModel> = {
  name: 'k-means',
  kind: 'clusterer',
  paramsSchema,
  async fit(data, params, options) {
    const { nClusters, nInit } = params;
    const set = readTrainingSet(subject, data, { needsLabels: false });
    if (set.rows < nClusters) refuse(subject, `there are ${set.rows} rows for ${nClusters} clusters; lower nClusters.`);
    expectDistances(set);
    const watch = createFitWatch(options);
    const random = createRandom(params.randomState);
    let best: Clusters | undefined;
    for (let start = 0; start < nInit; start++) {
      const clusters = await findClusters(set, params, random, {
        step: (done, what) => watch.step((start + done) / nInit, what),
      });
      if (!best || clusters.inertia < best.inertia) best = clusters;
    }
    return createModel(best ?? refuse(subject, 'nInit must be at least 1.'), set.columns);
  },
};

interface Clusters {
  readonly centers: Float64Array;
  readonly inertia: number;
}

async function findClusters(
  set: TrainingSet,
  params: KMeansParams,
  random: Random,
  watch: FitWatch,
): Promise<Clusters> {
  const { rows, columns, features, sampleWeight } = set;
  const { nClusters, maxIter, tol } = params;
  let centers = drawCenters(set, nClusters, random);
  const enough = tol * meanVariance(set);
  let inertia = 0;
  for (let iteration = 0; iteration < maxIter; iteration++) {
    await watch.step(iteration / maxIter, `iteration ${iteration + 1}`);
    const sums = new Float64Array(centers.length);
    const weights = new Float64Array(nClusters);
    inertia = 0;
    let farthest = { row: 0, distance: -1 };
    for (let row = 0; row < rows; row++) {
      const at = row * columns;
      const { cluster, distance } = nearest(centers, features, at, columns);
      const weight = sampleWeight[row] as number;
      inertia += weight * distance;
      if (weight * distance > farthest.distance) farthest = { row, distance: weight * distance };
      weights[cluster] = (weights[cluster] as number) + weight;
      for (let j = 0; j < columns; j++) {
        const place = cluster * columns + j;
        sums[place] = (sums[place] as number) + weight * (features[at + j] as number);
      }
    }
    let moved = 0;
    const next = centers.map((center, place) => {
      const weight = weights[Math.floor(place / columns)] as number;
      // A cluster that lost all its rows starts over at the row that is worst off.
      const mean =
        weight > 0
          ? (sums[place] as number) / weight
          : (features[farthest.row * columns + (place % columns)] as number);
      moved += (mean - center) ** 2;
      return mean;
    });
    centers = next;
    if (moved <= enough) break;
  }
  inertia = 0;
  for (let row = 0; row < rows; row++) {
    inertia += (sampleWeight[row] as number) * nearest(centers, features, row * columns, columns).distance;
  }
  return { centers, inertia };
}

/** The first centre is any row; each further one a row drawn by its squared distance to the centres before. */
function drawCenters(
  { rows, columns, features, sampleWeight }: TrainingSet,
  count: number,
  random: Random,
): Float64Array {
  const centers = new Float64Array(count * columns);
  const distances = new Float64Array(rows).fill(1);
  for (let cluster = 0; cluster < count; cluster++) {
    const total = distances.reduce((sum, distance, row) => sum + distance * (sampleWeight[row] as number), 0);
    if (total === 0) refuse(subject, `there are ${cluster} different rows for ${count} clusters; lower nClusters.`);
    let left = random() * total;
    let chosen = -1;
    for (let row = 0; row < rows && left >= 0; row++) {
      const share = (distances[row] as number) * (sampleWeight[row] as number);
      if (share > 0) chosen = row;
      left -= share;
    }
    const center = features.subarray(chosen * columns, (chosen + 1) * columns);
    centers.set(center, cluster * columns);
    for (let row = 0; row < rows; row++) {
      const { distance } = nearest(center, features, row * columns, columns);
      distances[row] = cluster === 0 ? distance : Math.min(distances[row] as number, distance);
    }
  }
  return centers;
}

/** The page sums squared differences in float32: beyond its range all centres would be equally far. */
function expectDistances({ rows, columns, features, featureNames }: TrainingSet): void {
  let sum = 0;
  let widest = { name: '', range: 0 };
  for (const [j, name] of featureNames.entries()) {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let row = 0; row < rows; row++) {
      const value = features[row * columns + j] as number;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    sum += (most - least) ** 2;
    if (most - least > widest.range) widest = { name, range: most - least };
  }
  if (!Number.isFinite(Math.fround(sum)))
    refuse(
      subject,
      `the values of column '${widest.name}' lie ${widest.range.toPrecision(3)} apart, whose square no float32 holds; scale it by a standard-scaler, or clip it.`,
    );
}

function meanVariance({ rows, columns, features }: TrainingSet): number {
  let sum = 0;
  for (let j = 0; j < columns; j++) {
    let mean = 0;
    for (let row = 0; row < rows; row++) mean += (features[row * columns + j] as number) / rows;
    for (let row = 0; row < rows; row++) sum += ((features[row * columns + j] as number) - mean) ** 2 / rows;
  }
  return sum / columns;
}

/** The centre that the point at `at` is nearest to, the first of equals, and its squared distance. */
function nearest(centers: Float64Array, features: Float64Array, at: number, columns: number) {
  let cluster = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let place = 0, k = 0; place < centers.length; k++) {
    let distance = 0;
    for (let j = 0; j < columns; j++, place++)
      distance += ((centers[place] as number) - (features[at + j] as number)) ** 2;
    if (distance < least) {
      least = distance;
      cluster = k;
    }
  }
  return { cluster, distance: least };
}

function createModel({ centers, inertia }: Clusters, columns: number): KMeansModel {
  const rounded = centers.map(Math.fround);
  return {
    clusterCenters: centers,
    inertia,
    ...fittedModel({
      predict(features) {
        const inputs = toFloat32Values(features, columns);
        return {
          values: Float64Array.from(
            { length: inputs.length / columns },
            (_, row) => nearest(rounded, inputs, row * columns, columns).cluster,
          ),
        };
      },
      // Squared distances by their differences: the shorter way by products loses all digits far from the origin.
      toDefinition: () => ({
        opsets,
        graph: {
          name: 'k-means',
          inputs: [featuresInput(columns)],
          outputs: [{ name: 'label', type: 'int64', shape: ['N'] }],
          initializers: {
            centers: tensor('float32', rounded, [1, centers.length / columns, columns]),
            middle_axis: tensor('int64', [1]),
          },
          nodes: [
            { opType: 'Unsqueeze', inputs: ['features', 'middle_axis'], outputs: ['points'] },
            { opType: 'Sub', inputs: ['points', 'centers'], outputs: ['differences'] },
            {
              opType: 'ReduceSumSquare',
              inputs: ['differences'],
              outputs: ['distances'],
              attributes: { axes: { ints: [2] }, keepdims: { int: 0 } },
            },
            {
              opType: 'ArgMin',
              inputs: ['distances'],
              outputs: ['label'],
              attributes: { axis: { int: 1 }, keepdims: { int: 0 } },
            },
          ],
        },
      }),
    }),
  };
}
