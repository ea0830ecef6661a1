import { tensor } from '../../onnx/writer.ts';
import type { FitWatch } from '../fit-watch.ts';
import { minimize } from '../lbfgs.ts';
import { logistic, softplus } from '../softmax.ts';
import type { CalibrationSample, Calibrator } from './calibrator.ts';

const leastSpread = 1e-3;

/**
 * Platt's method: `σ(slope × score + intercept)`, fitted to targets a little short of 0 and 1.
 * @see Platt, Probabilistic Outputs for Support Vector Machines, 1999
 */
export async function fitSigmoid(
  { scores: raw, came, weights }: CalibrationSample,
  watch: FitWatch,
): Promise<Calibrator> {
  const mean = raw.reduce((sum, score) => sum + score, 0) / raw.length;
  const deviation = Math.sqrt(raw.reduce((sum, score) => sum + (score - mean) ** 2, 0) / raw.length);
  // Scores that a float32 hardly tells apart say nothing: the share of rows that came is all there is.
  const spread = deviation > leastSpread * Math.abs(mean) ? deviation : Number.POSITIVE_INFINITY;
  const scores = raw.map((score) => (score - mean) / spread);
  let [positive, negative] = [0, 0];
  for (const [row, weight] of weights.entries()) {
    if (came[row]) positive += weight;
    else negative += weight;
  }
  const targets = [1 / (negative + 2), (positive + 1) / (positive + 2)] as const;
  const { point } = await minimize(
    {
      start: Float64Array.of(1, 0),
      evaluate(at, gradient) {
        const [slope = 0, intercept = 0] = at;
        let [loss, bySlope, byIntercept] = [0, 0, 0];
        for (let row = 0; row < scores.length; row++) {
          const score = scores[row] as number;
          const margin = slope * score + intercept;
          const target = targets[came[row] ? 1 : 0];
          const weight = (weights[row] as number) / (positive + negative);
          const error = weight * (logistic(margin) - target);
          loss += weight * (softplus(margin) - target * margin);
          bySlope += error * score;
          byIntercept += error;
        }
        gradient[0] = bySlope;
        gradient[1] = byIntercept;
        return loss;
      },
    },
    { tol: 1e-9, maxIter: 1000, watch },
  );
  const slope = Math.fround((point[0] ?? 0) / spread);
  const intercept = Math.fround((point[1] ?? 0) - slope * mean);
  return {
    apply: (score) => logistic(slope * score + intercept),
    toNodes(input, output, prefix) {
      const name = (part: string): string => `${prefix}${part}`;
      return {
        initializers: {
          [name('slope')]: tensor('float32', [slope], []),
          [name('intercept')]: tensor('float32', [intercept], []),
        },
        nodes: [
          { opType: 'Mul', inputs: [input, name('slope')], outputs: [name('scaled')] },
          { opType: 'Add', inputs: [name('scaled'), name('intercept')], outputs: [name('margin')] },
          { opType: 'Sigmoid', inputs: [name('margin')], outputs: [output] },
        ],
      };
    },
  };
}
