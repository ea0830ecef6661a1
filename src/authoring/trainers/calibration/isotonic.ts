import { tensor } from '../../onnx/writer.ts';
import { between } from '../trees/binning.ts';
import type { CalibrationSample, Calibrator } from './calibrator.ts';

/** Scores that get one value. */
interface Step {
  from: number;
  to: number;
  weight: number;
  /** Weight of the rows whose class came. */
  sum: number;
}

/**
 * Isotonic regression: the rising steps nearest to what came. A score between two steps takes the nearer one; scikit-learn draws a
 * line between them, on which the last digit of a float32 would tell.
 * @see Zadrozny and Elkan, Transforming Classifier Scores into Accurate Multiclass Probability Estimates, 2002
 */
export function fitIsotonic(sample: CalibrationSample): Calibrator {
  const steps: Step[] = [];
  for (const step of stepsOf(sample)) {
    // Pool adjacent violators: a step joins those before it that are not below it.
    for (let last = steps.at(-1); last && last.sum * step.weight >= step.sum * last.weight; last = steps.at(-1)) {
      step.from = last.from;
      step.weight += last.weight;
      step.sum += last.sum;
      steps.pop();
    }
    steps.push(step);
  }
  const values = Float64Array.from(steps, ({ sum, weight }) => Math.fround(sum / weight));
  const thresholds = Float64Array.from(steps.slice(1), ({ from }, step) => between(steps[step]?.to ?? 0, from));
  return {
    apply(score) {
      const at = Math.fround(score);
      let step = 0;
      while (step < thresholds.length && at > (thresholds[step] as number)) step++;
      return values[step] as number;
    },
    toNodes(input, output, prefix) {
      const name = (part: string): string => `${prefix}${part}`;
      return {
        initializers: {
          [name('thresholds')]: tensor('float32', thresholds, [1, thresholds.length]),
          [name('values')]: tensor('float32', values),
          [name('axis')]: tensor('int64', [1]),
        },
        nodes: [
          { opType: 'Greater', inputs: [input, name('thresholds')], outputs: [name('passed')] },
          {
            opType: 'Cast',
            inputs: [name('passed')],
            outputs: [name('passed_numbers')],
            attributes: { to: { int: 7 } },
          },
          {
            opType: 'ReduceSum',
            inputs: [name('passed_numbers'), name('axis')],
            outputs: [name('step')],
            attributes: { keepdims: { int: 1 } },
          },
          { opType: 'Gather', inputs: [name('values'), name('step')], outputs: [output] },
        ],
      };
    },
  };
}

/** A step for each score, rising; rows of one score count together, for nothing tells them apart on the page. */
function stepsOf({ scores, came, weights }: CalibrationSample): Step[] {
  const steps = new Map<number, Step>();
  for (const [row, score] of scores.entries()) {
    const at = Math.fround(score);
    const weight = weights[row] ?? 0;
    if (weight === 0) continue;
    const step = steps.get(at) ?? { from: at, to: at, weight: 0, sum: 0 };
    step.weight += weight;
    step.sum += weight * (came[row] ?? 0);
    steps.set(at, step);
  }
  return [...steps.values()].sort((a, b) => a.from - b.from);
}
