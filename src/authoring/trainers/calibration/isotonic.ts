import { tensor } from '../../onnx/writer.ts';
import type { CalibrationSample, Calibrator } from './calibrator.ts';

/**
 * Isotonic regression: the rising steps nearest to what came. A score between two steps takes the nearer one; scikit-learn draws a
 * line between them, on which the last digit of a float32 would tell.
 * @see Zadrozny and Elkan, Transforming Classifier Scores into Accurate Multiclass Probability Estimates, 2002
 */
export function fitIsotonic({ scores, came, weights }: CalibrationSample): Calibrator {
  const order = Array.from(scores, (_, row) => row)
    .filter((row) => (weights[row] ?? 0) > 0)
    .sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  const steps: { from: number; to: number; weight: number; sum: number }[] = [];
  for (const row of order) {
    const at = Math.fround(scores[row] ?? 0);
    const weight = weights[row] ?? 0;
    const step = { from: at, to: at, weight, sum: weight * (came[row] ?? 0) };
    // Pool adjacent violators: a step joins those before it that are not below it, or at the same place.
    for (
      let last = steps.at(-1);
      last && (last.to === at || last.sum * step.weight >= step.sum * last.weight);
      last = steps.at(-1)
    ) {
      step.from = last.from;
      step.weight += last.weight;
      step.sum += last.sum;
      steps.pop();
    }
    steps.push(step);
  }
  const values = Float64Array.from(steps, ({ sum, weight }) => Math.fround(sum / weight));
  const thresholds = Float64Array.from(steps.slice(1), ({ from }, step) =>
    Math.fround(((steps[step]?.to ?? 0) + from) / 2),
  );
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
