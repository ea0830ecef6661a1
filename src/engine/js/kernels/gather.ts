import type { KernelFactory, KernelTable } from '../kernel.ts';
import { axisOf, lanesOf, numbersOf, required, requiredNumeric } from '../shape.ts';
import { copyRun, fill, integerOf, integersOf } from '../strides.ts';

/** Gather-1, -11 (negative indices): the slices of an axis that the indices name. */
const gather: KernelFactory = (context) => {
  const axisAttribute = context.attributes.int('axis', 0);
  return (inputs) => {
    const x = required(context, inputs, 0);
    const indices = required(context, inputs, 1);
    const axis = axisOf(context, axisAttribute, x.dims.length);
    const { outer, size, inner } = lanesOf(x.dims, axis);
    // Its places are worked out one by one, however little lies there.
    context.spend(10 * indices.data.length);
    const places = integersOf(context, indices);
    const output = context.allocate(x.type, [...x.dims.slice(0, axis), ...indices.dims, ...x.dims.slice(axis + 1)]);
    for (let i = 0; i < places.length; i++) places[i] = axisOf(context, places[i] as number, size);
    let at = 0;
    for (let o = 0; o < outer; o++) {
      for (const place of places) {
        copyRun(output.data, at, x.data, (o * size + place) * inner, inner);
        at += inner;
      }
    }
    return [output];
  };
};

/** OneHot-9 (indices outside 0…depth-1 leave all off), -11 (negative ones count from the end). */
function oneHot(fromEnd: boolean): KernelFactory {
  return (context) => {
    const axisAttribute = context.attributes.int('axis', -1);
    return (inputs) => {
      const indices = requiredNumeric(context, inputs, 0);
      const values = required(context, inputs, 2);
      const depth = Math.trunc(integerOf(context, requiredNumeric(context, inputs, 1)));
      if (values.data.length !== 2) context.fail('values must be [off, on]');
      const axis = axisOf(context, axisAttribute, indices.dims.length + 1);
      const dims = [...indices.dims.slice(0, axis), depth, ...indices.dims.slice(axis)];
      const output = context.allocate(values.type, dims);
      const { outer, inner } = lanesOf(dims, axis);
      const [off, on] = values.data;
      fill(output, off);
      const places = numbersOf(indices);
      for (let o = 0; o < outer; o++) {
        for (let j = 0; j < inner; j++) {
          const index = Math.trunc(Number(places[o * inner + j]));
          const place = fromEnd && index < 0 ? index + depth : index;
          if (place >= 0 && place < depth) (output.data as unknown[])[(o * depth + place) * inner + j] = on;
        }
      }
      return [output];
    };
  };
}

/** Looking up by index. */
export const gathers: KernelTable = {
  Gather: { 1: gather },
  OneHot: { 9: oneHot(false), 11: oneHot(true) },
};
