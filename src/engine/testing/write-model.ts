import {
  attributeField,
  dataType,
  functionField,
  graphField,
  modelField,
  nodeField,
  opsetField,
  tensorField,
  tensorTypeField,
  typeField,
  valueInfoField,
} from '../ort/onnx-fields.ts';
import { bytesField, integerField, joinBytes, stringField } from '../ort/protobuf-fields.ts';

const text = new TextEncoder();
const tensorShape = 2;
const shapeDim = 1;
const dimValue = 1;
const dimParam = 2;
const attributeType = 20;
const attributeTypes = { int: 2, tensor: 4, graph: 5, ints: 7, strings: 8 };

/** A node, in few words. */
export interface NodeSketch {
  readonly op: string;
  readonly domain?: string;
  /** Of the function that it calls. @default none */
  readonly overload?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeSketch>>;
}

/** A number is written as an integer, lists as integers or strings; a tensor lies in a file beside the model, under this name. */
type AttributeSketch =
  | number
  | readonly number[]
  | readonly string[]
  | GraphSketch
  | { readonly externalTensor: string };

/** An input or output; without a type it is written as one that has none. */
interface ValueSketch {
  readonly name: string;
  readonly type?: keyof typeof dataType;
  readonly shape?: readonly (number | string)[];
}

