import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../pipeline/random.ts';
import { type Activation, drawParameters } from './layers.ts';
import { createNetwork } from './network.ts';
import { writeOutputSlopes } from './output-loss.ts';

const rows = 7;

/** A network with random inputs and labels, and the loss and slopes of its parameters. */
function prepare(
  activation: Activation,
  { batchNorm, classes, dropout }: { batchNorm: boolean; classes: number; dropout: number },
) {
  const shape = { sizes: [3, 5, 4, classes > 2 ? classes : 1], activation, batchNorm };
  const random = createRandom(4);
  const parameters = drawParameters(shape, random);
  const features = Float64Array.from({ length: rows * 3 }, () => random() * 2 - 1);
  const target = {
    ...(classes > 0 && { classes: Array.from({ length: classes }, (_, k) => k) }),
    labels: Float64Array.from({ length: rows }, (_, row) => (classes ? row % classes : random())),
    weights: Float64Array.from({ length: rows }, () => 0.5 + random()),
  };
  const batch = Int32Array.from({ length: rows }, (_, row) => row);
  const slopes = new Float64Array(parameters.length);
  const outputSlopes = new Float64Array(rows * classes || rows);
  const lossAt = (at: Float64Array): number => {
    // The same draws each time: the same units are dropped.
    const network = createNetwork({
      ...shape,
      parameters: at,
      slopes,
      maxRows: rows,
      dropout,
      random: createRandom(9),
    });
    network.inputs.set(features);
    const loss = writeOutputSlopes(network.forward(rows), target, batch, 1, outputSlopes);
    slopes.fill(0);
    network.backward(rows, outputSlopes);
    return loss;
  };
  return { parameters, slopes, lossAt };
}

describe('createNetwork', () => {
  const cases = [
    { activation: 'tanh', batchNorm: false, classes: 0, dropout: 0 },
    { activation: 'tanh', batchNorm: true, classes: 2, dropout: 0.3 },
    { activation: 'logistic', batchNorm: true, classes: 3, dropout: 0 },
    { activation: 'relu', batchNorm: false, classes: 3, dropout: 0.3 },
    { activation: 'relu', batchNorm: true, classes: 2, dropout: 0 },
    { activation: 'identity', batchNorm: true, classes: 2, dropout: 0 },
  ] as const;
  it.each(cases)(
    'gives the slopes that differences of its loss have: $activation, batchNorm $batchNorm, $classes classes, dropout $dropout',
    ({ activation, ...options }) => {
      const { parameters, slopes, lossAt } = prepare(activation, options);
      lossAt(parameters);
      const expected = slopes.slice();
      const width = 1e-6;
      for (const [place, slope] of expected.entries()) {
        const moved = (by: number) => lossAt(parameters.map((value, i) => (i === place ? value + by : value)));
        expect((moved(width) - moved(-width)) / (2 * width)).toBeCloseTo(slope, 5);
      }
    },
  );
});
