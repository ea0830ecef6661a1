import {
  boolean,
  exactOptional,
  type InferOutput,
  integer,
  maxValue,
  minValue,
  nullable,
  number,
  picklist,
  pipe,
  strictObject,
  union,
} from 'valibot';
import { createRandom, type Random } from '../../pipeline/random.ts';
import type { Estimator } from './estimator.ts';
import { createFitWatch } from './fit-watch.ts';
import { classWeightEntries, taskEntries } from './labels.ts';
import { countSchema, repeatsSchema, seedSchema } from './params.ts';
import { readTarget, type Target } from './target.ts';
import { readTrainingSet } from './training-set.ts';
import { binColumns } from './trees/binning.ts';
import { createCartGrower } from './trees/cart.ts';
import type { Tree } from './trees/tree.ts';
import { treeModel } from './trees/tree-model.ts';

const paramsSchema = strictObject({
  ...taskEntries,
  nEstimators: exactOptional(repeatsSchema, 100),
  /** `null` for no limit. */
  maxDepth: exactOptional(nullable(countSchema), null),
  minSamplesSplit: exactOptional(pipe(number(), integer(), minValue(2)), 2),
  minSamplesLeaf: exactOptional(countSchema, 1),
  /**
   * Columns that a split chooses from: a root or logarithm of their number, a share of them (up to 1), a number, or `null` for all.
   * @default 'sqrt' of a classification, all of a regression
   */
  maxFeatures: exactOptional(nullable(union([picklist(['sqrt', 'log2']), pipe(number(), minValue(Number.MIN_VALUE))]))),
  /** Whether each tree learns from rows drawn with replacement, as many as there are. */
  bootstrap: exactOptional(boolean(), true),
  maxBins: exactOptional(pipe(number(), integer(), minValue(2), maxValue(255)), 255),
  ...classWeightEntries,
  randomState: exactOptional(seedSchema, 0),
});

/** Params of {@link randomForest}; names as scikit-learn's RandomForestClassifier and -Regressor. */
export type RandomForestParams = InferOutput<typeof paramsSchema>;

const subject = 'Random forest';

/**
 * A random forest: the mean of trees that each learned from other rows, and whose splits chose from few columns. Takes missing values.
 * Unlike scikit-learn's it cuts at the borders of at most `maxBins` bins a column.
 * @see Breiman, Random Forests, 2001
 */
export const randomForest: Estimator<RandomForestParams> = {
  name: 'random-forest',
  kind: 'classifier-or-regressor',
  paramsSchema,
  async fit(data, params, options) {
    const { nEstimators, maxBins, maxDepth, bootstrap } = params;
    const watch = createFitWatch(options);
    const set = readTrainingSet(subject, data, { allowMissing: true });
    const target = readTarget(subject, data, params, set);
    const random = createRandom(params.randomState);
    const targets = targetsOf(target);
    const grower = createCartGrower(binColumns(set, { subject, maxBins }), targets, {
      ...params,
      maxDepth: maxDepth ?? Number.POSITIVE_INFINITY,
      maxFeatures: countFeatures(
        params.maxFeatures ?? (target.classes && params.maxFeatures === undefined ? 'sqrt' : 1.0),
        set.columns,
      ),
      share: 1 / nEstimators,
    });
    const trees: Tree[] = [];
    for (let tree = 0; tree < nEstimators; tree++) {
      await watch.step(tree / nEstimators, `tree ${tree + 1} of ${nEstimators}`);
      trees.push(grower.grow(bootstrap ? drawWeights(target.weights, random) : target.weights, random));
    }
    const width = targets.length;
    const ensemble = { trees, columns: set.columns, targets: width, width, targetOf: () => 0 };
    return treeModel(ensemble, target.classes, 'probability');
  },
};

/** What the leaves' means are of: of two classes whether it is the second, of more whether it is each, of a regression its values. */
function targetsOf({ classes, labels }: Target): Float64Array[] {
  if (!classes || classes.length === 2) return [labels];
  return classes.map((_, k) => labels.map((label) => Number(label === k)));
}

/** How many columns a split may choose from. A number above 1 is a count; 1 and below a share. */
function countFeatures(maxFeatures: 'sqrt' | 'log2' | number, columns: number): number {
  const count =
    maxFeatures === 'sqrt'
      ? Math.sqrt(columns)
      : maxFeatures === 'log2'
        ? Math.log2(columns)
        : maxFeatures > 1
          ? maxFeatures
          : maxFeatures * columns;
  return Math.min(Math.max(1, Math.floor(count)), columns);
}

/** The weights of as many rows as there are, drawn with replacement. */
function drawWeights(weights: Float64Array, random: Random): Float64Array {
  const drawn = new Float64Array(weights.length);
  let sum = 0;
  // A draw of rows that all weigh 0 teaches nothing.
  while (sum === 0) {
    for (let i = 0; i < weights.length; i++) {
      const row = Math.floor(random() * weights.length);
      drawn[row] = (drawn[row] as number) + (weights[row] as number);
      sum += weights[row] as number;
    }
  }
  return drawn;
}
