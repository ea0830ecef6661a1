import type { Tensor } from '../../session.ts';
import { sizeOf } from '../dims.ts';
import type { KernelContext, MutableTensor } from '../kernel.ts';

/** What a trip takes even when the body does nothing but hand over what is stacked, in the measure of `KernelContext.spend`. */
export const tripWork = 500;

/** Equally shaped tensors, gathered along a new first axis. */
export interface Stack {
  push(tensor: Tensor): void;
  /** The tensors stacked; with none pushed, an empty tensor of the declared type and shape. */
  finish(
    declared: { readonly type?: unknown; readonly shape?: readonly (number | string)[] | undefined } | undefined,
  ): Tensor;
}

/** Creates a {@link Stack} whose memory is the node's. Tensors are copied in, since a body's outputs last one run only. */
export function createStack(context: KernelContext): Stack {
  let first: Tensor | undefined;
  let count = 0;
  let size = 0;
  let room: MutableTensor | undefined;
  return {
    push(tensor) {
      if (!first) {
        first = { type: tensor.type, dims: tensor.dims.slice(), data: [] };
        size = sizeOf(tensor.dims);
        room = context.allocate(tensor.type, [4 * size]);
      } else if (tensor.type !== first.type || `${tensor.dims}` !== `${first.dims}`) {
        context.fail(`a scan output changes from ${first.type} [${first.dims}] to ${tensor.type} [${tensor.dims}]`);
      }
      if (room && (count + 1) * size > room.data.length) {
        const larger = context.allocate(tensor.type, [2 * room.data.length]);
        copyData(room, larger, 0, count * size);
        room = larger;
      }
      if (room) copyData(tensor, room, count * size, size);
      count++;
    },
    finish(declared) {
      if (!first || !room) {
        const type = declared?.type;
        const dims = (declared?.shape ?? []).map((size) => (typeof size === 'number' ? size : 0));
        return context.allocate(isElementType(type) ? type : 'float32', [0, ...dims]);
      }
      const result = context.allocate(first.type, [count, ...first.dims]);
      copyData(room, result, 0, count * size);
      return result;
    },
  };
}

/** Copies the first `size` elements of `from` into `to` at `at`. */
export function copyData(from: Tensor, to: MutableTensor, at: number, size: number): void {
  const source: ArrayLike<unknown> = from.data;
  const target = to.data as { [index: number]: unknown };
  for (let i = 0; i < size; i++) target[at + i] = source[i];
}

function isElementType(type: unknown): type is Tensor['type'] {
  return typeof type === 'string' && type !== 'map' && type !== 'other';
}
