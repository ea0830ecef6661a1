import type { Tensor, TensorType } from '../../session.ts';
import { sizeOf, stridesOf } from '../dims.ts';
import type { KernelContext, KernelFactory, KernelTable } from '../kernel.ts';
import { axisOf, expectType, numbersOf, required, timesOf } from '../shape.ts';
import { copyRun, greater, integersOf, lesser, offsetsOf } from '../strides.ts';

/** What working out one place takes, in the measure of `KernelContext.spend`. */
const placeWork = 10;

/**
 * Where in `x` each element of `indices` points: its own place, with the index in place of the coordinate on `axis`.
 */
function elementOffsets(context: KernelContext, x: Tensor, indices: Tensor, axisAttribute: number): Int32Array {
  const rank = x.dims.length;
  const axis = axisOf(context, axisAttribute, rank);
  const size = x.dims[axis] as number;
  if (indices.dims.length !== rank || indices.dims.some((own, i) => i !== axis && own > (x.dims[i] as number))) {
    context.fail(`indices [${indices.dims}] do not fit [${x.dims}] on axis ${axis}`);
  }
  context.spend(placeWork * indices.data.length);
  const places = integersOf(context, indices);
  const strides = stridesOf(x.dims);
  const along = strides[axis] as number;
  strides[axis] = 0;
  const offsets = offsetsOf(indices.dims, strides);
  for (let i = 0; i < offsets.length; i++) {
    offsets[i] = (offsets[i] as number) + along * axisOf(context, places[i] as number, size);
  }
  return offsets;
}

/** GatherElements-11. */
const gatherElements: KernelFactory = (context) => {
  const axis = context.attributes.int('axis', 0);
  return (inputs) => {
    const x = required(context, inputs, 0);
    const indices = required(context, inputs, 1);
    const output = context.allocate(x.type, indices.dims);
    const offsets = elementOffsets(context, x, indices, axis);
    const target = output.data as unknown[];
    for (let i = 0; i < offsets.length; i++) target[i] = x.data[offsets[i] as number];
    return [output];
  };
};

/** The slices that rows of coordinates name: their offsets, their common size and the sizes of their axes. */
function sliceOffsets(context: KernelContext, x: Tensor, indices: Tensor, batchDims: number) {
  const depth = indices.dims[indices.dims.length - 1] ?? context.fail('indices must have at least one axis');
  const first = batchDims + depth;
  if (first > x.dims.length || batchDims >= indices.dims.length || batchDims < 0) {
    context.fail(`indices [${indices.dims}] reach deeper than [${x.dims}]`);
  }
  for (let axis = 0; axis < batchDims; axis++) {
    if (x.dims[axis] !== indices.dims[axis])
      context.fail(`[${x.dims}] and indices [${indices.dims}] differ in batches`);
  }
  context.spend(placeWork * indices.data.length);
  const places = integersOf(context, indices);
  const strides = stridesOf(x.dims);
  const rows = sizeOf(indices.dims.slice(0, -1));
  if (rows > context.limits.tensorElements) context.fail(`indices [${indices.dims}] name too many slices`);
  const inner = x.dims.slice(first);
  if (rows === 0) return { offsets: new Int32Array(0), size: sizeOf(inner), inner };
  const batches = offsetsOf(x.dims.slice(0, batchDims), strides);
  const rowsPerBatch = rows / batches.length;
  const offsets = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let offset = batches[Math.floor(row / rowsPerBatch)] as number;
    for (let i = 0; i < depth; i++) {
      const axis = batchDims + i;
      const place = axisOf(context, places[row * depth + i] as number, x.dims[axis] as number);
      offset += place * (strides[axis] as number);
    }
    offsets[row] = offset;
  }
  return { offsets, size: sizeOf(inner), inner };
}

/** GatherND-11, -12 (batch_dims). */
const gatherND: KernelFactory = (context) => {
  const batchDims = context.attributes.int('batch_dims', 0);
  return (inputs) => {
    const x = required(context, inputs, 0);
    const indices = required(context, inputs, 1);
    const { offsets, inner, size } = sliceOffsets(context, x, indices, batchDims);
    const output = context.allocate(x.type, [...indices.dims.slice(0, -1), ...inner]);
    for (let i = 0; i < offsets.length; i++) copyRun(output.data, i * size, x.data, offsets[i] as number, size);
    return [output];
  };
};

type Combine = (old: number, update: number) => number;

/** What `reduction` does with an old element and its update; undefined where the update simply takes its place. */
function combinerOf(context: KernelContext, type: TensorType): Combine | undefined {
  const reduction = context.attributes.string('reduction', 'none');
  if (reduction === 'none') return undefined;
  if (type === 'string' || type === 'float16') return context.fail(`reduction ${reduction} does not work on ${type}`);
  // Of truth values the sum is "or" and the product is "and".
  if (reduction === 'max' || (type === 'bool' && reduction === 'add')) return greater;
  if (reduction === 'min' || (type === 'bool' && reduction === 'mul')) return lesser;
  if (reduction === 'add') return (old, update) => old + update;
  return reduction === 'mul' ? timesOf(type) : context.fail(`reduction '${reduction}' is unknown`);
}

/** A copy of `x`, to scatter into. */
function copyOf(context: KernelContext, x: Tensor) {
  const output = context.allocate(x.type, x.dims);
  copyRun(output.data, 0, x.data, 0, x.data.length);
  return output;
}

/** ScatterElements-11, -16 (reduction add, mul), -18 (min, max); and Scatter-9, its older name. */
const scatterElements: KernelFactory = (context) => {
  const axis = context.attributes.int('axis', 0);
  return (inputs) => {
    const x = required(context, inputs, 0);
    const indices = required(context, inputs, 1);
    const updates = expectType(context, required(context, inputs, 2), x.type);
    if (updates.data.length !== indices.data.length) context.fail('indices and updates differ in size');
    const offsets = elementOffsets(context, x, indices, axis);
    const combine = combinerOf(context, x.type);
    const output = copyOf(context, x);
    const [target, source] = [numbersOf(output), numbersOf(updates)];
    for (let i = 0; i < offsets.length; i++) {
      const at = offsets[i] as number;
      const update = source[i] as number;
      target[at] = combine ? combine(target[at] as number, update) : update;
    }
    return [output];
  };
};

/** ScatterND-11, -16 (reduction add, mul), -18 (min, max). */
const scatterND: KernelFactory = (context) => (inputs) => {
  const x = required(context, inputs, 0);
  const updates = expectType(context, required(context, inputs, 2), x.type);
  const { offsets, size } = sliceOffsets(context, x, required(context, inputs, 1), 0);
  if (updates.data.length !== offsets.length * size) context.fail(`updates [${updates.dims}] do not fill the slices`);
  const combine = combinerOf(context, x.type);
  const output = copyOf(context, x);
  const [target, source] = [numbersOf(output), numbersOf(updates)];
  for (let i = 0; i < offsets.length; i++) {
    const at = offsets[i] as number;
    for (let j = 0; j < size; j++) {
      const update = source[i * size + j] as number;
      target[at + j] = combine ? combine(target[at + j] as number, update) : update;
    }
  }
  return [output];
};

/** Reading and writing at places that a tensor of indices names. */
export const indexing: KernelTable = {
  GatherElements: { 11: gatherElements },
  GatherND: { 11: gatherND },
  Scatter: { 9: scatterElements },
  ScatterElements: { 11: scatterElements },
  ScatterND: { 11: scatterND },
};
