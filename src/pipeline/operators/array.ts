import { optional, strictObject } from 'valibot';
import { chooseColumns, frameInput } from '../column-plan.ts';
import { defineOperator, frames } from '../operator.ts';
import { columnTypeSchema, namesSchema } from '../params.ts';
import { columnsToTensor, fitsTensor } from '../tensor.ts';

/**
 * Lays columns side by side as a tensor of shape [rows, columns], as NumPy's `DataFrame.to_numpy(dtype)`. Numbers widen
 * as needed; text and fractions are never dropped silently (use `cast` before). Null is NaN in float tensors and refused in others.
 */
export const array = defineOperator({
  name: 'array',
  inputs: frames,
  paramsSchema: strictObject({ columns: optional(namesSchema), type: optional(columnTypeSchema, 'float32') }),
  plan(node, { columns: names, type }) {
    const input = frameInput(node);
    const chosen = chooseColumns(node, input.columns, names);
    for (const column of chosen) {
      if (!fitsTensor(column.type, type)) {
        node.fail(
          'columns',
          `column '${column.name}' is ${column.type}, which can't go into a ${type} tensor; cast it before`,
        );
      }
    }
    const onNull = (position: number) => node.refuse(`column '${chosen[position]?.name}' is null; fill it with fillna`);
    return {
      output: { kind: 'tensor', type, shape: [undefined, chosen.length] },
      features: chosen.map((column) => column.name),
      run(values) {
        const frame = input.read(values);
        const columns = chosen.flatMap(({ from }) => frame.columns[from] ?? []);
        return columnsToTensor(columns, type, frame.rowCount, onNull);
      },
    };
  },
});
