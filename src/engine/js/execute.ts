import { EdgewiseError, isEdgewiseError } from '../../errors.ts';
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
  /** Slots of outer values that the node's subgraphs read. */
  readonly captures: readonly number[];
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
        if (!output) throw missingOutput(step, i);
        values[slot] = output;
        pool.retain(output.data);
      }
      pool.endNode(mark);
      for (let i = 0; i < release.length; i++) releaseSlot(release[i] ?? -1, values, pool);
    }
  } catch (error) {
    if (isEdgewiseError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new EdgewiseError('engine-failed', `${current?.label} failed: ${reason}.`, { cause: error });
  }
}

/** The error about a node that names more outputs than its operator gives. */
export function missingOutput({ label }: Step, position: number): EdgewiseError {
  return new EdgewiseError('model-invalid', `${label} gives no output ${position}: leave its name out.`);
}

function releaseSlot(slot: number, values: (Tensor | undefined)[], pool: TensorPool): void {
  const tensor = values[slot];
  if (!tensor) return;
  values[slot] = undefined;
  pool.release(tensor.data);
}

/** The body of an If, Loop or Scan. */
export interface SubgraphProgram {
  readonly inputNames: readonly string[];
  readonly steps: readonly Step[];
  readonly inputSlots: readonly number[];
  readonly outputSlots: readonly number[];
  /** Those output slots that the body's own steps fill. */
  readonly ownOutputs: readonly number[];
  /** Slots outside that the body reads. */
  readonly captures: readonly number[];
  /** Outputs of the last run, held until the next one has taken its inputs; valid in one run of the session only. */
  held: Tensor[];
  heldInRun: number;
}

/** Runs a body once. Its outputs stay valid until its next run, and longer where they are that run's inputs. */
export function runSubgraph(
  body: SubgraphProgram,
  inputs: readonly (Tensor | undefined)[],
  values: (Tensor | undefined)[],
  pool: TensorPool,
): readonly Tensor[] {
  const { inputSlots, outputSlots, ownOutputs } = body;
  for (let i = 0; i < inputSlots.length; i++) {
    const tensor = inputs[i];
    const slot = inputSlots[i];
    if (slot === undefined) continue;
    values[slot] = tensor;
    if (tensor) pool.retain(tensor.data);
  }
  if (body.heldInRun === pool.run) for (const tensor of body.held) pool.release(tensor.data);
  body.held = [];
  body.heldInRun = pool.run;
  execute(body.steps, values, pool);
  for (const slot of outputSlots) {
    const tensor = values[slot];
    if (!tensor) throw new EdgewiseError('model-invalid', 'A subgraph has an output that nothing gives.');
    pool.retain(tensor.data);
    body.held.push(tensor);
  }
  for (const slot of ownOutputs) releaseSlot(slot, values, pool);
  for (const slot of inputSlots) releaseSlot(slot, values, pool);
  return body.held;
}
