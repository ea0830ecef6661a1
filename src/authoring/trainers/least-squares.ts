import type { FitWatch } from './fit-watch.ts';

/** A weighted least-squares problem with a penalty. */
export interface LeastSquares {
  readonly columns: number;
  /** Row-major, brought to about one scale. */
  readonly values: Float64Array;
  readonly targets: Float64Array;
  readonly weights: Float64Array;
  /** Of each coefficient's square. */
  readonly penalties: Float64Array;
  readonly watch: FitWatch;
}

/**
 * Minimises `Σ weight·(target - x·u)² + Σ penalty·u²` by conjugate gradients, which ends after as many steps as there are independent columns
 * (but for rounding), and of the minima that dependent columns leave takes the shortest `u`.
 * @see Björck, Numerical Methods for Least Squares Problems, section 7.4 (CGLS)
 */
export async function solveLeastSquares(problem: LeastSquares): Promise<Float64Array> {
  const { columns, values, targets, weights, penalties, watch } = problem;
  const solution = new Float64Array(columns);
  const residuals = targets.slice();
  const slopes = new Float64Array(columns);
  const moved = new Float64Array(targets.length);

  // The hot loops: they allocate nothing.
  function findSlopes(): number {
    for (let j = 0; j < columns; j++) slopes[j] = -(penalties[j] as number) * (solution[j] as number);
    for (let row = 0; row < targets.length; row++) {
      const weighted = (weights[row] as number) * (residuals[row] as number);
      const at = row * columns;
      for (let j = 0; j < columns; j++) slopes[j] = (slopes[j] as number) + weighted * (values[at + j] as number);
    }
    return slopes.reduce((sum, slope) => sum + slope * slope, 0);
  }
  function findCurvature(direction: Float64Array): number {
    let curvature = 0;
    for (let j = 0; j < columns; j++) curvature += (penalties[j] as number) * (direction[j] as number) ** 2;
    for (let row = 0; row < targets.length; row++) {
      const at = row * columns;
      let change = 0;
      for (let j = 0; j < columns; j++) change += (direction[j] as number) * (values[at + j] as number);
      moved[row] = change;
      curvature += (weights[row] as number) * change * change;
    }
    return curvature;
  }

  let steepness = findSlopes();
  const enough = steepness * 1e-28;
  const direction = slopes.slice();
  const maxSteps = 10 * columns + 100;
  for (let step = 0; step < maxSteps && steepness > enough; step++) {
    await watch.step(step / maxSteps, `step ${step}`);
    const curvature = findCurvature(direction);
    if (!(curvature > 0)) break;
    const length = steepness / curvature;
    for (let j = 0; j < columns; j++) solution[j] = (solution[j] as number) + length * (direction[j] as number);
    for (let row = 0; row < targets.length; row++) {
      residuals[row] = (residuals[row] as number) - length * (moved[row] as number);
    }
    const next = findSlopes();
    for (let j = 0; j < columns; j++)
      direction[j] = (slopes[j] as number) + (next / steepness) * (direction[j] as number);
    steepness = next;
  }
  return solution;
}
