import { exactOptional, strictObject } from 'valibot';
import { chooseColumns, frameInput } from '../column-plan.ts';
import { defineOperator, frames } from '../operator.ts';
import { columnTypeSchema, namesSchema } from '../params.ts';
import { planTensor } from '../tensor.ts';

/**
 * Lays columns side by side as a tensor of shape [rows, columns], as NumPy's `DataFrame.to_numpy(dtype)`. Numbers widen
 * as needed; text and fractions are never dropped silently (use `cast` before). Null is NaN in float tensors and refused in others.
 */
export const array = defineOperator({
  name: 'array',
  inputs: frames,
  paramsSchema: strictObject({ columns: exactOptional(namesSchema), type: exactOptional(columnTypeSchema, 'float32') }),
  plan(node, { columns: names, type }) {
    const input = frameInput(node);
    const columns = chooseColumns(node, input, names);
    const toTensor = planTensor(node, 'columns', columns, type);
    return {
      output: { kind: 'tensor', parts: [{ name: '', type, shape: [undefined, columns.length] }] },
      run: (values, state) => [toTensor(input.read(values), state)],
    };
  },
});
