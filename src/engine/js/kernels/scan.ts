import type { Tensor } from '../../session.ts';
import { sizeOf } from '../dims.ts';
import type { KernelContext, KernelFactory, Subgraph } from '../kernel.ts';
import { copyData, createStack, tripWork } from './stack.ts';

/** Scan (since 9): runs its body over slices of its inputs along one axis each, carrying state, and stacks its outputs. */
export const scan: KernelFactory = (context) => {
  const { attributes, inputCount, fail } = context;
  const scanCount = readScanCount(context);
  const stateCount = inputCount - scanCount;
  const body = checkBody(context, inputCount);
  const axes = attributes.ints('scan_input_axes');
  const directions = attributes.ints('scan_input_directions');
  const outputAxes = attributes.ints('scan_output_axes');
  const outputDirections = attributes.ints('scan_output_directions');
  return (inputs) => {
    const state = inputs.slice(0, stateCount);
    const scanned = inputs.slice(stateCount).map((tensor, position) => {
      const axis = axes[position] ?? 0;
      if (!tensor || axis < -tensor.dims.length || axis >= tensor.dims.length) {
        return fail(`attribute 'scan_input_axes' has ${axis}, which is no axis of scan input ${position}`);
      }
      return { tensor, axis: axis < 0 ? axis + tensor.dims.length : axis, isReversed: directions[position] === 1 };
    });
    const { finalState, stacked } = runSequence(context, body, state, scanned, undefined);
    const outputs = stacked.map((tensor, position) => {
      const axis = outputAxes[position] ?? 0;
      const rank = tensor.dims.length;
      if (axis < -rank || axis >= rank)
        fail(`attribute 'scan_output_axes' has ${axis}, which is no axis of scan output ${position}`);
      return arrange(context, tensor, axis < 0 ? axis + rank : axis, outputDirections[position] === 1);
    });
    return [...finalState, ...outputs];
  };
};

/** Scan (8): the same for each element of a batch, whose sequences may differ in length; scans along axis 1. */
export const scanBatches: KernelFactory = (context) => {
  const { attributes, inputCount, fail } = context;
  const scanCount = readScanCount(context);
  const stateCount = inputCount - 1 - scanCount;
  const body = checkBody(context, inputCount - 1);
  const directions = attributes.ints('directions');
  return ([lengths, ...inputs]) => {
    const batch = inputs[0]?.dims[0];
    const steps = inputs[stateCount]?.dims[1];
    if (batch === undefined || steps === undefined) return fail('its inputs lack the batch or the sequence axis');
    if (inputs.some((tensor) => tensor?.dims[0] !== batch)) fail('its inputs have batches of different size');
    if (lengths && lengths.data.length !== batch)
      fail('sequence_lens must have one length for each element of the batch');
    const stacks = Array.from({ length: body.outputNames.length }, () => createStack(context));
    for (let element = 0; element < batch; element++) {
      const own = inputs.map((tensor) => tensor && sliceAt(tensor, 0, element));
      const length = lengths ? Number(lengths.data[element]) : steps;
      if (!(length >= 0 && length <= steps)) fail(`sequence_lens has ${length}, but sequences are ${steps} long`);
      const scanned = own.slice(stateCount).map((tensor, position) => {
        if (!tensor) return fail(`scan input ${position} is missing`);
        return { tensor, axis: 0, isReversed: directions[position] === 1 };
      });
      const { finalState, stacked } = runSequence(context, body, own.slice(0, stateCount), scanned, length);
      const outputs = [...finalState, ...stacked.map((tensor) => padded(context, tensor, steps))];
      outputs.forEach((tensor, position) => {
        if (tensor) stacks[position]?.push(tensor);
      });
    }
    return stacks.map((stack, position) => stack.finish(body.outputs[position]));
  };
};

function readScanCount({ attributes, inputCount, fail }: KernelContext): number {
  const count = attributes.int('num_scan_inputs', 0);
  if (count < 1 || count > inputCount)
    fail(`attribute 'num_scan_inputs' is ${count}, but must be from 1 to ${inputCount}`);
  return count;
}

function checkBody(context: KernelContext, inputCount: number): Subgraph {
  const body = context.subgraph('body');
  if (body.inputNames.length !== inputCount) {
    context.fail(`the body takes ${body.inputNames.length} inputs, but the node gives it ${inputCount}`);
  }
  return body;
}

