/** Options of {@link createAdam}. */
export interface AdamOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * Moves parameters by their slopes, with steps that follow the mean and size of the slopes before. A step allocates nothing.
 * @see Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015
 */
export function createAdam(parameters: Float64Array, { learningRate, beta1, beta2, epsilon }: AdamOptions) {
  const means = new Float64Array(parameters.length);
  const squares = new Float64Array(parameters.length);
  let steps = 0;
  return {
    step(slopes: Float64Array): void {
      steps++;
      const rate = (learningRate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
      for (let i = 0; i < parameters.length; i++) {
        const slope = slopes[i] as number;
        const mean = beta1 * (means[i] as number) + (1 - beta1) * slope;
        const square = beta2 * (squares[i] as number) + (1 - beta2) * slope * slope;
        means[i] = mean;
        squares[i] = square;
        parameters[i] = (parameters[i] as number) - (rate * mean) / (Math.sqrt(square) + epsilon);
      }
    },
  };
}
