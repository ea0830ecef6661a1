import {
  array,
  boolean,
  type GenericSchema,
  nullable,
  number,
  object,
  optional,
  picklist,
  string,
  union,
} from 'valibot';
import type { Tensor } from '../../engine/session.ts';
import { EdgewiseError } from '../../errors.ts';
import type { GraphBuilder } from '../onnx/graph-builder.ts';
import { tensor } from '../onnx/writer.ts';
import { activations } from './tfjs-activations.ts';
import { type LayerCall, parse } from './tfjs-model.ts';

/** A value of the ONNX graph and the number of its axes, that of the rows included. */
export interface GraphValue {
  readonly name: string;
  readonly rank: number;
}

/** A layer to convert: what goes in, its weights, and the graph to add to. */
export interface LayerContext {
  readonly call: LayerCall;
  readonly inputs: readonly string[];
  /** That of the first input. */
  readonly rank: number;
  readonly build: GraphBuilder;
  /** A weight of the layer by its Keras name, `kernel` say. @throws EdgewiseError `model-invalid` when it is missing. */
  weight(kind: string): Tensor;
  /** The weight as an initializer; a layer that is called twice has it once. */
  constant(kind: string): string;
  fail(reason: string): never;
}

/** Adds a layer's nodes; returns its result, or the name of that where it has as many axes as what goes in. */
type Convert = (context: LayerContext) => string | GraphValue;

function layer<T>(
  schema: GenericSchema<unknown, T>,
  convert: (context: LayerContext, config: T) => ReturnType<Convert>,
): Convert {
  return (context) => {
    const { className, layer: name } = context.call;
    return convert(context, parse(schema, context.call.config, `Layer '${name}' (${className})`));
  };
}

const axisSchema = optional(union([number(), array(number())]), -1);
const named = optional(string(), 'linear');
const flag = optional(boolean(), true);

function only({ inputs, fail }: LayerContext): string {
  const [input, another] = inputs;
  return input && another === undefined ? input : fail(`it takes one input, not ${inputs.length}`);
}

function activate({ build, fail }: LayerContext, x: string, name: string): string {
  const activation = Object.hasOwn(activations, name) ? activations[name] : undefined;
  return activation?.(build, x) ?? fail(`the activation '${name}' is not supported`);
}

/** Refuses axes but the last one. */
function checkLastAxis({ rank, fail }: LayerContext, axis: number | readonly number[]): void {
  const axes = typeof axis === 'number' ? [axis] : axis;
  if (axes.length !== 1 || (axes[0] !== -1 && axes[0] !== rank - 1))
    fail(`axis ${axes} is not supported, only the last`);
}

const merge = (opType: string): Convert =>
  layer(object({}), ({ build, inputs, fail }) => {
    const [first, ...others] = inputs;
    if (first === undefined || others.length === 0) return fail('it takes two inputs or more');
    return others.reduce((sum, input) => build.node(opType, [sum, input]), first);
  });

const pass: Convert = (context) => only(context);

/** gamma · (x - mean) / √(variance + epsilon) + beta, as one factor and one offset a channel. */
const batchNormalization = layer(
  object({ axis: axisSchema, epsilon: optional(number(), 1e-3), center: flag, scale: flag }),
  (context, { axis, epsilon, center, scale }) => {
    checkLastAxis(context, axis);
    const x = only(context);
    const numbers = (kind: string) => Array.from<unknown, number>(context.weight(kind).data, Number);
    const [means, variances] = [numbers('moving_mean'), numbers('moving_variance')];
    const gammas = scale ? numbers('gamma') : [];
    const betas = center ? numbers('beta') : [];
    const factors = variances.map((variance, i) => (gammas[i] ?? 1) / Math.sqrt(variance + epsilon));
    const offsets = factors.map((factor, i) => (betas[i] ?? 0) - (means[i] ?? 0) * factor);
    const { build } = context;
    const scaled = build.node('Mul', [x, build.constant(tensor('float32', factors))]);
    return build.node('Add', [scaled, build.constant(tensor('float32', offsets))]);
  },
);

