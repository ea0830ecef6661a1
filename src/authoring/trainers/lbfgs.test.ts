import { describe, expect, it } from 'vitest';
import { createRandom } from '../../pipeline/random.ts';
import { createFitWatch } from './fit-watch.ts';
import { minimize } from './lbfgs.ts';
import { logistic, softplus } from './softmax.ts';

describe('minimize', () => {
  it('takes the last steps where the sum over many rows is no longer seen to fall', async () => {
    const random = createRandom(23);
    const rows = 50_000;
    const scores = Float64Array.from({ length: rows }, () => 2 * random() - 1);
    const came = scores.map((score) => Number(random() < logistic(2 * score - 1.8)));
    let evaluations = 0;
    const { converged } = await minimize(
      {
        start: Float64Array.of(1, 0),
        evaluate([slope = 0, intercept = 0], gradient) {
          evaluations++;
          gradient.fill(0);
          let loss = 0;
          for (const [row, score] of scores.entries()) {
            const margin = slope * score + intercept;
            const error = (logistic(margin) - (came[row] as number)) / rows;
            loss += (softplus(margin) - (came[row] as number) * margin) / rows;
            gradient[0] = (gradient[0] as number) + error * score;
            gradient[1] = (gradient[1] as number) + error;
          }
          return loss;
        },
      },
      { tol: 1e-9, maxIter: 1000, watch: createFitWatch() },
    );
    expect(converged).toBe(true);
    expect(evaluations).toBeLessThan(30);
  });
});
