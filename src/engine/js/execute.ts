import { EdgewiseError, toEdgewiseError } from '../../errors.ts';
import type { Tensor } from '../session.ts';
import type { Kernel } from './kernel.ts';
import type { Arena, TensorPool } from './tensor-pool.ts';

/** One node, bound to its kernel and to the slots that its values lie in. */
export interface Step {
  /** How messages call the node. */
  readonly label: string;
  readonly kernel: Kernel;
  /** By position; -1 for an omitted input. */
  readonly inputSlots: readonly number[];
  /** By position; a hole where the output is not wanted. */
  readonly outputSlots: number[];
  /** The array that the kernel gets, filled anew each time. */
  readonly inputs: (Tensor | undefined)[];
  /** Slots that nothing reads after this step. */
  readonly release: number[];
  readonly arena: Arena;
}

// What a node takes however little it computes, in the measure of `KernelContext.spend`.
const stepWork = 50;

/** Runs steps in order. Allocates nothing itself: a warm run of a small model costs its arithmetic. */
export function execute(steps: readonly Step[], values: (Tensor | undefined)[], pool: TensorPool): void {
  let current: Step | undefined;
  try {
    pool.spend(stepWork * steps.length);
    for (const step of steps) {
      current = step;
      const { inputSlots, inputs, outputSlots, release, arena } = step;
      for (let i = 0; i < inputSlots.length; i++) {
        const slot = inputSlots[i] ?? -1;
        inputs[i] = slot < 0 ? undefined : values[slot];
      }
      const mark = pool.startNode();
      arena.next = 0;
      const outputs = step.kernel(inputs);
      for (let i = 0; i < outputSlots.length; i++) {
        const slot = outputSlots[i];
        if (slot === undefined) continue;
        const output = outputs[i];
        if (!output) throw missingOutput(step.label, i);
        values[slot] = output;
        pool.retain(output.data);
      }
      pool.endNode(mark);
      for (let i = 0; i < release.length; i++) releaseSlot(release[i] ?? -1, values, pool);
    }
  } catch (error) {
    throw toEdgewiseError(error, 'engine-failed', `${current?.label} failed`);
  }
}

/** The error about a node that names more outputs than its operator gives. */
export function missingOutput(label: string, position: number): EdgewiseError {
  return new EdgewiseError('model-invalid', `${label} gives no output ${position}: leave its name out.`);
}

/** Ends a value: its memory goes back to the pool once nothing else uses it. */
export function releaseSlot(slot: number, values: (Tensor | undefined)[], pool: TensorPool): void {
  const tensor = values[slot];
  if (!tensor) return;
  values[slot] = undefined;
  pool.release(tensor.data);
}
