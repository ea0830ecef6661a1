import {
  array,
  boolean,
  exactOptional,
  type InferOutput,
  integer,
  literal,
  maxValue,
  minValue,
  nullable,
  number,
  picklist,
  pipe,
  record,
  strictObject,
  string,
  union,
} from 'valibot';
import { createRandom } from '../../pipeline/random.ts';
import { type BoostingLoss, binaryLogLoss, multinomialLogLoss, squaredErrorLoss } from './boosting-loss.ts';
import { createPatience, keepApart, type Sample } from './early-stopping.ts';
import type { Estimator } from './estimator.ts';
import { createFitWatch, type FitWatch } from './fit-watch.ts';
import { classWeightEntries, taskEntries } from './labels.ts';
import { countSchema, nonNegativeSchema, positiveSchema, repeatsSchema, seedSchema, shareSchema } from './params.ts';
import { readTarget, type Target } from './target.ts';
import { readTrainingSet, refuse, type TrainingSet } from './training-set.ts';
import { binColumns } from './trees/binning.ts';
import { createTreeGrower } from './trees/histogram-tree.ts';
import { findLeaf, type Tree } from './trees/tree.ts';
import { treeModel } from './trees/tree-model.ts';

const paramsSchema = strictObject({
  ...taskEntries,
  learningRate: exactOptional(positiveSchema, 0.1),
  /** Rounds of boosting; each grows one tree, or one a class where there are three or more. */
  maxIter: exactOptional(repeatsSchema, 100),
  /** `null` for no limit. */
  maxLeafNodes: exactOptional(nullable(pipe(number(), integer(), minValue(2))), 31),
  /** `null` for no limit. */
  maxDepth: exactOptional(nullable(countSchema), null),
  minSamplesLeaf: exactOptional(countSchema, 20),
  l2Regularization: exactOptional(nonNegativeSchema, 0),
  maxBins: exactOptional(pipe(number(), integer(), minValue(2), maxValue(255)), 255),
  /** Columns, by name or place, whose numbers name categories (from 0 on). */
  categoricalFeatures: exactOptional(array(union([string(), pipe(number(), integer(), minValue(0))])), []),
  /** By column: 1 where predictions must not fall as it rises, -1 where they must not rise. */
  monotonicCst: exactOptional(record(string(), picklist([-1, 0, 1])), {}),
  ...classWeightEntries,
  /** Whether to end when rows kept apart gain no more; `'auto'`: with more than 10,000 rows. */
  earlyStopping: exactOptional(union([literal('auto'), boolean()]), 'auto'),
  validationFraction: exactOptional(shareSchema, 0.1),
  nIterNoChange: exactOptional(countSchema, 10),
  tol: exactOptional(nonNegativeSchema, 1e-7),
  /** Seed of the choice of the rows kept apart. */
  randomState: exactOptional(seedSchema, 0),
});

/** Params of {@link gradientBoosting}; names as scikit-learn's HistGradientBoostingClassifier and -Regressor. */
export type GradientBoostingParams = InferOutput<typeof paramsSchema>;

const subject = 'Gradient boosting';

/**
 * Gradient boosting of trees grown by histograms, for two classes, more, or a regression by squared error. Takes missing values.
 * @see https://scikit-learn.org/stable/modules/ensemble.html#histogram-based-gradient-boosting
 */
export const gradientBoosting: Estimator<GradientBoostingParams> = {
  name: 'gradient-boosting',
  kind: 'classifier-or-regressor',
  paramsSchema,
  async fit(data, params, options) {
    const set = readTrainingSet(subject, data, { allowMissing: true });
    const target = readTarget(subject, data, params, set);
    const stopsEarly = params.earlyStopping === 'auto' ? set.rows > 10_000 : params.earlyStopping && set.rows > 1;
    const trees = await boost({ set, target }, { params, stopsEarly, watch: createFitWatch(options) });
    const targets = target.classes && target.classes.length > 2 ? target.classes.length : 1;
    return treeModel(
      { trees, columns: set.columns, targets, width: 1, targetOf: (tree) => tree % targets },
      target.classes,
      'log-odds',
    );
  },
};

interface BoostOptions {
  readonly params: GradientBoostingParams;
  readonly stopsEarly: boolean;
  readonly watch: FitWatch;
}

