import { array, integer, minValue, number, pipe, strictObject } from 'valibot';
import { defineOperator } from '../operator.ts';
import { tensorOf } from '../reference.ts';

/** Gives a tensor another shape with its numbers in the same order, as NumPy's `reshape`; one size may be -1 and follows from the others. */
export const reshape = defineOperator({
  name: 'reshape',
  inputs: { kinds: ['tensor', 'frame'], min: 1 },
  paramsSchema: strictObject({ shape: array(pipe(number(), integer(), minValue(-1))) }),
  plan(node, { shape }) {
    const [link = node.fail('shape', 'it has no input')] = node.inputs;
    const { type, read } = tensorOf(link);
    if (shape.filter((size) => size === -1).length > 1) node.fail('shape', 'only one size may be -1');
    const known = shape.reduce((product, size) => (size === -1 ? product : product * size), 1);
    return {
      output: {
        kind: 'tensor',
        parts: [{ name: '', type, shape: shape.map((size) => (size === -1 ? undefined : size)) }],
      },
      run(values) {
        const { data } = read(values);
        const dims = shape.map((size) => (size === -1 ? data.length / known : size));
        if (dims.reduce((product, size) => product * size, 1) !== data.length || !dims.every(Number.isInteger))
          node.refuse(`${data.length} values don't fit the shape [${shape}]`);
        return [{ type, dims, data }];
      },
    };
  },
});
