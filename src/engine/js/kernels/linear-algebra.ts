import type { Tensor } from '../../session.ts';
import { stridesOf } from '../dims.ts';
import type { KernelContext, KernelFactory, KernelTable } from '../kernel.ts';
import { expectType, literal, numbersOf, required, requiredFloat, requiredNumeric, timesOf } from '../shape.ts';
import { offsetsOf } from '../strides.ts';
import { weightOf } from './element-loops.ts';

/** Det-11: the determinant of each square matrix, by elimination with the greatest pivot of each column. */
const det: KernelFactory = (context) => (inputs) => {
  const x = requiredFloat(context, inputs, 0);
  const [rows, n] = x.dims.slice(-2);
  if (n === undefined || rows !== n) return context.fail(`it needs square matrices, not [${x.dims}]`);
  const output = context.allocate(x.type, x.dims.slice(0, -2));
  const [source, target] = [numbersOf(x), numbersOf(output)];
  const matrix = new Float64Array(output.data.length && n * n);
  context.spend(output.data.length * n ** 3);
  for (let i = 0; i < output.data.length; i++) {
    for (let j = 0; j < n * n; j++) matrix[j] = source[i * n * n + j] as number;
    target[i] = determinant(matrix, n);
  }
  return [output];
};

/** Overwrites `matrix`. */
function determinant(matrix: Float64Array, n: number): number {
  let result = 1;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(matrix[row * n + column] as number) > Math.abs(matrix[pivot * n + column] as number)) pivot = row;
    }
    const head = matrix[pivot * n + column] as number;
    if (head === 0) return 0;
    if (pivot !== column) {
      const kept = matrix.slice(pivot * n, pivot * n + n);
      matrix.copyWithin(pivot * n, column * n, column * n + n);
      matrix.set(kept, column * n);
      result = -result;
    }
    result *= head;
    for (let row = column + 1; row < n; row++) {
      const factor = (matrix[row * n + column] as number) / head;
      for (let j = column; j < n; j++) {
        matrix[row * n + j] = (matrix[row * n + j] as number) - factor * (matrix[column * n + j] as number);
      }
    }
  }
  return result;
}

/** An Einsum equation: a label for every axis of every operand and of the output; `.` stands for the axes of an ellipsis. */
interface Equation {
  readonly operands: readonly string[];
  /** Undefined when the equation has no arrow: the labels that appear once, in alphabetical order. */
  readonly output: string | undefined;
}

function parseEquation(context: KernelContext): Equation {
  const equation = context.attributes.string('equation', '').replace(/\s/g, '').replaceAll('...', '.');
  const match = /^((?:[a-zA-Z.]*,)*[a-zA-Z.]*)(?:->([a-zA-Z.]*))?$/.exec(equation);
  const operands = (match?.[1] ?? '').split(',');
  const output = match?.[2];
  if (!match || equation.length > 1000 || [...operands, output ?? ''].some((labels) => labels.split('.').length > 2)) {
    return context.fail(`equation '${equation.slice(0, 50)}' is not valid`);
  }
  if (new Set(output).size !== (output ?? '').length)
    context.fail('a label stands twice in the output of its equation');
  return { operands, output };
}

/**
 * The axes of an operand as labels. Those of its ellipsis are numbered from the last one back, so that ellipses of different
 * lengths broadcast to each other.
 */
function labelAxes(context: KernelContext, labels: string, rank: number): string[] {
  const extra = rank - labels.replace('.', '').length;
  if (extra < 0 || (extra > 0 && !labels.includes('.'))) context.fail(`the term '${labels}' does not fit rank ${rank}`);
  return [...labels].flatMap((label) => (label === '.' ? ellipsis(extra) : label));
}

const ellipsis = (count: number): string[] => Array.from({ length: count }, (_, i) => String(count - 1 - i));

/** Einsum-12: sums of products over the labels that the output does not have. Costs one step for every combination of labels. */
const einsum: KernelFactory = (context) => {
  const equation = parseEquation(context);
  if (equation.operands.length !== context.inputCount) context.fail('its equation has another number of operands');
  return (inputs) => {
    const first = requiredNumeric(context, inputs, 0);
    const tensors = equation.operands.map((_, i) => expectType(context, required(context, inputs, i), first.type));
    const axes = tensors.map((tensor, i) => labelAxes(context, equation.operands[i] ?? '', tensor.dims.length));
    const sizes = labelSizes(context, tensors, axes);
    const outputLabels = orderOutput(context, equation, axes);
    const summed = [...sizes.keys()].filter((label) => !outputLabels.includes(label));
    const sizesOf = (labels: readonly string[]) =>
      labels.map((label) => sizes.get(label) ?? context.fail(`label ${label} has no operand`));
    const output = context.allocate(first.type, sizesOf(outputLabels));
    const steps = sizesOf(summed).reduce((product, size) => product * size, 1);
    if (steps > context.limits.tensorElements) context.fail('it sums over too many combinations of labels');
    context.spend(steps * (output.data.length + 1) * tensors.length * weightOf(first.type));
    const walks = tensors.map((tensor, i) => {
      const strides = labelStrides(tensor, axes[i] ?? []);
      const offsets = (labels: readonly string[]) =>
        offsetsOf(
          sizesOf(labels),
          labels.map((label) => strides.get(label) ?? 0),
        );
      return { data: numbersOf(tensor), outer: offsets(outputLabels), inner: offsets(summed) };
    });
    const target = numbersOf(output);
    const times = timesOf(first.type);
    for (let o = 0; o < output.data.length; o++) {
      let sum = literal(first.type, 0);
      for (let s = 0; s < steps; s++) {
        let product = literal(first.type, 1);
        for (const { data, outer, inner } of walks) {
          product = times(product, data[(outer[o] as number) + (inner[s] as number)] as number);
        }
        sum += product;
      }
      target[o] = sum;
    }
    return [output];
  };
};

function labelSizes(
  context: KernelContext,
  tensors: readonly Tensor[],
  axes: readonly string[][],
): Map<string, number> {
  const sizes = new Map<string, number>();
  axes.forEach((labels, i) => {
    labels.forEach((label, axis) => {
      const size = tensors[i]?.dims[axis] ?? 1;
      const known = sizes.get(label) ?? 1;
      if (size !== known && size !== 1 && known !== 1) context.fail(`label ${label} is both ${known} and ${size} long`);
      if (size !== 1 || !sizes.has(label)) sizes.set(label, size);
    });
  });
  return sizes;
}

/** Strides by label: a label that stands twice walks the diagonal, one of size 1 stays where it is. */
function labelStrides(tensor: Tensor, labels: readonly string[]): Map<string, number> {
  const strides = new Map<string, number>();
  stridesOf(tensor.dims).forEach((stride, axis) => {
    const label = labels[axis] ?? '';
    strides.set(label, (strides.get(label) ?? 0) + (tensor.dims[axis] === 1 ? 0 : stride));
  });
  return strides;
}

function orderOutput(context: KernelContext, { operands, output }: Equation, axes: readonly string[][]): string[] {
  const longest = Math.max(...axes.map((labels) => labels.filter((label) => /\d/.test(label)).length));
  if (output !== undefined)
    return labelAxes(context, output, output.replace('.', '').length + (output.includes('.') ? longest : 0));
  const all = operands.join('');
  const once = [...new Set(all)].filter((label) => label !== '.' && all.split(label).length === 2).sort();
  return [...ellipsis(longest), ...once];
}

/** Linear algebra that few storefront models need. */
export const linearAlgebra: KernelTable = {
  Det: { 11: det },
  Einsum: { 12: einsum },
};
