import type { Tensor } from '../../session.ts';
import { broadcastIndices } from '../broadcast.ts';
import { sameShape, sizeOf } from '../dims.ts';
import type { KernelContext, KernelFactory, KernelTable } from '../kernel.ts';
import { axisOf, type Inputs, numbersOf, requiredFloat } from '../shape.ts';
import { axesOf, splitOffsets } from '../strides.ts';

/** Factor and offset by channel: normalising is then one multiplication and one addition an element. */
interface Channels {
  readonly factor: Float64Array;
  readonly offset: Float64Array;
}

type Parameters = readonly [scale: Tensor, bias: Tensor, mean: ArrayLike<number>, variance: ArrayLike<number>];

function channelsOf([scale, bias, mean, variance]: Parameters, epsilon: number): Channels {
  const [scales, biases] = [numbersOf(scale), numbersOf(bias)];
  const factor = new Float64Array(scale.data.length);
  const offset = new Float64Array(factor.length);
  for (let i = 0; i < factor.length; i++) {
    const ratio = (scales[i] as number) / Math.sqrt((variance[i] as number) + epsilon);
    factor[i] = ratio;
    offset[i] = (biases[i] as number) - (mean[i] as number) * ratio;
  }
  return { factor, offset };
}

/**
 * BatchNormalization-1, -6, -7 (no is_test), -9 (no `spatial`), -14 (training_mode). Before 14 more than one output meant training,
 * which is refused; spatial = 0 normalises each activation by itself. Constant parameters are folded once.
 */
const batchNormalization: KernelFactory = (context) => {
  const { attributes, constants, opset, wanted } = context;
  const epsilon = attributes.float('epsilon', 1e-5);
  const momentum = attributes.float('momentum', 0.9);
  const spatial = attributes.int('spatial', 1) !== 0;
  const training = opset >= 14 && attributes.int('training_mode', 0) !== 0;
  if (!training && wanted.some((isWanted, i) => isWanted && i > 0)) {
    context.fail('it is exported for training; export the model for inference', 'model-unsupported');
  }
  const read = (inputs: Inputs) =>
    [1, 2, 3, 4].map((i) => requiredFloat(context, inputs, i)) as [Tensor, Tensor, Tensor, Tensor];
  const fold = (parameters: [Tensor, Tensor, Tensor, Tensor]): Channels => {
    const [scale, bias, mean, variance] = parameters;
    const size = scale.data.length;
    if (parameters.some(({ data }) => data.length !== size))
      context.fail('scale, bias, mean and variance differ in size');
    return channelsOf([scale, bias, numbersOf(mean), numbersOf(variance)], epsilon);
  };
  const fixed =
    !training && constants.slice(1, 5).every(Boolean) && constants.length > 4 ? fold(read(constants)) : undefined;
  return (inputs) => {
    const x = requiredFloat(context, inputs, 0);
    const rest = x.dims.slice(spatial ? 2 : x.dims.length);
    const inner = sizeOf(rest);
    const size = spatial ? (x.dims[1] ?? 1) : sizeOf(x.dims.slice(1));
    let channels = fixed;
    let running: Tensor[] = [];
    if (training) {
      const trained = train(context, x, read(inputs), momentum);
      channels = channelsOf(trained.parameters, epsilon);
      running = trained.running;
    }
    const { factor, offset } = channels ?? fold(read(inputs));
    if (factor.length !== size) context.fail(`it has ${factor.length} channels and its input [${x.dims}] ${size}`);
    const output = context.allocate(x.type, x.dims);
    const [source, target] = [numbersOf(x), numbersOf(output)];
    const total = x.data.length;
    for (let at = 0, channel = 0; at < total; channel = channel + 1 < size ? channel + 1 : 0) {
      const a = factor[channel] as number;
      const b = offset[channel] as number;
      for (const end = at + inner; at < end; at++) target[at] = (source[at] as number) * a + b;
    }
    return [output, ...running];
  };
};

/** training_mode: the batch's own mean and variance, and the running ones moved towards them. */
function train(
  context: KernelContext,
  x: Tensor,
  [scale, bias, mean, variance]: readonly [Tensor, Tensor, Tensor, Tensor],
  momentum: number,
): { parameters: Parameters; running: Tensor[] } {
  if (x.data.length === 0) context.fail('it cannot train on no elements');
  const own = momentsOf(x, new Set([...x.dims.keys()].filter((axis) => axis !== 1)));
  const running = [mean, variance].map((before, i) => {
    const after = context.allocate(before.type, before.dims);
    const [target, source] = [numbersOf(after), numbersOf(before)];
    const now = i === 0 ? own.mean : own.variance;
    for (let c = 0; c < before.data.length; c++) {
      target[c] = (source[c] as number) * momentum + (now[c] as number) * (1 - momentum);
    }
    return after;
  });
  return { parameters: [scale, bias, own.mean, own.variance], running };
}

