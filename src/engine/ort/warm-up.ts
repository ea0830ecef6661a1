import type { DataOf } from '../js/kernel.ts';
import type { LoadedModel } from '../queued-session.ts';
import type { Tensor, TensorType, ValueMetadata } from '../session.ts';

const create: { readonly [T in TensorType]: (size: number) => DataOf[T] } = {
  float32: (size) => new Float32Array(size),
  float64: (size) => new Float64Array(size),
  float16: (size) => new Uint16Array(size),
  int8: (size) => new Int8Array(size),
  int16: (size) => new Int16Array(size),
  int32: (size) => new Int32Array(size),
  int64: (size) => new BigInt64Array(size),
  uint8: (size) => new Uint8Array(size),
  uint16: (size) => new Uint16Array(size),
  uint32: (size) => new Uint32Array(size),
  uint64: (size) => new BigUint64Array(size),
  bool: (size) => new Uint8Array(size),
  string: (size) => new Array<string>(size).fill(''),
};

/** Runs a model once on zeros and empty strings, free sizes taken as 1, so that the first real run is not the first. */
export async function warmUp(model: LoadedModel): Promise<void> {
  const feeds = Object.fromEntries(model.inputMetadata.map((input) => [input.name, zeros(input)]));
  try {
    await model.run(feeds);
  } catch {
    // A model may well refuse zeros; the real run will tell.
  }
}

function zeros({ type, shape }: ValueMetadata): Tensor {
  const dims = shape.map((size) => (typeof size === 'number' ? size : 1));
  return { type, dims, data: create[type](dims.reduce((product, size) => product * size, 1)) };
}
