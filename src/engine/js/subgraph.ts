import { EdgewiseError } from '../../errors.ts';
import type { Tensor } from '../session.ts';
import { execute, releaseSlot } from './execute.ts';
import type { BindSubgraph } from './plan.ts';

/** Makes the body of an If, Loop or Scan ready to run. */
export const bindSubgraph: BindSubgraph = (graph, { steps, inputSlots, outputSlots }, memory, firstSlot) => {
  const { values, isConstant, pool } = memory;
  // Those that the body's own steps fill.
  const ownOutputs = outputSlots.filter((slot) => slot >= firstSlot && !isConstant[slot] && !inputSlots.includes(slot));
  // Outputs of the last run, held until the next one has taken its inputs; valid in one run of the session only.
  let held: Tensor[] = [];
  let heldInRun = -1;
  return {
    inputNames: graph.inputs.flatMap(({ name }) => (graph.initializers.has(name) ? [] : name)),
    outputNames: graph.outputs.map(({ name }) => name),
    outputs: graph.outputs,
    run(inputs) {
      for (let i = 0; i < inputSlots.length; i++) {
        const tensor = inputs[i];
        const slot = inputSlots[i];
        if (slot === undefined) continue;
        values[slot] = tensor;
        if (tensor) pool.retain(tensor.data);
      }
      if (heldInRun === pool.runs()) for (const tensor of held) pool.release(tensor.data);
      held = [];
      heldInRun = pool.runs();
      execute(steps, values, pool);
      for (const slot of outputSlots) {
        const tensor = values[slot];
        if (!tensor) throw new EdgewiseError('model-invalid', 'A subgraph has an output that nothing gives.');
        pool.retain(tensor.data);
        held.push(tensor);
      }
      for (const slot of ownOutputs) releaseSlot(slot, values, pool);
      for (const slot of inputSlots) releaseSlot(slot, values, pool);
      return held;
    },
  };
};
