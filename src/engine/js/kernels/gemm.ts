import type { Tensor } from '../../session.ts';
import { broadcastIndices, broadcastShape, broadcastStrides } from '../broadcast.ts';
import { sameShape, sizeOf } from '../dims.ts';
import type { KernelContext, KernelFactory, KernelTable } from '../kernel.ts';
import {
  expectType,
  type Inputs,
  literal,
  type NumberTarget,
  numbersOf,
  required,
  requiredNumeric,
  timesOf,
} from '../shape.ts';
import { weightOf } from './element-loops.ts';

type Floats = Float32Array | Float64Array;

/** One product, out[m×n] = alpha · a[m×k] · b[k×n] + beta · c, where c is repeated along strides of 0. */
interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Strides of a and b along their rows and columns: a transposed matrix is one read with swapped strides. */
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
  readonly alpha: number;
  readonly beta: number;
  readonly c: readonly [number, number];
}

/** Columns that are summed side by side. */
const width = 4;
const sums = new Float64Array(2 * width);

/** Lays b out in panels of four columns, the last one filled up with zeros, so that the inner loop reads memory in order. */
function pack(packed: Floats, b: ArrayLike<number>, start: number, { k, n, b: [row, column] }: Product): void {
  let at = 0;
  for (let j = 0; j < n; j += width) {
    for (let q = 0; q < k; q++) {
      for (let w = 0; w < width; w++) {
        packed[at++] = j + w < n ? (b[start + q * row + (j + w) * column] as number) : 0;
      }
    }
  }
}

/**
 * Multiplies by a packed b. Allocates nothing; sums in double precision in registers, two rows by four columns at a time,
 * which takes the fewest loads a product that fit V8's registers. A transposed a is read by its strides.
 */
function multiply(
  out: NumberTarget,
  outAt: number,
  a: ArrayLike<number>,
  aAt: number,
  packed: Floats,
  c: ArrayLike<number>,
  product: Product,
): void {
  const { m, n, k, alpha, beta } = product;
  const [aRow, step] = product.a;
  const [cRow, cColumn] = product.c;
  for (let j = 0, panel = 0; j < n; j += width, panel += width * k) {
    const columns = Math.min(width, n - j);
    for (let i = 0; i < m; i += 2) {
      const row = aAt + i * aRow;
      const end = panel + k * width;
      const rows = Math.min(2, m - i);
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      if (rows === 2) {
        let t0 = 0;
        let t1 = 0;
        let t2 = 0;
        let t3 = 0;
        for (let p = panel, q = row; p < end; p += width, q += step) {
          const x = a[q] as number;
          const y = a[q + aRow] as number;
          const b0 = packed[p] as number;
          const b1 = packed[p + 1] as number;
          const b2 = packed[p + 2] as number;
          const b3 = packed[p + 3] as number;
          s0 += x * b0;
          s1 += x * b1;
          s2 += x * b2;
          s3 += x * b3;
          t0 += y * b0;
          t1 += y * b1;
          t2 += y * b2;
          t3 += y * b3;
        }
        sums[4] = t0;
        sums[5] = t1;
        sums[6] = t2;
        sums[7] = t3;
      } else {
        for (let p = panel, q = row; p < end; p += width, q += step) {
          const x = a[q] as number;
          s0 += x * (packed[p] as number);
          s1 += x * (packed[p + 1] as number);
          s2 += x * (packed[p + 2] as number);
          s3 += x * (packed[p + 3] as number);
        }
      }
      sums[0] = s0;
      sums[1] = s1;
      sums[2] = s2;
      sums[3] = s3;
      for (let r = 0; r < rows; r++) {
        const at = outAt + (i + r) * n + j;
        const from = (i + r) * cRow + j * cColumn;
        for (let w = 0; w < columns; w++) {
          out[at + w] = alpha * (sums[r * width + w] as number) + beta * (c[from + w * cColumn] as number);
        }
      }
    }
  }
}

/** The same for integers, exact modulo the size of their type. */
function multiplyExact(
  out: Tensor,
  outAt: number,
  a: Tensor,
  aAt: number,
  b: Tensor,
  bAt: number,
  c: ArrayLike<number>,
  product: Product,
): void {
  const { m, n, k } = product;
  const type = out.type;
  const times = timesOf(type);
  const [alpha, beta] = [literal(type, product.alpha), literal(type, product.beta)];
  const [target, left, right] = [numbersOf(out), numbersOf(a), numbersOf(b)];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = literal(type, 0);
      for (let q = 0; q < k; q++) {
        const x = left[aAt + i * product.a[0] + q * product.a[1]] as number;
        sum += times(x, right[bAt + q * product.b[0] + j * product.b[1]] as number);
      }
      target[outAt + i * n + j] = times(alpha, sum) + times(beta, c[i * product.c[0] + j * product.c[1]] as number);
    }
  }
}

/** What a product runs on: the operands, and where in them it starts. */
type Run = (
  out: Tensor,
  outAt: number,
  a: Tensor,
  aAt: number,
  b: Tensor,
  bAt: number,
  c: Tensor | undefined,
  product: Product,
) => void;

/** A runner with scratch memory of its own, kept between calls; a constant b is packed only once. */
function createRun(context: KernelContext): Run {
  let packed: Floats = new Float32Array(0);
  let packedAt = -1;
  const isConstant = context.constants[1] !== undefined;
  const scratch = (have: Floats, size: number, isDouble: boolean): Floats =>
    have.length === size && have instanceof Float64Array === isDouble
      ? have
      : new (isDouble ? Float64Array : Float32Array)(size);
  return (out, outAt, a, aAt, b, bAt, c, product) => {
    const { n, k } = product;
    const work = product.m * n * k;
    const added = c ? numbersOf(c) : numbersOf({ data: nothing[out.type] ?? nothing.float32 });
    const isDouble = out.type === 'float64';
    if (!isDouble && out.type !== 'float32') {
      context.spend(work * weightOf(out.type));
      multiplyExact(out, outAt, a, aAt, b, bAt, added, product);
      return;
    }
    context.spend(work / multiplicationsPerStep);
    if (!isConstant || packedAt !== bAt) {
      packed = scratch(packed, Math.ceil(n / width) * width * k, isDouble);
      pack(packed, numbersOf(b), bAt, product);
      packedAt = bAt;
    }
    multiply(numbersOf(out), outAt, numbersOf(a), aAt, packed, added, product);
  };
}

/** What stands for an absent c. */
const nothing: Partial<Record<Tensor['type'], ArrayLike<unknown>>> = {
  float32: Float32Array.of(0),
  int64: BigInt64Array.of(0n),
  uint64: BigUint64Array.of(0n),
};

// A multiplication in the packed loop takes about an eighth of the time that writing an element does.
const multiplicationsPerStep = 8;

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
  const run = createRun(context);
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
  const run = createRun(context);
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
