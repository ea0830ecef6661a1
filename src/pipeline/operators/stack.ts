import { exactOptional, integer, minValue, number, pipe, strictObject } from 'valibot';
import type { Tensor } from '../../engine/session.ts';
import { misplanned } from '../column-plan.ts';
import { type ColumnType, computeColumn, isColumnType } from '../frame.ts';
import { defineOperator } from '../operator.ts';
import { tensorOf } from '../reference.ts';

/** Joins tensors of one shape and type along a new axis, as NumPy's `stack`. */
export const stack = defineOperator({
  name: 'stack',
  inputs: { kinds: ['tensor', 'frame'], min: 1, many: true },
  paramsSchema: strictObject({ axis: exactOptional(pipe(number(), integer(), minValue(0)), 0) }),
  plan(node, { axis }) {
    const tensors = node.inputs.map((link) => tensorOf(link));
    const type = tensors[0]?.type ?? misplanned();
    if (!isColumnType(type)) return node.fail('inputs', `it does not stack tensors of ${type}`);
    for (const tensor of tensors) {
      if (tensor.type !== type) node.fail('inputs', `one is ${type} and another ${tensor.type}; cast one`);
      if (tensor.shape && axis > tensor.shape.length)
        node.fail('axis', `it is beyond the ${tensor.shape.length} axes of an input`);
    }
    const shape = tensors[0]?.shape && [...tensors[0].shape];
    shape?.splice(axis, 0, tensors.length);
    return {
      output: { kind: 'tensor', parts: [{ name: '', type, shape }] },
      run(values) {
        const read = tensors.map((tensor) => tensor.read(values));
        const dims = read[0]?.dims ?? [];
        const other = read.find((tensor) => String(tensor.dims) !== String(dims));
        if (other || axis > dims.length)
          node.refuse(`it can't stack shapes [${dims}] and [${other?.dims ?? dims}] along axis ${axis}`);
        return [join(read, dims, axis, type)];
      },
    };
  },
});

function join(tensors: readonly Tensor[], dims: readonly number[], axis: number, type: ColumnType): Tensor {
  const inner = dims.slice(axis).reduce((product, size) => product * size, 1);
  const count = tensors.length;
  const total = tensors.reduce((sum, { data }) => sum + data.length, 0);
  const { data } = computeColumn(type, total, (place) => {
    const outer = Math.trunc(place / (inner * count));
    const rest = place % (inner * count);
    return tensors[Math.trunc(rest / inner)]?.data[outer * inner + (rest % inner)];
  });
  return { type, dims: [...dims.slice(0, axis), count, ...dims.slice(axis)], data };
}
