import type { Tensor } from '../../session.ts';
import { broadcastShape, broadcastStrides } from '../broadcast.ts';
import { sizeOf, stridesOf } from '../dims.ts';
import type { KernelContext, KernelFactory, KernelTable } from '../kernel.ts';
import { axisOf, expectType, type Inputs, lanesOf, literal, required } from '../shape.ts';
import { axesOf, copyRun, fill, integerList, requiredList, reshaped, resized, strided } from '../strides.ts';

/** Constant-1, -11 (sparse_value, refused), -12 (value_float … value_strings). */
const constant: KernelFactory = (context) => {
  const { attributes } = context;
  if (attributes.has('sparse_value'))
    context.fail('sparse_value is not supported; store it dense', 'model-unsupported');
  const value = attributes.tensor('value') ?? plainConstant(context);
  return () => [value];
};

function plainConstant({ attributes, fail }: KernelContext): Tensor {
  const scalar: number[] = [];
  if (attributes.has('value_float')) {
    return { type: 'float32', dims: scalar, data: Float32Array.of(attributes.float('value_float', 0)) };
  }
  if (attributes.has('value_int')) {
    return { type: 'int64', dims: scalar, data: BigInt64Array.of(BigInt(attributes.int('value_int', 0))) };
  }
  if (attributes.has('value_string')) {
    return { type: 'string', dims: scalar, data: [attributes.string('value_string', '')] };
  }
  if (attributes.has('value_floats')) {
    const data = Float32Array.from(attributes.floats('value_floats'));
    return { type: 'float32', dims: [data.length], data };
  }
  if (attributes.has('value_ints')) {
    const data = BigInt64Array.from(attributes.bigints('value_ints'));
    return { type: 'int64', dims: [data.length], data };
  }
  if (!attributes.has('value_strings')) return fail('it has no value');
  const data = attributes.strings('value_strings');
  return { type: 'string', dims: [data.length], data };
}

/** ConstantOfShape-9: a tensor of the given shape, filled with `value` (default: float 0). */
const constantOfShape: KernelFactory = (context) => {
  const value = context.attributes.tensor('value') ?? { type: 'float32', dims: [1], data: Float32Array.of(0) };
  if (value.data.length !== 1) context.fail('value must have one element');
  return (inputs) => {
    const output = context.allocate(value.type, requiredList(context, inputs, 0));
    fill(output, value.data[0]);
    return [output];
  };
};

/** Identity-1. */
const identity: KernelFactory = (context) => (inputs) => [required(context, inputs, 0)];

/**
 * Dropout-1, -6, -7 (the mask has the input's type), -10 (the mask is bool), -12 (training_mode is an input).
 * A session only infers: the output is the input and the mask lets all through.
 */
const dropout: KernelFactory = (context) => (inputs) => {
  const x = required(context, inputs, 0);
  if (x.type === 'string') context.fail('the input is string; it must hold numbers');
  if (inputs[2]?.data[0] && inputs[1]?.data[0] !== 0) {
    context.fail('training_mode is on; export the model for inference', 'model-unsupported');
  }
  if (!context.wanted[1]) return [x];
  const mask = context.allocate(context.opset < 10 ? x.type : 'bool', x.dims);
  fill(mask, context.opset < 10 ? literal(x.type, 1) : 1);
  return [x, mask];
};

/**
 * Reshape-1 (shape is an attribute), -5 (an input), -14 (allowzero).
 * 0 takes over the input's size (with allowzero it is a size), -1 is worked out.
 */
function reshape(fromInput: boolean): KernelFactory {
  return (context) => {
    const allowZero = context.attributes.int('allowzero', 0) !== 0;
    return (inputs) => {
      const x = required(context, inputs, 0);
      const shape = integerList(context, inputs, 'shape', fromInput ? 1 : undefined) ?? context.fail('it has no shape');
      const dims = shape.map((size, axis) => (size === 0 && !allowZero ? (x.dims[axis] ?? -2) : size));
      const unknown = dims.indexOf(-1);
      if (unknown >= 0) {
        dims[unknown] = 1;
        dims[unknown] = x.data.length / sizeOf(dims);
      }
      if (sizeOf(dims) !== x.data.length || !dims.every((size) => size >= 0 && Number.isInteger(size))) {
        context.fail(`[${x.dims}] cannot take the shape [${shape}]`);
      }
      return [reshaped(x, dims)];
    };
  };
}

/** Flatten-1, -11 (a negative axis): two dimensions, split before `axis`. */
const flatten: KernelFactory = (context) => {
  const axis = context.attributes.int('axis', 1);
  return (inputs) => {
    const x = required(context, inputs, 0);
    const rank = x.dims.length;
    const split = axis === rank ? rank : axisOf(context, axis, rank);
    return [reshaped(x, [sizeOf(x.dims.slice(0, split)), sizeOf(x.dims.slice(split))])];
  };
};

