import type { Tensor, TensorType } from '../../session.ts';
import { stridesOf } from '../dims.ts';
import type { KernelContext, KernelFactory, KernelTable } from '../kernel.ts';
import { elementTypes } from '../protobuf.ts';
import {
  axisOf,
  expectType,
  type Inputs,
  isBig,
  lanesOf,
  literal,
  numbersOf,
  required,
  requiredNumeric,
} from '../shape.ts';
import { axesOf, copyRun, fill, integerList, integersOf, requiredList, resized, strided } from '../strides.ts';
import { weightOf } from './element-loops.ts';

/** The value of no element: what Pad fills in unless told otherwise, and what NonZero looks past. */
const emptyOf = (type: TensorType): unknown => (type === 'string' ? '' : literal(type, 0));

/** Compress-9, -11 (a negative axis): the slices whose condition holds; those beyond the condition's end are dropped. */
const compress: KernelFactory = (context) => {
  const axisAttribute = context.attributes.has('axis') ? context.attributes.int('axis', 0) : undefined;
  return (inputs) => {
    const x = required(context, inputs, 0);
    const condition = expectType(context, required(context, inputs, 1), 'bool');
    const dims = axisAttribute === undefined ? [x.data.length] : x.dims;
    const axis = axisOf(context, axisAttribute ?? 0, dims.length);
    const { outer, size, inner } = lanesOf(dims, axis);
    context.spend(10 * condition.data.length);
    const places = Array.from(numbersOf(condition)).flatMap((holds, i) => (holds && i < size ? [i] : []));
    const output = context.allocate(x.type, resized(dims, axis, places.length));
    let at = 0;
    for (let o = 0; o < outer; o++) {
      for (const place of places) {
        copyRun(output.data, at, x.data, (o * size + place) * inner, inner);
        at += inner;
      }
    }
    return [output];
  };
};

/** EyeLike-9: ones on the diagonal `k`, in the type `dtype` (by default the input's). */
const eyeLike: KernelFactory = (context) => {
  const k = context.attributes.int('k', 0);
  const dtype = context.attributes.has('dtype') ? context.attributes.int('dtype', 1) : undefined;
  return (inputs) => {
    const x = required(context, inputs, 0);
    const [rows = 0, columns = 0] = x.dims;
    if (x.dims.length !== 2) context.fail(`it needs a matrix, not [${x.dims}]`);
    const type = (dtype === undefined ? x.type : elementTypes[dtype]) ?? 'string';
    if (type === 'string' || type === 'float16') return context.fail('dtype is not a number type', 'model-unsupported');
    const output = context.allocate(type, [rows, columns]);
    fill(output, literal(type, 0));
    const target = numbersOf(output);
    for (let i = Math.max(0, -k); i < rows && i + k < columns; i++) target[i * columns + i + k] = literal(type, 1);
    return [output];
  };
};

/** Trilu-14: the upper or lower triangle of each matrix, counted from the diagonal `k`; zeros elsewhere. */
const trilu: KernelFactory = (context) => {
  const isUpper = context.attributes.int('upper', 1) !== 0;
  return (inputs) => {
    const x = required(context, inputs, 0);
    const [rows, columns] = x.dims.slice(-2);
    if (rows === undefined || columns === undefined) return context.fail(`it needs matrices, not [${x.dims}]`);
    const k = inputs[1] ? (integersOf(context, inputs[1])[0] ?? 0) : 0;
    const output = context.allocate(x.type, x.dims);
    const zero = emptyOf(x.type);
    const target = output.data as unknown[];
    for (let row = 0, at = 0; at < x.data.length; row = (row + 1) % rows) {
      for (let column = 0; column < columns; column++, at++) {
        target[at] = (isUpper ? column - row >= k : column - row <= k) ? x.data[at] : zero;
      }
    }
    return [output];
  };
};

