import { PbfReader } from 'pbf';
import { decodeModel as decodeOnnx } from '../../engine/js/decode.ts';
import { decodeFunctions } from '../../engine/js/functions.ts';
import type { OnnxAttribute, OnnxFunction, OnnxGraph, OnnxNode, OnnxValue } from '../../engine/js/model.ts';
import { isGraph } from '../../engine/js/node-label.ts';
import { readFields, readText } from '../../engine/js/protobuf.ts';
import type { Tensor } from '../../engine/session.ts';
import { EdgewiseError } from '../../errors.ts';
import { expectOnnx } from './expect-onnx.ts';
import type {
  AttributeValue,
  FunctionDefinition,
  GraphDefinition,
  ModelDefinition,
  NodeDefinition,
  ValueDefinition,
} from './writer.ts';

/**
 * Reads an ONNX file into the form that `encodeModel` writes, to look into it or to change it. What has no part in computing is left out:
 * doc strings, metadata, shapes of values between nodes, and how often tree nodes were visited (`nodes_hitrates`).
 * @throws EdgewiseError `model-invalid` for bytes that are no ONNX model, `model-unsupported` for external data, sparse tensors, sequences
 * other than ZipMap's, and element types that Edgewise does not have.
 */
export function decodeModel(bytes: Uint8Array): ModelDefinition {
  expectOnnx(bytes, 'What was given');
  const model = decodeOnnx(bytes);
  const functions = [...decodeFunctions(model).values()].map(functionOf);
  return {
    ...headerOf(bytes),
    opsets: Object.fromEntries(model.opsets),
    graph: graphOf(model.graph),
    ...(functions.length > 0 && { functions }),
  };
}

/** What the interpreter has no use for, but a file that is written again should keep. */
function headerOf(bytes: Uint8Array): Pick<ModelDefinition, 'irVersion' | 'producerName'> {
  const reader = new PbfReader(bytes);
  let irVersion = 1;
  let producerName = '';
  readFields(reader, bytes.length, (tag) => {
    if (tag === 1) irVersion = reader.readVarint();
    else if (tag === 2) producerName = readText(reader);
  });
  return { irVersion, producerName };
}

function graphOf({ nodes, initializers, inputs, outputs }: OnnxGraph): GraphDefinition {
  return {
    nodes: nodes.map(nodeOf),
    inputs: inputs.map((value) => describe(value, [])),
    outputs: outputs.map((value) => describe(value, nodes)),
    ...(initializers.size > 0 && { initializers: Object.fromEntries(initializers) }),
  };
}

function nodeOf({ name, opType, domain, inputs, outputs, attributes }: OnnxNode): NodeDefinition {
  return {
    opType,
    inputs,
    outputs,
    ...(domain && { domain }),
    ...(name && { name }),
    ...(attributes.size > 0 && { attributes: attributesOf(attributes) }),
  };
}

function attributesOf(attributes: ReadonlyMap<string, OnnxAttribute>): Record<string, AttributeValue> {
  return Object.fromEntries([...attributes].map(([name, attribute]) => [name, attributeOf(attribute)]));
}

function attributeOf({ name, kind, reference, value }: OnnxAttribute): AttributeValue {
  if (!kind) throw unsupported(`attribute '${name}' is of a kind that Edgewise does not have`);
  if (reference) return { reference, kind };
  switch (kind) {
    case 'graph':
      if (isGraph(value)) return { graph: graphOf(value) };
      throw unsupported(`attribute '${name}' holds no graph`);
    case 'ints':
      return { ints: Array.from<number | bigint>(value as ArrayLike<number | bigint>) };
    case 'floats':
      return { floats: Array.from<unknown, number>(value as ArrayLike<number>, Number) };
    default:
      return { [kind]: value as string | number | Tensor | readonly string[] } as AttributeValue;
  }
}

function describe({ name, type, shape, map }: OnnxValue, nodes: readonly OnnxNode[]): ValueDefinition {
  if (type === 'map') {
    const key = map?.key ?? zipMapKey(name, nodes);
    const value = map?.value;
    if ((key !== 'string' && key !== 'int64') || value === 'map' || value === 'other') {
      throw unsupported(`'${name}' is a sequence or a map of a kind that Edgewise does not have`);
    }
    return { name, type, key, ...(value && value !== 'float32' && { value }) };
  }
  if (type === 'other') throw unsupported(`'${name}' is of an element type that Edgewise does not have`);
  return { name, ...(type && { type }), ...(shape && { shape }) };
}

/** The keys of the maps that a ZipMap gives, perhaps through an Identity. */
function zipMapKey(name: string, nodes: readonly OnnxNode[]): 'string' | 'int64' | undefined {
  let maker = nodes.find(({ outputs }) => outputs.includes(name));
  for (let left = nodes.length; maker?.opType === 'Identity' && left > 0; left--) {
    const [input] = maker.inputs;
    maker = nodes.find(({ outputs }) => outputs.includes(input ?? ''));
  }
  if (maker?.opType !== 'ZipMap') return undefined;
  return maker.attributes.has('classlabels_strings') ? 'string' : 'int64';
}

function functionOf({ domain, name, inputs, outputs, defaults, nodes, opsets }: OnnxFunction): FunctionDefinition {
  const required = [...referencesIn(nodes)].filter((attribute) => !defaults.has(attribute));
  return {
    domain,
    name,
    inputs,
    outputs,
    nodes: nodes.map(nodeOf),
    opsets: Object.fromEntries(opsets),
    ...(required.length > 0 && { attributes: required }),
    ...(defaults.size > 0 && { defaults: attributesOf(defaults) }),
  };
}

/** The names of the caller's attributes that nodes stand for, those of subgraphs included. */
function referencesIn(nodes: readonly OnnxNode[], found = new Set<string>()): Set<string> {
  for (const { attributes } of nodes) {
    for (const { reference, value } of attributes.values()) {
      if (reference) found.add(reference);
      if (isGraph(value)) referencesIn(value.nodes, found);
    }
  }
  return found;
}

function unsupported(reason: string): EdgewiseError {
  return new EdgewiseError('model-unsupported', `The model's ${reason}: export it without.`);
}