/** Squeeze-1, -11 (negative axes), -13 (axes are an input): drops the named axes, or all of size 1. */
function squeeze(axesInput?: number): KernelFactory {
  return (context) => (inputs) => {
    const x = required(context, inputs, 0);
    const axes = integerList(context, inputs, 'axes', axesInput);
    if (!axes)
      return [
        reshaped(
          x,
          x.dims.filter((size) => size !== 1),
        ),
      ];
    const dropped = axesOf(context, axes, x.dims.length);
    for (const axis of dropped) if (x.dims[axis] !== 1) context.fail(`axis ${axis} of [${x.dims}] is not of size 1`);
    return [
      reshaped(
        x,
        x.dims.filter((_, axis) => !dropped.has(axis)),
      ),
    ];
  };
}

/** What an axis takes, in the measure of `KernelContext.spend`. */
const rankWork = 10;

/** Unsqueeze-1, -11 (negative axes), -13 (axes are an input): axes of size 1 at the named places of the output. */
function unsqueeze(axesInput?: number): KernelFactory {
  return (context) => (inputs) => {
    const x = required(context, inputs, 0);
    const axes = integerList(context, inputs, 'axes', axesInput) ?? context.fail('it has no axes');
    const rank = x.dims.length + axes.length;
    // Nothing is copied but the dims, of which a loop adds more with each trip.
    context.spend(rankWork * rank);
    const added = axesOf(context, axes, rank);
    let next = 0;
    return [
      reshaped(
        x,
        Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (x.dims[next++] ?? 1))),
      ),
    ];
  };
}

/** Shape-1, -15 (start and end, clamped to the rank). */
const shape: KernelFactory = (context) => {
  const start = context.attributes.int('start', 0);
  const end = context.attributes.has('end') ? context.attributes.int('end', 0) : undefined;
  return (inputs) => {
    const dims = required(context, inputs, 0).dims.slice(start, end);
    const output = context.allocate('int64', [dims.length]);
    dims.forEach((size, axis) => {
      output.data[axis] = BigInt(size);
    });
    return [output];
  };
};

/** Size-1. */
const size: KernelFactory = (context) => (inputs) => {
  const output = context.allocate('int64', []);
  output.data[0] = BigInt(required(context, inputs, 0).data.length);
  return [output];
};

/** Transpose-1: axes in the order of `perm`, by default reversed. */
const transpose: KernelFactory = (context) => {
  const perm = context.attributes.has('perm') ? context.attributes.ints('perm') : undefined;
  return (inputs) => {
    const x = required(context, inputs, 0);
    const rank = x.dims.length;
    const order = perm ?? x.dims.map((_, axis) => rank - 1 - axis);
    if (order.length !== rank || axesOf(context, order, rank).size !== rank)
      context.fail(`perm must name ${rank} axes`);
    const strides = stridesOf(x.dims);
    const take = (values: readonly number[]) => order.map((axis) => values[axis] as number);
    return [strided(context, x, take(x.dims), take(strides))];
  };
};