interface Scanned {
  readonly tensor: Tensor;
  readonly axis: number;
  readonly isReversed: boolean;
}

function runSequence(
  context: KernelContext,
  body: Subgraph,
  initial: readonly (Tensor | undefined)[],
  scanned: readonly Scanned[],
  given: number | undefined,
): { finalState: readonly (Tensor | undefined)[]; stacked: Tensor[] } {
  const length = scanned[0]?.tensor.dims[scanned[0].axis] ?? 0;
  if (scanned.some(({ tensor, axis }) => tensor.dims[axis] !== length))
    context.fail('its scan inputs differ in length');
  const trips = given ?? length;
  if (trips > context.limits.loopTrips)
    context.fail(`it makes more than limits.loopTrips (${context.limits.loopTrips}) trips`);
  const stacks = Array.from({ length: body.outputNames.length - initial.length }, () => createStack(context));
  let state = initial;
  for (let trip = 0; trip < trips; trip++) {
    const slices = scanned.map(({ tensor, axis, isReversed }) =>
      sliceAt(tensor, axis, isReversed ? trips - 1 - trip : trip),
    );
    context.spend(tripWork + slices.reduce((sum, slice) => sum + slice.data.length, 0));
    const outputs = body.run([...state, ...slices]);
    state = outputs.slice(0, initial.length);
    stacks.forEach((stack, position) => {
      const output = outputs[initial.length + position];
      if (output) stack.push(output);
    });
  }
  return {
    // Copies: the body runs again for the next element of a batch.
    finalState: given === undefined ? state : state.map((tensor) => tensor && { ...tensor, data: tensor.data.slice() }),
    stacked: stacks.map((stack, position) => stack.finish(body.outputs[initial.length + position])),
  };
}

/** The slice of a tensor at one index of an axis, without that axis. */
function sliceAt({ type, dims, data }: Tensor, axis: number, index: number): Tensor {
  const inner = sizeOf(dims.slice(axis + 1));
  const outer = sizeOf(dims.slice(0, axis));
  const length = dims[axis] ?? 0;
  const sliceDims = dims.filter((_, position) => position !== axis);
  if (outer === 1) return { type, dims: sliceDims, data: data.slice(index * inner, (index + 1) * inner) };
  const slice = data.slice(0, outer * inner);
  const source: ArrayLike<unknown> = data;
  const target = slice as unknown as { [index: number]: unknown };
  for (let row = 0; row < outer; row++) {
    for (let i = 0; i < inner; i++) target[row * inner + i] = source[(row * length + index) * inner + i];
  }
  return { type, dims: sliceDims, data: slice };
}

/** A tensor stacked along axis 0 with that axis moved to `axis`, and turned round where asked. */
function arrange(context: KernelContext, tensor: Tensor, axis: number, isReversed: boolean): Tensor {
  if (axis === 0 && !isReversed) return tensor;
  const [length = 0, ...rest] = tensor.dims;
  const outer = sizeOf(rest.slice(0, axis));
  const inner = sizeOf(rest.slice(axis));
  const result = context.allocate(tensor.type, [...rest.slice(0, axis), length, ...rest.slice(axis)]);
  const source: ArrayLike<unknown> = tensor.data;
  const target = result.data as { [index: number]: unknown };
  for (let trip = 0; trip < length; trip++) {
    const place = isReversed ? length - 1 - trip : trip;
    for (let row = 0; row < outer; row++) {
      for (let i = 0; i < inner; i++)
        target[(row * length + place) * inner + i] = source[(trip * outer + row) * inner + i];
    }
  }
  return result;
}

/** A stacked tensor, filled up with zeros to `length` along axis 0. */
function padded(context: KernelContext, tensor: Tensor, length: number): Tensor {
  const [trips = 0, ...rest] = tensor.dims;
  if (trips === length) return tensor;
  const result = context.allocate(tensor.type, [length, ...rest]);
  const { data } = result;
  if (Array.isArray(data)) data.fill('');
  else if (data instanceof BigInt64Array || data instanceof BigUint64Array) data.fill(0n);
  else if (ArrayBuffer.isView(data)) data.fill(0);
  copyData(tensor, result, 0, tensor.data.length);
  return result;
}
