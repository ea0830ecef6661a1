import type { GraphBuilder } from '../onnx/graph-builder.ts';
import { tensor } from '../onnx/writer.ts';

/** Turns one value into another; returns its name. */
type Activation = (build: GraphBuilder, x: string) => string;

const one =
  (opType: string, attributes: Parameters<GraphBuilder['node']>[2] = {}): Activation =>
  (build, x) =>
    build.node(opType, [x], attributes);

const scalar = (build: GraphBuilder, value: number): string => build.constant(tensor('float32', [value], []));

/** Keras activations by name, as version 2 and TensorFlow.js define them. @see https://keras.io/2.15/api/layers/activations/ */
export const activations: Readonly<Record<string, Activation>> = {
  linear: (_, x) => x,
  relu: one('Relu'),
  relu6: (build, x) => build.node('Clip', [x, scalar(build, 0), scalar(build, 6)]),
  elu: one('Elu'),
  selu: one('Selu'),
  sigmoid: one('Sigmoid'),
  hard_sigmoid: one('HardSigmoid', { alpha: { float: 0.2 }, beta: { float: 0.5 } }),
  softmax: one('Softmax', { axis: { int: -1 } }),
  softplus: one('Softplus'),
  softsign: one('Softsign'),
  tanh: one('Tanh'),
  exponential: one('Exp'),
  swish: (build, x) => build.node('Mul', [x, build.node('Sigmoid', [x])]),
  silu: (build, x) => build.node('Mul', [x, build.node('Sigmoid', [x])]),
  mish: (build, x) => build.node('Mul', [x, build.node('Tanh', [build.node('Softplus', [x])])]),
  // By the error function; `gelu_new` of TensorFlow.js by a hyperbolic tangent.
  gelu: (build, x) => halfTimes(build, x, build.node('Erf', [build.node('Div', [x, scalar(build, Math.SQRT2)])])),
  gelu_new: (build, x) => {
    const cube = build.node('Mul', [build.node('Mul', [build.node('Mul', [x, x]), x]), scalar(build, 0.044715)]);
    const inner = build.node('Mul', [build.node('Add', [x, cube]), scalar(build, Math.sqrt(2 / Math.PI))]);
    return halfTimes(build, x, build.node('Tanh', [inner]));
  },
};

/** 0.5 · x · (1 + y) */
function halfTimes(build: GraphBuilder, x: string, y: string): string {
  const factor = build.node('Add', [y, scalar(build, 1)]);
  return build.node('Mul', [build.node('Mul', [x, scalar(build, 0.5)]), factor]);
}
