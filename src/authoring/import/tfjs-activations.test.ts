import { describe, test } from 'vitest';
import { dense, expectOutput, floats, input, layer, saved, sequential, softmax } from './testing/keras-models.ts';
import { importTfjsModel } from './tfjs.ts';

const functions: Record<string, (x: number) => number> = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  relu6: (x) => Math.min(6, Math.max(0, x)),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => 1.05070098 * (x > 0 ? x : 1.67326324 * Math.expm1(x)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  hard_sigmoid: (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5)),
  softplus: (x) => Math.log1p(Math.exp(x)),
  softsign: (x) => x / (1 + Math.abs(x)),
  tanh: Math.tanh,
  exponential: Math.exp,
  swish: (x) => x / (1 + Math.exp(-x)),
  silu: (x) => x / (1 + Math.exp(-x)),
  mish: (x) => x * Math.tanh(Math.log1p(Math.exp(x))),
  gelu: (x) => x * normalCdf(x),
  gelu_new: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
};

/** The standard normal distribution, by Simpson's rule. */
function normalCdf(x: number): number {
  const steps = 200;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-(((x * i) / steps) ** 2) / 2);
  }
  return 0.5 + (sum * x) / steps / 3 / Math.sqrt(2 * Math.PI);
}

describe('activations', () => {
  test.each(Object.keys(functions))('%s', async (activation) => {
    const kernel = [
      [1, 2],
      [-3, 0.5],
    ];
    const topology = sequential(layer('Dense', 'd', { units: 2, activation, use_bias: false, ...input(2) }));
    const { json, readShard } = saved(topology, [{ name: 'd/kernel', values: kernel }]);
    const rows = [
      [0, 0],
      [1, 0.5],
      [-0.75, 0.3],
      [2.5, -1],
    ];
    const expected = rows.map((row) => dense(row, kernel, [0, 0]).map((value) => functions[activation]?.(value) ?? 0));
    await expectOutput(await importTfjsModel(json, readShard), { d_input: floats(rows) }, { d: expected });
  });

  const x = [[-2, -0.5, 0.25, 1, 7]];
  const alpha = [0.5, 1, 2, 3, 4];
  test.each([
    ['Activation', { activation: 'relu' }, x.map((row) => row.map((v) => Math.max(0, v)))],
    ['ReLU', {}, x.map((row) => row.map((v) => Math.max(0, v)))],
    [
      'ReLU',
      { max_value: 6, negative_slope: 0, threshold: 0 },
      x.map((row) => row.map((v) => Math.min(6, Math.max(0, v)))),
    ],
    ['LeakyReLU', { alpha: 0.2 }, x.map((row) => row.map((v) => (v < 0 ? 0.2 * v : v)))],
    ['LeakyReLU', {}, x.map((row) => row.map((v) => (v < 0 ? 0.3 * v : v)))],
    ['ELU', { alpha: 2 }, x.map((row) => row.map((v) => (v < 0 ? 2 * Math.expm1(v) : v)))],
    ['PReLU', {}, x.map((row) => row.map((v, i) => (v < 0 ? (alpha[i] ?? 0) * v : v)))],
    ['Softmax', { axis: -1 }, x.map(softmax)],
    ['ThresholdedReLU', { theta: 0.5 }, x.map((row) => row.map((v) => (v > 0.5 ? v : 0)))],
    ['GaussianNoise', { stddev: 3 }, x],
  ])('as a layer: %s %j', async (class_name, config, expected) => {
    const topology = sequential(layer('InputLayer', 'in', input(5)), layer(class_name, 'a', config));
    const { json, readShard } = saved(topology, class_name === 'PReLU' ? [{ name: 'a/alpha', values: alpha }] : []);
    await expectOutput(await importTfjsModel(json, readShard), { in: floats(x) }, { a: expected });
  });
});
