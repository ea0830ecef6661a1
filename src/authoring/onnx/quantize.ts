import * as v from 'valibot';
import { toHalf } from '../../engine/js/half.ts';
import type { Tensor } from '../../engine/session.ts';
import { EdgewiseError } from '../../errors.ts';
import { expectGiven } from '../expect-given.ts';
import { readsOf } from './graph-edits.ts';
import { differenceOf, type Feeds, type ModelDifference } from './model-difference.ts';
import { decodeModel } from './reader.ts';
import { encodeModel, type ModelDefinition, type NodeDefinition } from './writer.ts';

/** Options of {@link quantizeModel}. */
export interface QuantizeOptions {
  /** What weights are stored as: `int8`, a quarter of their size, or `float16`, half of it with less loss. @default 'int8' */
  readonly weights?: 'int8' | 'float16' | undefined;
  /** Rows on which the loss is measured: real ones, as many as show it. */
  readonly samples: readonly Feeds[];
  /** Weights of fewer elements stay as they are: they save nothing. @default 256 */
  readonly minElements?: number | undefined;
}

const optionsSchema = v.strictObject({
  weights: v.optional(v.picklist(['int8', 'float16'])),
  samples: v.array(v.looseObject({})),
  minElements: v.optional(v.number()),
} satisfies Record<keyof QuantizeOptions, v.GenericSchema>);

/** What {@link quantizeModel} gives. */
export interface QuantizedModel {
  /** The bytes of an `.onnx` file. */
  readonly model: Uint8Array<ArrayBuffer>;
  readonly bytes: { readonly before: number; readonly after: number };
  /** The names of the weights that were quantised. */
  readonly weights: readonly string[];
  /** What it costs: how far each output is from the original's on the samples, and how many labels changed. */
  readonly loss: ModelDifference;
}

/**
 * Stores the dense weights of a model (those that MatMul and Gemm multiply by and Gather looks up) in fewer bits, to be fetched and kept in less
 * space; computing stays in float32, so scores take as long as before. `int8` is symmetric, with one scale for each column (each row of
 * an embedding): the weight nearest to 0 by the greatest of the column, in 127 steps.
 * @throws EdgewiseError `model-unsupported` when there are no such weights, or the model's operator set is too old to hold them
 * (10 for `int8`, 6 for `float16`); `input-invalid` for options of another form; as `decodeModel`; what the model throws on the samples.
 * @see https://arxiv.org/abs/2004.09602
 */
export async function quantizeModel(bytes: Uint8Array, options: QuantizeOptions): Promise<QuantizedModel> {
  expectGiven(optionsSchema, options, 'The options of quantizeModel are wrong');
  const { weights: stored = 'int8', samples, minElements = 256 } = options;
  const original = decodeModel(bytes);
  const opset = original.opsets[''] ?? 1;
  const needed = stored === 'int8' ? 10 : 6;
  if (opset < needed) {
    throw new EdgewiseError(
      'model-unsupported',
      `The model imports operator set ${opset}, which cannot hold ${stored} weights: export it with ${needed} or newer.`,
    );
  }
  const found = denseWeights(original, minElements);
  const packed = found.flatMap((weight) => (stored === 'int8' ? packInt8(weight, opset) : packHalves(weight)) ?? []);
  if (packed.length === 0) {
    throw new EdgewiseError(
      'model-unsupported',
      `The model has no dense float32 weights of ${minElements} elements or more: leave it as it is.`,
    );
  }
  const model = encodeModel(withPacked(original, packed));
  return {
    model,
    bytes: { before: bytes.length, after: model.length },
    weights: packed.map(({ name }) => name),
    loss: await differenceOf(bytes, model, samples),
  };
}

/** A weight, and the axis along which each index has a scale of its own. */
interface DenseWeight {
  readonly name: string;
  readonly tensor: Tensor & { readonly data: Float32Array };
  readonly axis: number;
}

/** A weight as it is stored, and the node that makes it float32 again under its old name. */
interface PackedWeight {
  readonly name: string;
  readonly initializers: Readonly<Record<string, Tensor>>;
  readonly node: NodeDefinition;
}

