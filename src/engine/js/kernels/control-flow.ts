import type { Tensor } from '../../session.ts';
import type { KernelContext, KernelFactory, KernelTable } from '../kernel.ts';
import { scan, scanBatches } from './scan.ts';
import { createStack, tripWork } from './stack.ts';

/** If (since 1): runs one of two branches. */
const ifKernel: KernelFactory = (context) => {
  const thenBranch = context.subgraph('then_branch');
  const elseBranch = context.subgraph('else_branch');
  return ([condition]) => (readFlag(condition, 'condition', context) ? thenBranch : elseBranch).run([]);
};

/** Loop (since 1): runs its body while the condition holds and trips are left; stacks what the body scans out. */
const loopKernel: KernelFactory = (context) => {
  const body = context.subgraph('body');
  const stateCount = context.inputCount - 2;
  if (stateCount < 0 || body.inputNames.length !== context.inputCount) {
    context.fail(
      `the body takes ${body.inputNames.length} inputs, but the node gives it ${Math.max(context.inputCount, 2)}`,
    );
  }
  const scanCount = body.outputNames.length - 1 - stateCount;
  if (scanCount < 0) context.fail('the body gives fewer outputs than it carries from trip to trip');
  return ([trips, condition, ...initial]) => {
    const most = trips ? readInteger(trips, context) : Number.POSITIVE_INFINITY;
    let goesOn = condition ? readFlag(condition, 'condition', context) : true;
    let state: readonly (Tensor | undefined)[] = initial;
    const stacks = Array.from({ length: scanCount }, () => createStack(context));
    for (let trip = 0; goesOn && trip < most; trip++) {
      if (trip >= context.limits.loopTrips) {
        context.fail(`it makes more than limits.loopTrips (${context.limits.loopTrips}) trips`);
      }
      context.spend(tripWork);
      const outputs = body.run([
        scalar('int64', BigInt64Array.of(BigInt(trip))),
        scalar('bool', Uint8Array.of(1)),
        ...state,
      ]);
      goesOn = readFlag(outputs[0], 'condition that the body gives', context);
      state = outputs.slice(1, 1 + stateCount);
      stacks.forEach((stack, position) => {
        const output = outputs[1 + stateCount + position];
        if (output) stack.push(output);
      });
    }
    return [...state, ...stacks.map((stack, position) => stack.finish(body.outputs[1 + stateCount + position]))];
  };
};

function scalar(type: 'int64' | 'bool', data: BigInt64Array | Uint8Array): Tensor {
  return { type, dims: [], data };
}

function readFlag(tensor: Tensor | undefined, what: string, context: KernelContext): boolean {
  if (tensor?.type !== 'bool' || tensor.data.length !== 1) context.fail(`the ${what} must be one bool`);
  return tensor.data[0] === 1;
}

function readInteger(tensor: Tensor, context: KernelContext): number {
  if (tensor.type !== 'int64' || tensor.data.length !== 1) context.fail('the trip count must be one int64');
  return Number(tensor.data[0]);
}

/** Control flow: If, Loop, Scan. */
export const controlFlow: KernelTable = {
  If: { 1: ifKernel },
  Loop: { 1: loopKernel },
  Scan: { 8: scanBatches, 9: scan },
};