/** Concat-1 (axis 1 by default), -4 (axis is required), -11 (a negative axis). */
function concat(defaultAxis?: number): KernelFactory {
  return (context) => {
    const { attributes } = context;
    if (defaultAxis === undefined && !attributes.has('axis')) context.fail('it has no axis');
    const axisAttribute = attributes.int('axis', defaultAxis ?? 0);
    return (inputs) => {
      const first = required(context, inputs, 0);
      const axis = axisOf(context, axisAttribute, first.dims.length);
      let total = 0;
      for (let i = 0; i < inputs.length; i++) {
        const x = expectType(context, required(context, inputs, i), first.type);
        if (x.dims.length !== first.dims.length || x.dims.some((size, at) => at !== axis && size !== first.dims[at])) {
          context.fail(`input ${i} [${x.dims}] does not fit [${first.dims}] on axis ${axis}`);
        }
        total += x.dims[axis] as number;
      }
      const output = context.allocate(first.type, resized(first.dims, axis, total));
      const { outer, inner } = lanesOf(output.dims, axis);
      let start = 0;
      for (const x of inputs as readonly Tensor[]) {
        const run = (x.dims[axis] as number) * inner;
        for (let o = 0; o < outer; o++) copyRun(output.data, o * total * inner + start, x.data, o * run, run);
        start += run;
      }
      return [output];
    };
  };
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** Slice-1 (starts, ends and axes are attributes), -10 (inputs, with steps), -11 (negative axes). */
function slice(fromInputs: boolean): KernelFactory {
  return (context) => (inputs) => {
    const list = (name: string, index: number): readonly number[] | undefined =>
      integerList(context, inputs, name, fromInputs ? index : undefined);
    const x = required(context, inputs, 0);
    const starts = list('starts', 1) ?? context.fail('it has no starts');
    const ends = list('ends', 2) ?? context.fail('it has no ends');
    const axes = list('axes', 3) ?? starts.map((_, axis) => axis);
    const steps = list('steps', 4) ?? starts.map(() => 1);
    if (ends.length !== starts.length || axes.length !== starts.length || steps.length !== starts.length) {
      context.fail('starts, ends, axes and steps must be of one length');
    }
    const dims = [...x.dims];
    const strides = stridesOf(dims);
    let offset = 0;
    let at = 0;
    for (const axis of axesOf(context, axes, dims.length)) {
      const size = dims[axis] as number;
      const step = steps[at] as number;
      if (step === 0) context.fail('a step is 0');
      // Backwards, a start before the first element is moved onto it, as the standard has it (NumPy selects nothing).
      const bound = (value: number, low: number) =>
        step > 0
          ? clamp(value < 0 ? value + size : value, 0, size)
          : clamp(value < 0 ? value + size : value, low, size - 1);
      const start = bound(starts[at] as number, 0);
      dims[axis] = Math.max(0, Math.ceil((bound(ends[at] as number, -1) - start) / step));
      offset += start * (strides[axis] as number);
      strides[axis] = (strides[axis] as number) * step;
      at++;
    }
    return [strided(context, x, dims, strides, offset)];
  };
}

/**
 * Split-1, -2 (split is an attribute; in -1 it may be an input too), -11 (a negative axis), -13 (split is an input),
 * -18 (num_outputs; the last part may be smaller).
 */
function split(splitInput?: number): KernelFactory {
  return (context) => {
    const count = context.wanted.length;
    if (context.attributes.int('num_outputs', count) !== count) context.fail(`num_outputs is not its ${count} outputs`);
    return (inputs) => {
      const x = required(context, inputs, 0);
      const axis = axisOf(context, context.attributes.int('axis', 0), x.dims.length);
      const { outer, size: total, inner } = lanesOf(x.dims, axis);
      const sizes =
        integerList(context, inputs, 'split', inputs[1] ? 1 : splitInput) ?? evenParts(context, total, count);
      if (
        sizes.length !== count ||
        sizes.some((size) => size < 0) ||
        sizes.reduce((sum, size) => sum + size, 0) !== total
      ) {
        context.fail(`${total} elements do not split into ${count} parts of [${sizes}]`);
      }
      let start = 0;
      return sizes.map((size) => {
        const output = context.allocate(x.type, resized(x.dims, axis, size));
        const run = size * inner;
        for (let o = 0; o < outer; o++) copyRun(output.data, o * run, x.data, o * total * inner + start, run);
        start += run;
        return output;
      });
    };
  };
}

function evenParts(context: KernelContext, total: number, count: number): number[] {
  if (context.opset < 18 && total % count) context.fail(`${total} elements do not split evenly into ${count}`);
  const part = Math.ceil(total / count);
  return Array.from({ length: count }, (_, i) => (i < count - 1 ? part : total - part * (count - 1)));
}

/** Expand-8: broadcasts the input and the given shape to each other. */
const expand: KernelFactory = (context) => (inputs: Inputs) => {
  const x = required(context, inputs, 0);
  const wanted = requiredList(context, inputs, 1);
  const dims = broadcastShape(x.dims, wanted) ?? context.fail(`[${x.dims}] does not broadcast with [${wanted}]`);
  return [strided(context, x, dims, broadcastStrides(x.dims, dims))];
};

/** Shapes, and the plain movement of data that exporters surround a model with. */
export const shapes: KernelTable = {
  Concat: { 1: concat(1), 4: concat() },
  Constant: { 1: constant },
  ConstantOfShape: { 9: constantOfShape },
  Dropout: { 1: dropout },
  Expand: { 8: expand },
  Flatten: { 1: flatten },
  Identity: { 1: identity },
  Reshape: { 1: reshape(false), 5: reshape(true) },
  Shape: { 1: shape },
  Size: { 1: size },
  Slice: { 1: slice(false), 10: slice(true) },
  Split: { 1: split(), 13: split(1) },
  Squeeze: { 1: squeeze(), 13: squeeze(1) },
  Transpose: { 1: transpose },
  Unsqueeze: { 1: unsqueeze(), 13: unsqueeze(1) },
};