/** NonZero-9: the coordinates of the elements that are not zero, a column each; a scalar has none, so no rows. */
const nonZero: KernelFactory = (context) => (inputs) => {
  const x = required(context, inputs, 0);
  const empty = emptyOf(x.type);
  const places: number[] = [];
  context.spend(x.data.length * weightOf(x.type));
  for (let i = 0; i < x.data.length; i++) if (x.data[i] !== empty) places.push(i);
  const output = context.allocate('int64', [x.dims.length, places.length]);
  context.spend(output.data.length * weightOf('int64'));
  const strides = stridesOf(x.dims);
  let at = 0;
  for (let axis = 0; axis < strides.length; axis++) {
    const stride = strides[axis] as number;
    const size = x.dims[axis] as number;
    for (const place of places) output.data[at++] = BigInt(Math.floor(place / stride) % size);
  }
  return [output];
};

/** For each index along a padded axis the index that it shows, or -1 for the fill value. */
function paddedIndices(context: KernelContext, size: number, before: number, after: number, mode: string): Int32Array {
  // Negative pads crop first; what is left is then padded.
  const start = Math.max(0, -before);
  const left = size - start - Math.max(0, -after);
  const length = size + before + after;
  if (length < 0 || left < 0) return context.fail(`pads [${before}, ${after}] crop more than the ${size} elements`);
  if (left === 0 && length > 0 && mode !== 'constant') return context.fail(`mode ${mode} has nothing to repeat`);
  const period = mode === 'reflect' ? Math.max(1, 2 * (left - 1)) : left;
  const first = Math.max(0, before);
  return Int32Array.from({ length }, (_, i) => {
    const at = i - first;
    if (at >= 0 && at < left) return start + at;
    if (mode === 'constant') return -1;
    if (mode === 'edge') return start + (at < 0 ? 0 : left - 1);
    const turn = ((at % period) + period) % period;
    return start + (turn < left ? turn : period - turn);
  });
}

/**
 * Pad-1 (`paddings`), -2 (`pads` is an attribute), -11 (an input), -18 (axes), -19 (mode wrap).
 * Pads are [begin of each axis, end of each axis]; negative ones crop.
 */
function pad(padsAttribute: string, fromInputs: boolean): KernelFactory {
  return (context) => {
    const mode = context.attributes.string('mode', 'constant');
    if (!/^(constant|reflect|edge)$/.test(mode) && (mode !== 'wrap' || context.opset < 19)) {
      context.fail(`mode '${mode}' is unknown`);
    }
    return (inputs) => {
      const x = required(context, inputs, 0);
      const rank = x.dims.length;
      const pads =
        integerList(context, inputs, padsAttribute, fromInputs ? 1 : undefined) ?? context.fail('it has no pads');
      const named = fromInputs && inputs[3] ? requiredList(context, inputs, 3) : [...x.dims.keys()];
      const axes = [...axesOf(context, named, rank)];
      if (pads.length !== 2 * axes.length) context.fail(`it needs ${2 * axes.length} pads, not ${pads.length}`);
      const before = new Array<number>(rank).fill(0);
      const after = new Array<number>(rank).fill(0);
      axes.forEach((axis, i) => {
        before[axis] = pads[i] as number;
        after[axis] = pads[axes.length + i] as number;
      });
      const dims = x.dims.map((size, axis) => size + (before[axis] as number) + (after[axis] as number));
      const output = context.allocate(x.type, dims);
      if (output.data.length === 0) return [output];
      const value = fillValue(context, inputs, x, fromInputs);
      const offsets = new Int32Array(output.data.length);
      const strides = stridesOf(x.dims);
      let filled = 1;
      for (let axis = rank - 1; axis >= 0; axis--) {
        const size = x.dims[axis] as number;
        const shown = paddedIndices(context, size, before[axis] as number, after[axis] as number, mode);
        // From the last block down, for the first one is what the others are made from.
        for (let i = shown.length - 1; i >= 0; i--) {
          const index = shown[i] as number;
          const start = index * (strides[axis] as number);
          for (let j = 0; j < filled; j++) {
            const inner = offsets[j] as number;
            offsets[i * filled + j] = index < 0 || inner < 0 ? -1 : inner + start;
          }
        }
        filled *= shown.length;
      }
      const target = output.data as unknown[];
      for (let i = 0; i < offsets.length; i++) {
        const offset = offsets[i] as number;
        target[i] = offset < 0 ? value : x.data[offset];
      }
      return [output];
    };
  };
}

