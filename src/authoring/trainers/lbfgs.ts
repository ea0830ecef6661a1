import type { FitWatch } from './fit-watch.ts';

/** What to minimise: a smooth convex function plus `Σ l1[j]·|x[j]|`. */
export interface Objective {
  /** Where to start; its length is the number of variables. */
  readonly start: Float64Array;
  /** Strength of the L1 penalty of each variable. @default 0 each */
  readonly l1?: Float64Array;
  /** The smooth part at `point`; writes its slopes into `gradient`. */
  evaluate(point: Float64Array, gradient: Float64Array): number;
}

/** Options of {@link minimize}. */
export interface MinimizeOptions {
  /** Ends when no slope (of the least subgradient, where there is an L1 penalty) is above it. */
  readonly tol: number;
  /** Steps at most. */
  readonly maxIter: number;
  readonly watch: FitWatch;
}

/** Where a minimisation ended. */
export interface Minimum {
  readonly point: Float64Array;
  readonly iterations: number;
  /** Whether it ended by `tol`, or because float64 can tell no lower value. */
  readonly converged: boolean;
}

const memory = 10;
const sufficientDecrease = 1e-4;
// Near the minimum a step lowers the slopes by more than it lowers the value: what rounding may do to the value, here a sum over a
// million rows, does not stop it.
const rounding = 1e-12;

/**
 * Minimises by L-BFGS, and where there is an L1 penalty by its orthant-wise variant OWL-QN, which gives exact zeros.
 * Steps allocate nothing but what `memory` pairs of vectors take, once.
 * @see Nocedal and Wright, Numerical Optimization, algorithm 7.5
 * @see Andrew and Gao, Scalable Training of L1-Regularized Log-Linear Models, 2007
 */
export async function minimize(objective: Objective, { tol, maxIter, watch }: MinimizeOptions): Promise<Minimum> {
  const { evaluate } = objective;
  const size = objective.start.length;
  const l1 = objective.l1 ?? new Float64Array(size);
  const moves = Array.from({ length: memory }, () => new Float64Array(size));
  const changes = Array.from({ length: memory }, () => new Float64Array(size));
  const curvatures = new Float64Array(memory);
  const factors = new Float64Array(memory);
  let point = objective.start.slice();
  let next = new Float64Array(size);
  let gradient = new Float64Array(size);
  let nextGradient = new Float64Array(size);
  const slopes = new Float64Array(size);
  const direction = new Float64Array(size);
  let pairs = 0;

  const total = (at: Float64Array, smooth: number): number => {
    let sum = smooth;
    for (let j = 0; j < size; j++) sum += (l1[j] as number) * Math.abs(at[j] as number);
    return sum;
  };

  /** The direction of a quasi-Newton step: minus the approximate inverse Hessian times the slopes. */
  function findDirection(): void {
    for (let j = 0; j < size; j++) direction[j] = -(slopes[j] as number);
    const oldest = Math.max(0, pairs - memory);
    for (let pair = pairs - 1; pair >= oldest; pair--) {
      const slot = pair % memory;
      const factor = dot(moves[slot] as Float64Array, direction) / (curvatures[slot] as number);
      factors[slot] = factor;
      addScaled(direction, changes[slot] as Float64Array, -factor);
    }
    if (pairs > 0) {
      const last = (pairs - 1) % memory;
      const change = changes[last] as Float64Array;
      const scale = (curvatures[last] as number) / dot(change, change);
      for (let j = 0; j < size; j++) direction[j] = (direction[j] as number) * scale;
    }
    for (let pair = oldest; pair < pairs; pair++) {
      const slot = pair % memory;
      const factor = dot(changes[slot] as Float64Array, direction) / (curvatures[slot] as number);
      addScaled(direction, moves[slot] as Float64Array, (factors[slot] as number) - factor);
    }
    // OWL-QN: a penalised variable never moves against its own slope.
    for (let j = 0; j < size; j++) {
      if ((l1[j] as number) > 0 && (direction[j] as number) * (slopes[j] as number) >= 0) direction[j] = 0;
    }
  }

  let value = total(point, evaluate(point, gradient));
  for (let iteration = 0; ; iteration++) {
    let steepest = 0;
    for (let j = 0; j < size; j++) {
      const slope = leastSubgradient(point[j] as number, gradient[j] as number, l1[j] as number);
      slopes[j] = slope;
      steepest = Math.max(steepest, Math.abs(slope));
    }
    if (steepest <= tol) return { point, iterations: iteration, converged: true };
    if (iteration === maxIter) return { point, iterations: iteration, converged: false };
    await watch.step(iteration / maxIter, `step ${iteration}`);

    findDirection();
    if (!(dot(direction, slopes) < 0)) {
      // What is remembered no longer fits: start over from the steepest descent.
      pairs = 0;
      findDirection();
    }
    let scale = pairs > 0 ? 1 : Math.min(1, 1 / Math.sqrt(dot(slopes, slopes)));
    let nextValue: number;
    for (;;) {
      let promised = 0;
      for (let j = 0; j < size; j++) {
        let to = (point[j] as number) + scale * (direction[j] as number);
        // OWL-QN: a step ends where a penalised variable would change its sign.
        if ((l1[j] as number) > 0) {
          const side = Math.sign(point[j] as number) || -Math.sign(slopes[j] as number);
          if (to * side < 0) to = 0;
        }
        next[j] = to;
        promised += (slopes[j] as number) * (to - (point[j] as number));
      }
      nextValue = total(next, evaluate(next, nextGradient));
      if (nextValue <= value + sufficientDecrease * promised + rounding * Math.abs(value)) break;
      scale /= 2;
      if (isNoStep(scale)) break;
    }
    if (isNoStep(scale)) {
      if (pairs === 0) return { point, iterations: iteration, converged: steepest < Math.sqrt(tol) };
      pairs = 0;
      continue;
    }

    const slot = pairs % memory;
    const move = moves[slot] as Float64Array;
    const change = changes[slot] as Float64Array;
    for (let j = 0; j < size; j++) {
      move[j] = (next[j] as number) - (point[j] as number);
      change[j] = (nextGradient[j] as number) - (gradient[j] as number);
    }
    const curvature = dot(move, change);
    if (curvature > 1e-16 * dot(change, change)) {
      curvatures[slot] = curvature;
      pairs++;
    }
    [point, next] = [next, point];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = nextValue;
  }
}

/** Whether a step is too short to be one; it is NaN where numbers have become too large to go on with. */
const isNoStep = (scale: number): boolean => !(scale >= 1e-12);

/** The subgradient nearest to zero of `f(x) + l1·|x|`, where `f` has the slope `slope`. */
function leastSubgradient(x: number, slope: number, l1: number): number {
  if (x !== 0) return slope + l1 * Math.sign(x);
  return Math.sign(slope) * Math.max(0, Math.abs(slope) - l1);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j] as number) * (b[j] as number);
  return sum;
}

function addScaled(into: Float64Array, from: Float64Array, factor: number): void {
  for (let j = 0; j < into.length; j++) into[j] = (into[j] as number) + factor * (from[j] as number);
}
