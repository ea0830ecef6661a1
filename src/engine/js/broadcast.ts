import { sizeOf, stridesOf } from './dims.ts';

/**
 * The shape that `shapes` broadcast to, as in NumPy and ONNX (multidirectional).
 * @returns undefined when they do not broadcast.
 * @see https://github.com/onnx/onnx/blob/main/docs/Broadcasting.md
 */
export function broadcastShape(...shapes: readonly (readonly number[])[]): number[] | undefined {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    const offset = rank - shape.length;
    for (let axis = 0; axis < shape.length; axis++) {
      const size = shape[axis] ?? 1;
      const present = result[offset + axis];
      if (size === present || size === 1) continue;
      if (present !== 1) return undefined;
      result[offset + axis] = size;
    }
  }
  return result;
}

/** Strides that walk a tensor of `dims` as though it had the shape `target`: 0 along each axis it is repeated over. */
export function broadcastStrides(dims: readonly number[], target: readonly number[]): number[] {
  const offset = target.length - dims.length;
  const own = stridesOf(dims);
  return target.map((size, axis) =>
    axis < offset || (dims[axis - offset] === 1 && size !== 1) ? 0 : (own[axis - offset] ?? 0),
  );
}

/**
 * For each element of `target` in row-major order, the index of the element of a tensor of `dims` that stands there.
 * Meant for plan time or for shapes seen first: keep the result as long as the shapes stay.
 */
export function broadcastIndices(dims: readonly number[], target: readonly number[]): Int32Array {
  const strides = broadcastStrides(dims, target);
  const total = sizeOf(target);
  const indices = new Int32Array(total);
  const counter = new Int32Array(target.length);
  let index = 0;
  for (let position = 0; position < total; position++) {
    indices[position] = index;
    for (let axis = target.length - 1; axis >= 0; axis--) {
      const size = target[axis] ?? 1;
      const stride = strides[axis] ?? 0;
      const next = (counter[axis] ?? 0) + 1;
      index += stride;
      if (next < size) {
        counter[axis] = next;
        break;
      }
      counter[axis] = 0;
      index -= stride * size;
    }
  }
  return indices;
}