/** Grows the trees, round by round; those of the first round hold the baseline as well. */
async function boost(all: Sample, { params, stopsEarly, watch }: BoostOptions): Promise<Tree[]> {
  const { maxIter, maxBins, validationFraction: fraction } = params;
  const parts = stopsEarly ? keepApart(all, { fraction, random: createRandom(params.randomState) }) : undefined;
  const { set, target } = parts?.learned ?? all;
  const loss = lossOf(target);
  const validation = parts && createValidation(parts.validation);

  const binned = binColumns(set, { subject, maxBins, categorical: placesOf(params.categoricalFeatures, set) });
  const grower = createTreeGrower(binned, set.rows, {
    ...params,
    maxLeafNodes: params.maxLeafNodes ?? Number.POSITIVE_INFINITY,
    maxDepth: params.maxDepth ?? Number.POSITIVE_INFINITY,
    monotonic: monotonicOf(params, set, loss.targets),
  });
  const baseline = loss.baseline().map(Math.fround);
  const raw = Array.from(baseline, (value) => new Float64Array(set.rows).fill(value));
  const gradients = new Float32Array(set.rows);
  const hessians = new Float32Array(set.rows);
  const patience = createPatience(params);
  const trees: Tree[] = [];
  for (let round = 0; round < maxIter; round++) {
    await watch.step(round / maxIter, `tree ${round + 1} of ${maxIter}`);
    loss.beginRound(raw);
    for (let k = 0; k < loss.targets; k++) {
      loss.derivatives(raw, k, gradients, hessians);
      const tree = grower.grow(gradients, hessians, raw[k] as Float64Array);
      trees.push(round === 0 ? raiseLeaves(tree, baseline[k] as number) : tree);
    }
    if (!validation) continue;
    patience.improves(validation.lossWith(trees.slice(-loss.targets)));
    if (patience.isOver()) break;
  }
  return trees;
}

function lossOf({ classes, labels, weights }: Target): BoostingLoss {
  if (!classes) return squaredErrorLoss({ labels, weights });
  return classes.length === 2
    ? binaryLogLoss({ labels, weights })
    : multinomialLogLoss({ labels, weights }, classes.length);
}

/** Rows kept apart, whose loss tells when to end. */
function createValidation({ set, target }: Sample) {
  const loss = lossOf(target);
  const raw = Array.from({ length: loss.targets }, () => new Float64Array(set.rows));
  return {
    /** @param round the trees grown since the last call, one a target. */
    lossWith(round: readonly Tree[]): number {
      for (const [k, tree] of round.entries()) {
        const sums = raw[k] as Float64Array;
        for (let row = 0; row < set.rows; row++) {
          const leaf = findLeaf(tree, set.features, row * set.columns);
          sums[row] = (sums[row] as number) + (tree.values[leaf] as number);
        }
      }
      return loss.mean(raw);
    },
  };
}

function raiseLeaves(tree: Tree, by: number): Tree {
  return { ...tree, values: tree.values.map((value) => Math.fround(value + by)) };
}

function placesOf(columns: readonly (string | number)[], { featureNames }: TrainingSet): Set<number> {
  return new Set(columns.map((column) => placeOf('categoricalFeatures', column, featureNames)));
}

function placeOf(param: string, column: string | number, featureNames: readonly string[]): number {
  const place = typeof column === 'number' ? column : featureNames.indexOf(column);
  if (place < 0 || place >= featureNames.length) {
    refuse(
      subject,
      `${param} names the column '${column}', which is not there; the columns are ${featureNames.join(', ')}.`,
    );
  }
  return place;
}

function monotonicOf(
  { monotonicCst, categoricalFeatures }: GradientBoostingParams,
  set: TrainingSet,
  targets: number,
): Int8Array {
  const directions = new Int8Array(set.columns);
  const categorical = placesOf(categoricalFeatures, set);
  for (const [column, direction] of Object.entries(monotonicCst)) {
    const place = placeOf('monotonicCst', column, set.featureNames);
    if (direction === 0) continue;
    if (categorical.has(place))
      refuse(subject, `monotonicCst names the column '${column}', whose categories have no order.`);
    if (targets > 1)
      refuse(subject, 'monotonicCst is for two classes and for regressions; leave it out for more classes.');
    directions[place] = direction;
  }
  return directions;
}