/** Mean and variance over axes, for every index of the other axes; two passes, so that large means cost no precision. */
function momentsOf(x: Tensor, axes: ReadonlySet<number>) {
  const { kept, reduced } = splitOffsets(x.dims, axes);
  const source = numbersOf(x);
  const mean = new Float64Array(kept.length);
  const variance = new Float64Array(kept.length);
  for (let i = 0; i < kept.length; i++) {
    const start = kept[i] as number;
    let sum = 0;
    for (const offset of reduced) sum += source[start + offset] as number;
    const middle = sum / reduced.length;
    let squares = 0;
    for (const offset of reduced) squares += ((source[start + offset] as number) - middle) ** 2;
    mean[i] = middle;
    variance[i] = squares / reduced.length;
  }
  return { kept, reduced, mean, variance };
}

/** Where the element of `parameter` that belongs to each element of one row lies; undefined when it is simply its position. */
function parameterIndices(context: KernelContext, parameter: Tensor, x: Tensor, size: number): Int32Array | undefined {
  if (parameter.data.length === size && sameShape(parameter.dims, x.dims.slice(-parameter.dims.length)))
    return undefined;
  const rank = x.dims.length - parameter.dims.length;
  if (rank < 0 || parameter.dims.some((own, i) => own !== 1 && own !== x.dims[rank + i])) {
    context.fail(`scale or bias [${parameter.dims}] does not broadcast to [${x.dims}]`);
  }
  return broadcastIndices(parameter.dims, x.dims);
}

/** LayerNormalization-17: each row of the axes from `axis` on has its mean taken out and is divided by its deviation. */
const layerNormalization: KernelFactory = (context) => {
  const axisAttribute = context.attributes.int('axis', -1);
  const epsilon = context.attributes.float('epsilon', 1e-5);
  const stash = context.attributes.int('stash_type', 1) === 11 ? 'float64' : 'float32';
  return (inputs) => {
    const x = requiredFloat(context, inputs, 0);
    const axis = axisOf(context, axisAttribute, x.dims.length);
    const size = sizeOf(x.dims.slice(axis));
    const scale = requiredFloat(context, inputs, 1);
    const bias = inputs[2] && requiredFloat(context, inputs, 2);
    const scaleAt = parameterIndices(context, scale, x, size);
    const biasAt = bias && parameterIndices(context, bias, x, size);
    const scales = numbersOf(scale);
    const biases = bias && numbersOf(bias);
    const output = context.allocate(x.type, x.dims);
    const moments = x.dims.map((own, i) => (i < axis ? own : 1));
    const means = context.wanted[1] ? context.allocate(stash, moments) : undefined;
    const deviations = context.wanted[2] ? context.allocate(stash, moments) : undefined;
    const [source, target] = [numbersOf(x), numbersOf(output)];
    const rows = x.data.length > 0 || means || deviations ? sizeOf(x.dims.slice(0, axis)) : 0;
    for (let row = 0; row < rows; row++) {
      const start = row * size;
      let sum = 0;
      for (let i = 0; i < size; i++) sum += source[start + i] as number;
      const mean = sum / size;
      let squares = 0;
      for (let i = 0; i < size; i++) squares += ((source[start + i] as number) - mean) ** 2;
      const inverse = 1 / Math.sqrt(squares / size + epsilon);
      for (let i = 0; i < size; i++) {
        const at = start + i;
        const factor = scales[scaleAt ? (scaleAt[at] as number) : i] as number;
        const shift = biases ? (biases[biasAt ? (biasAt[at] as number) : i] as number) : 0;
        target[at] = ((source[at] as number) - mean) * inverse * factor + shift;
      }
      if (means) means.data[row] = mean;
      if (deviations) deviations.data[row] = inverse;
    }
    return [output, means, deviations];
  };
};

/** MeanVarianceNormalization-9: (x - mean) / (deviation + 1e-9) over `axes`, by default those of a batch of images. */
const meanVarianceNormalization: KernelFactory = (context) => {
  const axes = context.attributes.has('axes') ? context.attributes.ints('axes') : [0, 2, 3];
  return (inputs) => {
    const x = requiredFloat(context, inputs, 0);
    const output = context.allocate(x.type, x.dims);
    const [source, target] = [numbersOf(x), numbersOf(output)];
    if (x.data.length === 0) return [output];
    const { kept, reduced, mean, variance } = momentsOf(x, axesOf(context, axes, x.dims.length));
    for (let i = 0; i < kept.length; i++) {
      const divisor = Math.sqrt(variance[i] as number) + 1e-9;
      for (const offset of reduced) {
        const at = (kept[i] as number) + offset;
        target[at] = ((source[at] as number) - (mean[i] as number)) / divisor;
      }
    }
    return [output];
  };
};

/** Normalisations of a net's layers. */
export const normalizations: KernelTable = {
  BatchNormalization: { 1: batchNormalization },
  LayerNormalization: { 17: layerNormalization },
  MeanVarianceNormalization: { 9: meanVarianceNormalization },
};
