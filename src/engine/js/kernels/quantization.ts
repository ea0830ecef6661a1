import type { Tensor, TensorType } from '../../session.ts';
import { sizeOf } from '../dims.ts';
import type { KernelContext, KernelFactory, KernelTable } from '../kernel.ts';
import { elementTypes } from '../protobuf.ts';
import { axisOf, lanesOf, numbersOf, required, requiredFloat } from '../shape.ts';

const quantized = new Set<TensorType>(['int8', 'uint8', 'int16', 'uint16', 'int32']);

/** How many elements of `axis` share one scale. */
function blockSize(context: KernelContext, x: Tensor, scale: Tensor, axis: number): number {
  const block = context.attributes.int('block_size', 0);
  const size = x.dims[axis] ?? 1;
  const dims = x.dims.map((own, i) => (i === axis ? Math.ceil(own / block) : own));
  if (block < 0) return context.fail(`block_size is ${block}`);
  if (block > 0) {
    const fits = `${scale.dims}` === `${dims}`;
    return fits ? block : context.fail(`its scale is [${scale.dims}], where blocks of ${block} ask for [${dims}]`);
  }
  // One scale for all, whose axis does not matter.
  if (scale.data.length === 1 && scale.dims.length < 2) return size;
  const fits = scale.dims.length === 1 && scale.data.length === size;
  return fits
    ? 1
    : context.fail(`its scale is [${scale.dims}], where axis ${axis} of [${x.dims}] has ${size} elements`);
}

/**
 * DequantizeLinear-10 (one scale for all), -13 (one for each index of an axis), -19 (the output is of the scale's type), -21 (int16, uint16 and
 * one for each block of an axis), -23 (output_dtype): (x - zero point) · scale. Float8, float4 and int4 are not supported.
 */
const dequantizeLinear: KernelFactory = (context) => {
  const { attributes } = context;
  const axisAttribute = attributes.int('axis', 1);
  const dtype = attributes.int('output_dtype', 0);
  return (inputs) => {
    const x = required(context, inputs, 0);
    const scale = requiredFloat(context, inputs, 1);
    const zeroPoint = inputs[2];
    if (!quantized.has(x.type)) context.fail(`input 0 is ${x.type}, which is not supported`, 'model-unsupported');
    if (zeroPoint && (zeroPoint.type !== x.type || zeroPoint.data.length !== scale.data.length)) {
      context.fail(`its zero point is ${zeroPoint.type} [${zeroPoint.dims}], not as its input and its scale`);
    }
    const type = dtype === 0 ? scale.type : elementTypes[dtype];
    if (type !== 'float32' && type !== 'float64') {
      return context.fail(`output_dtype is ${dtype}, which is not supported`, 'model-unsupported');
    }
    const isWhole = scale.data.length === 1 && scale.dims.length < 2;
    const axis = isWhole ? 0 : axisOf(context, axisAttribute, x.dims.length);
    const block = blockSize(context, x, scale, axis);
    const { outer, size, inner } = isWhole ? { outer: 1, size: 1, inner: sizeOf(x.dims) } : lanesOf(x.dims, axis);
    const blocks = isWhole ? 1 : Math.ceil(size / block);
    // With one scale an index of the axis, all outer slices share it; with blocks every element of the other axes has its own.
    const isBlocked = attributes.int('block_size', 0) > 0;
    const output = context.allocate(type, x.dims);
    const [source, target, scales] = [numbersOf(x), numbersOf(output), numbersOf(scale)];
    const zeros = zeroPoint && numbersOf(zeroPoint);
    let at = 0;
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < size; i++) {
        const place = Math.floor(i / block);
        for (let j = 0; j < inner; j++, at++) {
          const from = isBlocked ? (o * blocks + place) * inner + j : isWhole ? 0 : place;
          target[at] = ((source[at] as number) - (zeros?.[from] ?? 0)) * (scales[from] as number);
        }
      }
    }
    return [output];
  };
};

/** Weights that are stored in fewer bits. */
export const quantization: KernelTable = { DequantizeLinear: { 10: dequantizeLinear } };