/** The layers of Keras 2 by class name. @see https://keras.io/2.15/api/layers/ */
export const layers: Readonly<Record<string, Convert>> = {
  Activation: layer(object({ activation: string() }), (context, { activation }) =>
    activate(context, only(context), activation),
  ),
  Add: merge('Add'),
  Average: layer(object({}), ({ build, inputs }) => build.node('Mean', inputs)),
  BatchNormalization: batchNormalization,
  BatchNormalizationV1: batchNormalization,
  Concatenate: layer(object({ axis: optional(number(), -1) }), ({ build, inputs }, { axis }) =>
    build.node('Concat', inputs, { axis: { int: axis } }),
  ),
  Dense: layer(object({ activation: named, use_bias: flag }), (context, { activation, use_bias }) => {
    const { build } = context;
    const product = build.node('MatMul', [only(context), context.constant('kernel')]);
    const sum = use_bias ? build.node('Add', [product, context.constant('bias')]) : product;
    return activate(context, sum, activation);
  }),
  // They only do something while a model is trained.
  ActivityRegularization: pass,
  AlphaDropout: pass,
  Dropout: pass,
  GaussianDropout: pass,
  GaussianNoise: pass,
  SpatialDropout1D: pass,
  ELU: layer(object({ alpha: optional(number(), 1) }), (context, { alpha }) =>
    context.build.node('Elu', [only(context)], { alpha: { float: alpha } }),
  ),
  // Its indices may come as floats, which TensorFlow.js cuts to integers.
  Embedding: layer(object({ mask_zero: optional(boolean(), false) }), (context) => {
    const indices = context.build.node('Cast', [only(context)], { to: { int: 6 } });
    const name = context.build.node('Gather', [context.constant('embeddings'), indices]);
    return { name, rank: context.rank + 1 };
  }),
  Flatten: layer(
    object({ data_format: optional(nullable(picklist(['channels_last', 'channelsLast'])), null) }),
    (context) => ({ name: context.build.node('Flatten', [only(context)]), rank: 2 }),
  ),
  LeakyReLU: layer(object({ alpha: optional(number(), 0.3) }), (context, { alpha }) =>
    context.build.node('LeakyRelu', [only(context)], { alpha: { float: alpha } }),
  ),
  Maximum: merge('Max'),
  Minimum: merge('Min'),
  Multiply: merge('Mul'),
  PReLU: layer(object({}), (context) => context.build.node('PRelu', [only(context), context.constant('alpha')])),
  ReLU: layer(
    object({
      max_value: optional(nullable(number()), null),
      negative_slope: optional(nullable(number()), 0),
      threshold: optional(nullable(number()), 0),
    }),
    (context, { max_value: most, negative_slope: slope, threshold }) => {
      if (slope || threshold) context.fail('negative_slope and threshold are not supported; use LeakyReLU');
      if (most === null) return activate(context, only(context), 'relu');
      const bounds = [0, most].map((bound) => context.build.constant(tensor('float32', [bound], [])));
      return context.build.node('Clip', [only(context), ...bounds]);
    },
  ),
  Reshape: layer(object({ target_shape: array(number()) }), (context, { target_shape: shape }) => {
    // 0 takes over the number of rows.
    const sizes = context.build.constant(tensor('int64', [0, ...shape]));
    return { name: context.build.node('Reshape', [only(context), sizes]), rank: shape.length + 1 };
  }),
  Softmax: layer(object({ axis: axisSchema }), (context, { axis }) => {
    if (typeof axis !== 'number') return context.fail('several axes are not supported');
    return context.build.node('Softmax', [only(context)], { axis: { int: axis } });
  }),
  Subtract: merge('Sub'),
  ThresholdedReLU: layer(object({ theta: optional(number(), 1) }), (context, { theta }) =>
    context.build.node('ThresholdedRelu', [only(context)], { alpha: { float: theta } }),
  ),
};

/** The converter of a layer. @throws EdgewiseError `model-unsupported` naming the layers there are. */
export function converterOf({ className, layer: name }: LayerCall): Convert {
  const convert = Object.hasOwn(layers, className) ? layers[className] : undefined;
  if (convert) return convert;
  throw new EdgewiseError(
    'model-unsupported',
    `Layer '${name}' is a ${className}, which is not supported; there is ${Object.keys(layers).join(', ')}. Export the model as ONNX by tf2onnx instead.`,
  );
}
