import type { Tensor } from '../../../session.ts';
import type { KernelContext } from '../../kernel.ts';
import { type Inputs, required } from '../../shape.ts';

/** The types that ai.onnx.ml calls numeric. */
const numeric = new Set<Tensor['type']>(['float32', 'float64', 'int64', 'int32']);

/** The input at `index`, refused unless it is of one of ai.onnx.ml's four numeric types. */
export function requiredNumber(context: KernelContext, inputs: Inputs, index = 0): Tensor {
  const tensor = required(context, inputs, index);
  if (numeric.has(tensor.type)) return tensor;
  return context.fail(`input ${index} is ${tensor.type}; feed float32, float64, int64 or int32`);
}

/** How many rows a tensor of shape [N, C] has; [C] counts as one row. */
export function rowCount(context: KernelContext, { dims }: Tensor): number {
  if (dims.length !== 1 && dims.length !== 2)
    context.fail(`the input has rank ${dims.length}; it must be [N, C] or [C]`);
  return dims.length === 2 ? (dims[0] as number) : 1;
}

/** The size of the last axis: features a row. */
export function rowWidth({ dims }: Tensor): number {
  return dims[dims.length - 1] ?? 1;
}

/** The elements as numbers; those of int64 and uint64 are converted. */
export function numbersOf({ data }: Tensor): ArrayLike<number> {
  const isBig = data instanceof BigInt64Array || data instanceof BigUint64Array;
  return isBig ? Float64Array.from(data, Number) : (data as ArrayLike<number>);
}
