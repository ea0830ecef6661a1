/**
 * Solves `A x = b` for a symmetric positive definite `A` by its Cholesky factor.
 * @param matrix rows of `A`; only the lower triangle is read.
 * @returns `x`, or undefined when `A` is not positive definite to working precision.
 * @see Golub and Van Loan, Matrix Computations, section 4.2
 */
export function solvePositiveDefinite(
  matrix: readonly Float64Array[],
  right: Float64Array,
): Float64Array<ArrayBuffer> | undefined {
  const size = right.length;
  const factor = matrix.map((row) => row.slice());
  const at = (row: number, column: number) => factor[row]?.[column] ?? 0;
  for (let j = 0; j < size; j += 1) {
    for (let i = j; i < size; i += 1) {
      let sum = at(i, j);
      const scale = Math.abs(sum);
      for (let k = 0; k < j; k += 1) sum -= at(i, k) * at(j, k);
      if (i === j && !(sum > scale * 1e-14)) return undefined;
      const row = factor[i];
      if (row !== undefined) row[j] = i === j ? Math.sqrt(sum) : sum / at(j, j);
    }
  }
  const solution = new Float64Array(right);
  for (let i = 0; i < size; i += 1) {
    let sum = solution[i] ?? 0;
    for (let k = 0; k < i; k += 1) sum -= at(i, k) * (solution[k] ?? 0);
    solution[i] = sum / at(i, i);
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = solution[i] ?? 0;
    for (let k = i + 1; k < size; k += 1) sum -= at(k, i) * (solution[k] ?? 0);
    solution[i] = sum / at(i, i);
  }
  return solution;
}
