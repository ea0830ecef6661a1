import type { Tensor } from '../../session.ts';
import type { KernelContext } from '../kernel.ts';
import { literal, type NumberTarget, numbersOf, timesOf } from '../shape.ts';
import { weightOf } from './element-loops.ts';

type Floats = Float32Array | Float64Array;

/** One product, out[m×n] = alpha · a[m×k] · b[k×n] + beta · c, where c is repeated along strides of 0. */
export interface Product {
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

/** The same for integers, exact modulo the size of their type. */
const multiplyExact: Run = (out, outAt, a, aAt, b, bAt, c, product) => {
  const { m, n, k } = product;
  const type = out.type;
  const times = timesOf(type);
  const [alpha, beta] = [literal(type, product.alpha), literal(type, product.beta)];
  const [target, left, right, added] = [numbersOf(out), numbersOf(a), numbersOf(b), addend(c, type)];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = literal(type, 0);
      for (let q = 0; q < k; q++) {
        const x = left[aAt + i * product.a[0] + q * product.a[1]] as number;
        sum += times(x, right[bAt + q * product.b[0] + j * product.b[1]] as number);
      }
      target[outAt + i * n + j] = times(alpha, sum) + times(beta, added[i * product.c[0] + j * product.c[1]] as number);
    }
  }
};

/** A runner with scratch memory of its own, kept between calls; a constant b is packed only once. */
export function createMatrixProduct(context: KernelContext): Run {
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
    const isDouble = out.type === 'float64';
    if (!isDouble && out.type !== 'float32') {
      context.spend(work * weightOf(out.type));
      multiplyExact(out, outAt, a, aAt, b, bAt, c, product);
      return;
    }
    context.spend(work / multiplicationsPerStep);
    if (!isConstant || packedAt !== bAt) {
      packed = scratch(packed, Math.ceil(n / width) * width * k, isDouble);
      pack(packed, numbersOf(b), bAt, product);
      packedAt = bAt;
    }
    multiply(numbersOf(out), outAt, numbersOf(a), aAt, packed, addend(c, out.type), product);
  };
}

const addend = (c: Tensor | undefined, type: Tensor['type']): ArrayLike<number> =>
  numbersOf(c ?? { data: nothing[type] ?? nothing.float32 });

/** What stands for an absent c. */
const nothing: Partial<Record<Tensor['type'], ArrayLike<unknown>>> = {
  float32: Float32Array.of(0),
  int64: BigInt64Array.of(0n),
  uint64: BigUint64Array.of(0n),
};

// A multiplication in the packed loop takes about an eighth of the time that writing an element does.
const multiplicationsPerStep = 8;