/** The float32 initializers that nothing but dense operators read. */
function denseWeights({ graph }: ModelDefinition, minElements: number): DenseWeight[] {
  const fixed = new Set(graph.outputs.map(({ name }) => name));
  return Object.entries(graph.initializers ?? {}).flatMap(([name, { type, dims, data }]): DenseWeight[] => {
    if (type !== 'float32' || !(data instanceof Float32Array) || data.length < minElements || fixed.has(name))
      return [];
    const axes = graph.nodes
      .filter((node) => readsOf(node).includes(name))
      .map((node) => scaleAxis(node, name, dims.length));
    const [axis] = axes;
    if (axis === undefined || axes.includes(undefined)) return [];
    return [{ name, tensor: { type, dims, data }, axis }];
  });
}

/** The axis of a weight's outputs; undefined where the node does not use it as a matrix of weights. */
function scaleAxis(
  { opType, domain, inputs, attributes = {} }: NodeDefinition,
  name: string,
  rank: number,
): number | undefined {
  if (domain || rank !== 2 || inputs.filter((input) => input === name).length !== 1) return undefined;
  const position = inputs.indexOf(name);
  const flag = (attribute: string): boolean => {
    const value = attributes[attribute];
    return value !== undefined && 'int' in value && Number(value.int) !== 0;
  };
  if (opType === 'MatMul') return position === 1 ? 1 : 0;
  if (opType === 'Gemm' && position === 1) return flag('transB') ? 0 : 1;
  return opType === 'Gather' && position === 0 && !flag('axis') ? 0 : undefined;
}

function packInt8({ name, tensor, axis }: DenseWeight, opset: number): PackedWeight {
  const { data, dims } = tensor;
  // Scales by axis came with version 13.
  const count = opset < 13 ? 1 : (dims[axis] ?? 1);
  const columns = dims[1] ?? 1;
  const scaleOf = (i: number): number => (count === 1 ? 0 : axis === 0 ? Math.floor(i / columns) : i % columns);
  const scales = new Float32Array(count);
  for (let i = 0; i < data.length; i++) {
    const at = scaleOf(i);
    scales[at] = Math.max(scales[at] ?? 0, Math.abs(data[i] ?? 0) / 127);
  }
  const steps = Int8Array.from(data, (value, i) => {
    const scale = scales[scaleOf(i)] ?? 0;
    return scale > 0 ? Math.max(-127, Math.min(127, Math.round(value / scale))) : 0;
  });
  return {
    name,
    initializers: {
      [`${name}_int8`]: { type: 'int8', dims, data: steps },
      [`${name}_scale`]: { type: 'float32', dims: count === 1 ? [] : [count], data: scales },
    },
    node: {
      opType: 'DequantizeLinear',
      inputs: [`${name}_int8`, `${name}_scale`],
      outputs: [name],
      ...(count > 1 && { attributes: { axis: { int: axis } } }),
    },
  };
}

/** Undefined where a weight is too large for a half. */
function packHalves({ name, tensor }: DenseWeight): PackedWeight | undefined {
  const { data, dims } = tensor;
  if (data.some((value) => Math.abs(value) > 65_504)) return undefined;
  return {
    name,
    initializers: { [`${name}_float16`]: { type: 'float16', dims, data: Uint16Array.from(data, toHalf) } },
    node: { opType: 'Cast', inputs: [`${name}_float16`], outputs: [name], attributes: { to: { int: 1 } } },
  };
}

function withPacked(model: ModelDefinition, packed: readonly PackedWeight[]): ModelDefinition {
  const { graph } = model;
  const names = new Set(packed.map(({ name }) => name));
  const kept = Object.entries(graph.initializers ?? {}).filter(([name]) => !names.has(name));
  return {
    ...model,
    graph: {
      ...graph,
      nodes: [...packed.map(({ node }) => node), ...graph.nodes],
      // Old exporters list weights among the inputs as well.
      inputs: graph.inputs.filter(({ name }) => !names.has(name)),
      initializers: Object.assign(Object.fromEntries(kept), ...packed.map(({ initializers }) => initializers)),
    },
  };
}
