import {
  any,
  array,
  type GenericSchema,
  getDotPath,
  type InferOutput,
  literal,
  nullable,
  number,
  object,
  optional,
  picklist,
  record,
  safeParse,
  string,
  tuple,
  tupleWithRest,
  union,
  unknown,
  variant,
} from 'valibot';
import { EdgewiseError } from '../../errors.ts';

const configSchema = record(string(), unknown());

/** Where a value comes from: layer, which call of it, which of its outputs; and arguments by name, of which none are supported. */
const sourceSchema = tupleWithRest([string(), number(), number()], any());

const layerSchema = object({
  class_name: string(),
  config: configSchema,
  name: optional(string()),
  inbound_nodes: optional(array(array(sourceSchema)), []),
});

const endsSchema = union([array(tuple([string(), number(), number()])), tuple([string(), number(), number()])]);

const sequentialSchema = object({
  class_name: literal('Sequential'),
  config: union([object({ layers: array(layerSchema) }), array(layerSchema)]),
});

const functionalSchema = object({
  class_name: picklist(['Functional', 'Model']),
  config: object({ layers: array(layerSchema), input_layers: endsSchema, output_layers: endsSchema }),
});

const networkSchema = variant('class_name', [sequentialSchema, functionalSchema]);

const weightSchema = object({
  name: string(),
  shape: array(number()),
  dtype: picklist(['float32', 'int32', 'bool']),
  quantization: optional(
    object({
      dtype: picklist(['uint8', 'uint16', 'float16']),
      scale: optional(number(), 1),
      min: optional(number(), 0),
    }),
  ),
});

/** `model.json`. A converted Keras model lies deeper in it than one that TensorFlow.js saved itself. */
const fileSchema = object({
  format: optional(nullable(string()), 'layers-model'),
  modelTopology: object({ model_config: optional(unknown()), class_name: optional(string()) }),
  weightsManifest: array(object({ paths: array(string()), weights: array(weightSchema) })),
});

/** A weight as `model.json` describes it. */
export type WeightEntry = InferOutput<typeof weightSchema>;

/** One call of a layer. */
export interface LayerCall {
  readonly layer: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The calls whose results go in, as {@link LayerCall.id} has them. */
  readonly inputs: readonly string[];
  readonly id: string;
}

/** What a `model.json` says. */
export interface TfjsModel {
  /** In an order in which each call comes after those that it needs. */
  readonly calls: readonly LayerCall[];
  /** The calls whose results come out, with the names of their layers. */
  readonly outputs: readonly { readonly name: string; readonly id: string }[];
  readonly groups: readonly { readonly paths: readonly string[]; readonly weights: readonly WeightEntry[] }[];
}

/** Parses `model.json`. @throws EdgewiseError `model-invalid`, `model-unsupported` for the graph format and what else has no layers. */
export function parseTfjsModel(json: unknown): TfjsModel {
  const file = parse(fileSchema, json, 'model.json');
  if (file.format !== 'layers-model') {
    throw new EdgewiseError(
      'model-unsupported',
      `model.json is of the format '${file.format}': convert the Keras model with --output_format tfjs_layers_model, or export it as ONNX by tf2onnx.`,
    );
  }
  const topology = Reflect.get(Object(json), 'modelTopology');
  const network = parse(networkSchema, file.modelTopology.model_config ?? topology, 'model.json, modelTopology');
  return {
    ...(network.class_name === 'Sequential' ? sequential(network) : functional(network)),
    groups: file.weightsManifest,
  };
}

type Layer = InferOutput<typeof layerSchema>;

function sequential({ config }: InferOutput<typeof sequentialSchema>): Omit<TfjsModel, 'groups'> {
  const layers = Array.isArray(config) ? config : config.layers;
  const calls: LayerCall[] = [];
  const [first] = layers;
  // The first layer may stand for the input as well, and then tells its shape.
  if (first && first.class_name !== 'InputLayer') {
    const layer = `${nameOf(first)}_input`;
    calls.push({ layer, className: 'InputLayer', config: first.config, inputs: [], id: layer });
  }
  for (const layer of layers) {
    const name = nameOf(layer);
    const before = calls.at(-1);
    calls.push({ ...callOf(layer, name, 0), inputs: before ? [before.id] : [] });
  }
  const last = calls.at(-1);
  return { calls, outputs: last ? [{ name: last.layer, id: last.id }] : [] };
}

function functional({ config }: InferOutput<typeof functionalSchema>): Omit<TfjsModel, 'groups'> {
  const waiting = config.layers.flatMap((layer): LayerCall[] => {
    const name = nameOf(layer);
    const calls = layer.inbound_nodes.length > 0 ? layer.inbound_nodes : [[]];
    return calls.map((sources, index) => ({
      ...callOf(layer, name, index),
      inputs: sources.map(([from, call]) => `${from}:${call}`),
    }));
  });
  const calls: LayerCall[] = [];
  const done = new Set<string>();
  while (calls.length < waiting.length) {
    const ready = waiting.filter(({ id, inputs }) => !done.has(id) && inputs.every((input) => done.has(input)));
    if (ready.length === 0) throw invalid('model.json', 'its layers need one another, or one that is not there');
    for (const call of ready) done.add(call.id);
    calls.push(...ready);
  }
  const ends = endsOf(config.output_layers);
  const outputs = ends.map(([layer, call], i) => {
    // A layer whose results come out twice gives its name to the first.
    const earlier = ends.slice(0, i).filter(([other]) => other === layer).length;
    return { name: earlier > 0 ? `${layer}_${earlier}` : layer, id: `${layer}:${call}` };
  });
  return { calls, outputs };
}

/** A single end may stand without a list around it. */
function endsOf(ends: InferOutput<typeof endsSchema>): [string, number, number][] {
  return (typeof ends[0] === 'string' ? [ends] : ends) as [string, number, number][];
}

function callOf({ class_name: className, config }: Layer, layer: string, index: number): Omit<LayerCall, 'inputs'> {
  return { layer, className, config, id: `${layer}:${index}` };
}

function nameOf({ name, config }: Layer): string {
  const own = name ?? config.name;
  if (typeof own !== 'string' || !own) throw invalid('model.json', 'a layer has no name');
  return own;
}

/** Parses by a schema; what does not fit is refused with its path. */
export function parse<T>(schema: GenericSchema<unknown, T>, value: unknown, subject: string): T {
  const { success, output, issues } = safeParse(schema, value);
  if (success) return output;
  const path = getDotPath(issues[0]);
  throw invalid(path ? `${subject}, ${path}` : subject, issues[0].message);
}

export function invalid(subject: string, reason: string): EdgewiseError {
  return new EdgewiseError('model-invalid', `${subject}: ${reason}; save the model again.`);
}
