import type { Tensor } from '../../session.ts';
import { broadcastIndices, broadcastShape, broadcastStrides } from '../broadcast.ts';
import { sameShape, sizeOf } from '../dims.ts';
import type { KernelContext, KernelFactory, KernelTable } from '../kernel.ts';
import { expectType, type Inputs, required, requiredNumeric } from '../shape.ts';
import { createMatrixProduct, type Product } from './matrix-product.ts';

/** Two matrices (or stacks of them) of one type. */
function operands(context: KernelContext, inputs: Inputs): [Tensor, Tensor] {
  const a = requiredNumeric(context, inputs, 0);
  return [a, expectType(context, required(context, inputs, 1), a.type)];
}

/**
 * Gemm-1, -6 (c is required and broadcast on request), -7 (c always broadcasts), -9 (integers), -11 (c is optional).
 * Sizes are worked out only when they differ from the last call's.
 */
const gemm: KernelFactory = (context) => {
  const { attributes } = context;
  const [transA, transB] = [attributes.int('transA', 0) !== 0, attributes.int('transB', 0) !== 0];
  const [alpha, beta] = [attributes.float('alpha', 1), attributes.float('beta', 1)];
  const run = createMatrixProduct(context);
  const none: readonly number[] = [];
  let product: Product | undefined;
  let seen: readonly (readonly number[])[] = [none, none, none];
  let dims = none;
  const plan = (a: Tensor, b: Tensor, c: Tensor | undefined): Product => {
    const [a0, a1] = a.dims;
    const [b0, b1] = b.dims;
    if (
      a.dims.length !== 2 ||
      b.dims.length !== 2 ||
      a0 === undefined ||
      a1 === undefined ||
      b0 === undefined ||
      b1 === undefined
    ) {
      return context.fail(`it multiplies matrices, not [${a.dims}] by [${b.dims}]`);
    }
    const [m, k] = transA ? [a1, a0] : [a0, a1];
    const [depth, n] = transB ? [b1, b0] : [b0, b1];
    if (depth !== k) context.fail(`[${a.dims}] and [${b.dims}] do not multiply`);
    dims = [m, n];
    if (c && !sameShape(broadcastShape(c.dims, dims) ?? none, dims))
      context.fail(`c [${c.dims}] does not broadcast to [${dims}]`);
    if (!a.type.startsWith('float') && !(Number.isInteger(alpha) && Number.isInteger(beta))) {
      context.fail('alpha and beta must be whole numbers with integers', 'model-unsupported');
    }
    const [cRow = 0, cColumn = 0] = c ? broadcastStrides(c.dims, dims) : none;
    return {
      m,
      n,
      k,
      a: transA ? [1, m] : [k, 1],
      b: transB ? [1, k] : [n, 1],
      alpha,
      beta: c ? beta : 0,
      c: [cRow, cColumn],
    };
  };
  return (inputs) => {
    const [a, b] = operands(context, inputs);
    const c = beta && inputs[2] ? expectType(context, inputs[2], a.type) : undefined;
    const shapes = [a.dims, b.dims, c?.dims ?? none];
    if (
      !product ||
      (product.beta !== 0) !== (c !== undefined) ||
      shapes.some((shape, i) => !sameShape(shape, seen[i] ?? none))
    ) {
      product = plan(a, b, c);
      seen = shapes;
    }
    const output = context.allocate(a.type, dims);
    if (output.data.length > 0) run(output, 0, a, 0, b, 0, c, product);
    return [output];
  };
};

/** A MatMul whose sizes are known. */
interface MatMulPlan {
  readonly aDims: readonly number[];
  readonly bDims: readonly number[];
  readonly dims: readonly number[];
  readonly product: Product;
  /** Which matrix of a and of b each matrix of the output is made of. */
  readonly aIndices: ArrayLike<number>;
  readonly bIndices: ArrayLike<number>;
}

function planMatMul(context: KernelContext, aDims: readonly number[], bDims: readonly number[]): MatMulPlan {
  const left = aDims.length === 1 ? [1, ...aDims] : aDims;
  const right = bDims.length === 1 ? [...bDims, 1] : bDims;
  const [m, k] = left.slice(-2);
  const [depth, n] = right.slice(-2);
  const stack = broadcastShape(left.slice(0, -2), right.slice(0, -2));
  if (m === undefined || k === undefined || n === undefined || k !== depth || !stack) {
    return context.fail(`[${aDims}] and [${bDims}] do not multiply`);
  }
  const dims = [...stack, ...(aDims.length === 1 ? [] : [m]), ...(bDims.length === 1 ? [] : [n])];
  // One matrix on the right takes all rows of the stack on the left in one go.
  const isFlat = sizeOf(right.slice(0, -2)) === 1;
  // Nothing to compute, or more than can be allocated: then the indices must not be listed either.
  const isIdle = !(sizeOf(dims) > 0 && sizeOf(dims) <= context.limits.tensorElements);
  const rows = isFlat ? sizeOf(stack) * m : m;
  return {
    aDims,
    bDims,
    dims,
    product: { m: rows, n, k, a: [k, 1], b: [n, 1], alpha: 1, beta: 0, c: [0, 0] },
    aIndices: isIdle ? [] : isFlat ? [0] : broadcastIndices(left.slice(0, -2), stack),
    bIndices: isIdle ? [] : isFlat ? [0] : broadcastIndices(right.slice(0, -2), stack),
  };
}

/** MatMul-1, -9 (integers): as numpy.matmul, with stacks of matrices broadcast to each other. */
const matMul: KernelFactory = (context) => {
  const run = createMatrixProduct(context);
  let plan: MatMulPlan | undefined;
  return (inputs) => {
    const [a, b] = operands(context, inputs);
    if (!plan || !sameShape(plan.aDims, a.dims) || !sameShape(plan.bDims, b.dims)) {
      plan = planMatMul(context, a.dims, b.dims);
    }
    const { product, aIndices, bIndices } = plan;
    const { m, n, k } = product;
    const output = context.allocate(a.type, plan.dims);
    for (let i = 0; i < aIndices.length; i++) {
      run(
        output,
        i * m * n,
        a,
        (aIndices[i] as number) * m * k,
        b,
        (bIndices[i] as number) * k * n,
        undefined,
        product,
      );
    }
    return [output];
  };
};

/** Matrix products. */
export const products: KernelTable = {
  Gemm: { 1: gemm },
  MatMul: { 1: matMul },
};