function fillValue(context: KernelContext, inputs: Inputs, x: Tensor, fromInputs: boolean): unknown {
  if (fromInputs) {
    if (!inputs[2]) return emptyOf(x.type);
    const { data } = expectType(context, inputs[2], x.type);
    return data.length === 1 ? data[0] : context.fail(`constant_value has ${data.length} elements, but must have one`);
  }
  const value = context.attributes.float('value', 0);
  return x.type.startsWith('float') ? value : value === 0 ? emptyOf(x.type) : context.fail('value needs a float input');
}

/** Range-11: start, start + delta, … up to but not including limit. */
const range: KernelFactory = (context) => (inputs) => {
  const { type } = requiredNumeric(context, inputs, 0);
  const read = (index: number): number => {
    const tensor = expectType(context, required(context, inputs, index), type);
    return tensor.data.length === 1
      ? (numbersOf(tensor)[0] as number)
      : context.fail(`input ${index} is not one number`);
  };
  const [start, limit, delta] = [read(0), read(1), read(2)];
  if (Number(delta) === 0) context.fail('delta is 0');
  const quotient = (limit - start) / delta;
  // A bigint's quotient is cut towards zero, so what is left over is looked at instead of the fraction.
  const isCut = isBig(type) && quotient * delta !== limit - start && limit - start > 0 === delta > 0;
  const count = Math.ceil(Number(quotient)) + Number(isCut);
  if (!Number.isFinite(count)) return context.fail('start, limit and delta give no finite range');
  const output = context.allocate(type, [Math.max(0, count)]);
  const target = numbersOf(output);
  for (let i = 0; i < count; i++) target[i] = start + literal(type, i) * delta;
  return [output];
};

/** Tile-1 (tiles and axis), -6 (repeats): the whole tensor over and over along each axis. */
function tile(repeatsOf: (context: KernelContext, inputs: Inputs, rank: number) => readonly number[]): KernelFactory {
  return (context) => (inputs) => {
    const x = required(context, inputs, 0);
    const repeats = repeatsOf(context, inputs, x.dims.length);
    if (repeats.length !== x.dims.length) context.fail(`it needs ${x.dims.length} repeats, not ${repeats.length}`);
    const own = stridesOf(x.dims);
    const dims = x.dims.map((size, axis) => size * (repeats[axis] as number));
    // Each axis becomes two: one over the repeats, which stays in place, and its own.
    const pairs = x.dims.flatMap((size, axis) => [repeats[axis] as number, size]);
    if (pairs.some((size) => size < 0)) context.fail('repeats must not be negative');
    const strides = own.flatMap((stride) => [0, stride]);
    return [{ ...strided(context, x, pairs, strides), dims }];
  };
}

const tileAxis = (context: KernelContext, inputs: Inputs, rank: number): readonly number[] => {
  const [tiles = 1] = requiredList(context, inputs, 1);
  const [axis = 0] = requiredList(context, inputs, 2);
  return resized(new Array<number>(rank).fill(1), axisOf(context, axis, rank), tiles);
};

/** Shaping that few storefront models need. */
export const rareShapes: KernelTable = {
  Compress: { 9: compress },
  EyeLike: { 9: eyeLike },
  NonZero: { 9: nonZero },
  Pad: { 1: pad('paddings', false), 2: pad('pads', false), 11: pad('pads', true) },
  Range: { 11: range },
  Tile: { 1: tile(tileAxis), 6: tile((context, inputs) => requiredList(context, inputs, 1)) },
  Trilu: { 14: trilu },
};