interface WeightSketch {
  readonly dataType: number;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

/** A graph or a subgraph, in few words. */
interface GraphSketch {
  readonly nodes: readonly NodeSketch[];
  readonly inputs: readonly ValueSketch[];
  readonly outputs: readonly ValueSketch[];
  /** Names of initializers, one float each, whose data lies in a file beside the model. */
  readonly external?: readonly string[];
  /** Initializers of any type, by number of TensorProto.DataType. */
  readonly weights?: Readonly<Record<string, WeightSketch>>;
}

/** A function of the model, in few words. */
interface FunctionSketch extends Pick<GraphSketch, 'nodes'> {
  readonly domain: string;
  readonly name: string;
  readonly overload: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A model, in few words. */
interface ModelSketch extends GraphSketch {
  /** Versions of the operator sets by domain. @default ai.onnx 17 and ai.onnx.ml 3 */
  readonly opsets?: Readonly<Record<string, number>>;
  /** Of the file format. @default 8 */
  readonly irVersion?: number;
  readonly functions?: readonly FunctionSketch[];
}

/** A model that doubles `x` by a weight of type int4, which ONNX Runtime alone reads; all are [N, 1]. */
export function doublingByInt4(): Uint8Array {
  return writeModel({
    nodes: [
      { op: 'Cast', inputs: ['w'], outputs: ['weight'], attributes: { to: dataType.float } },
      { op: 'MatMul', inputs: ['x', 'weight'], outputs: ['y'] },
    ],
    inputs: [{ name: 'x', type: 'float', shape: ['N', 1] }],
    outputs: [{ name: 'y', type: 'float', shape: ['N', 1] }],
    weights: { w: { dataType: 22, dims: [1, 1], bytes: Uint8Array.of(2) } },
    opsets: { '': 21 },
    irVersion: 10,
  });
}

/** Writes an ONNX model for a test. */
export function writeModel(sketch: ModelSketch): Uint8Array {
  const { opsets = { '': 17, 'ai.onnx.ml': 3 }, irVersion = 8, functions = [] } = sketch;
  return joinBytes([
    integerField(1, irVersion),
    bytesField(modelField.graph, writeGraph(sketch)),
    ...writeImports(modelField.opsetImport, opsets),
    ...functions.map((called) => bytesField(modelField.functions, writeFunction(called, opsets))),
  ]);
}

function writeImports(field: number, opsets: Readonly<Record<string, number>>): Uint8Array[] {
  return Object.entries(opsets).map(([domain, version]) =>
    bytesField(field, joinBytes([stringField(opsetField.domain, domain), integerField(opsetField.version, version)])),
  );
}

function writeFunction(
  { domain, name, overload, inputs, outputs, nodes }: FunctionSketch,
  opsets: Readonly<Record<string, number>>,
): Uint8Array {
  return joinBytes([
    stringField(functionField.name, name),
    ...inputs.map((input) => stringField(functionField.input, input)),
    ...outputs.map((output) => stringField(functionField.output, output)),
    ...nodes.map((node) => bytesField(functionField.node, writeNode(node))),
    ...writeImports(functionField.opsetImport, opsets),
    stringField(functionField.domain, domain),
    stringField(functionField.overload, overload),
  ]);
}

function writeGraph({ nodes, inputs, outputs, external = [], weights = {} }: GraphSketch): Uint8Array {
  return joinBytes([
    ...nodes.map((node) => bytesField(graphField.node, writeNode(node))),
    stringField(2, 'graph'),
    ...external.map((name) => bytesField(graphField.initializer, writeExternal(name))),
    ...Object.entries(weights).map((entry) => bytesField(graphField.initializer, writeWeight(entry))),
    ...inputs.map((value) => bytesField(graphField.input, writeValue(value))),
    ...outputs.map((value) => bytesField(graphField.output, writeValue(value))),
  ]);
}

function writeExternal(name: string): Uint8Array {
  const location = joinBytes([stringField(1, 'location'), stringField(2, 'weights.bin')]);
  return joinBytes([
    integerField(tensorField.dims, 1),
    integerField(tensorField.dataType, dataType.float),
    stringField(tensorField.name, name),
    bytesField(tensorField.externalData, location),
    integerField(tensorField.dataLocation, 1),
  ]);
}

function writeWeight([name, { dataType: type, dims, bytes }]: [string, WeightSketch]): Uint8Array {
  return joinBytes([
    ...dims.map((size) => integerField(tensorField.dims, size)),
    integerField(tensorField.dataType, type),
    stringField(tensorField.name, name),
    bytesField(tensorField.rawData, bytes),
  ]);
}

function writeNode({ op, domain = '', overload = '', inputs, outputs, attributes = {} }: NodeSketch): Uint8Array {
  return joinBytes([
    ...inputs.map((name) => stringField(nodeField.input, name)),
    ...outputs.map((name) => stringField(nodeField.output, name)),
    stringField(nodeField.opType, op),
    stringField(nodeField.domain, domain),
    stringField(nodeField.overload, overload),
    ...Object.entries(attributes).map(([name, value]) =>
      bytesField(nodeField.attribute, joinBytes([stringField(attributeField.name, name), ...writeAttribute(value)])),
    ),
  ]);
}

function writeAttribute(value: AttributeSketch): Uint8Array[] {
  if (typeof value === 'number') {
    return [integerField(attributeField.i, value), integerField(attributeType, attributeTypes.int)];
  }
  if ('nodes' in value)
    return [bytesField(attributeField.g, writeGraph(value)), integerField(attributeType, attributeTypes.graph)];
  if ('externalTensor' in value) {
    const tensor = writeExternal(value.externalTensor);
    return [bytesField(attributeField.t, tensor), integerField(attributeType, attributeTypes.tensor)];
  }
  const type = typeof value[0] === 'string' ? attributeTypes.strings : attributeTypes.ints;
  const elements = value.map((element) =>
    typeof element === 'string'
      ? bytesField(attributeField.strings, text.encode(element))
      : integerField(attributeField.ints, element),
  );
  return [...elements, integerField(attributeType, type)];
}

function writeValue({ name, type, shape = [] }: ValueSketch): Uint8Array {
  if (!type) return stringField(valueInfoField.name, name);
  const dims = shape.map((size) =>
    bytesField(shapeDim, typeof size === 'number' ? integerField(dimValue, size) : stringField(dimParam, size)),
  );
  const tensor = joinBytes([
    integerField(tensorTypeField.elementType, dataType[type]),
    bytesField(tensorShape, joinBytes(dims)),
  ]);
  const wrapped = bytesField(valueInfoField.type, bytesField(typeField.tensor, tensor));
  return joinBytes([stringField(valueInfoField.name, name), wrapped]);
}
