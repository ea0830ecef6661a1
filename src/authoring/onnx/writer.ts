import { PbfWriter } from 'pbf';
import { toHalf } from '../../engine/js/half.ts';
import type { Tensor, TensorType } from '../../engine/session.ts';
import { EdgewiseError } from '../../errors.ts';
import { expectGiven } from '../expect-given.ts';
import { expectTensor } from './check-tensor.ts';
import { modelSchema } from './model-schema.ts';

/** The value of an attribute, tagged with its ONNX kind. `reference` (inside functions) names the caller's attribute. */
export type AttributeValue =
  | { readonly int: number | bigint }
  | { readonly ints: readonly (number | bigint)[] }
  | { readonly float: number }
  | { readonly floats: ArrayLike<number> }
  | { readonly string: string }
  | { readonly strings: readonly string[] }
  | { readonly tensor: Tensor }
  | { readonly graph: GraphDefinition }
  | { readonly reference: string; readonly kind: AttributeKind };

/** The kinds of attribute that a function can pass on by reference. */
export type AttributeKind = 'int' | 'ints' | 'float' | 'floats' | 'string' | 'strings' | 'tensor' | 'graph';

/** One operator call. An omitted optional input or output is `''`. */
export interface NodeDefinition {
  readonly opType: string;
  /** Operator domain. @default '' (the ONNX standard's own) */
  readonly domain?: string;
  readonly name?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

/**
 * An input or output. A tensor has an element type (an output may leave it out) and, unless its rank is unknown, a shape whose free
 * dimensions are strings. A map has a key type and values, float32 unless `value` says otherwise; it is a sequence of maps as an output
 * (ZipMap's) and one map as an input, unless `sequence` says otherwise.
 */
export type ValueDefinition = TensorDefinition | MapDefinition;

/** An input or output that is a tensor. */
export interface TensorDefinition {
  readonly name: string;
  readonly type?: TensorType | undefined;
  readonly shape?: readonly (number | string)[] | undefined;
}

/** An input or output that is a map. */
export interface MapDefinition {
  readonly name: string;
  readonly type: 'map';
  readonly key: 'int64' | 'string';
  readonly value?: TensorType;
  readonly sequence?: boolean;
}

/** A graph: the model's own, or the body of an If, Loop or Scan. */
export interface GraphDefinition {
  readonly name?: string;
  readonly nodes: readonly NodeDefinition[];
  readonly inputs: readonly ValueDefinition[];
  readonly outputs: readonly ValueDefinition[];
  readonly initializers?: Readonly<Record<string, Tensor>>;
}

/** A model-local function, called by nodes whose domain and operator are its `domain` and `name`. */
export interface FunctionDefinition {
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Names of the attributes that a caller must give. */
  readonly attributes?: readonly string[];
  /** Attributes that a caller may leave out, with the values they then have. */
  readonly defaults?: Readonly<Record<string, AttributeValue>>;
  readonly nodes: readonly NodeDefinition[];
  readonly opsets: Readonly<Record<string, number>>;
}

/** A whole ONNX model. */
export interface ModelDefinition {
  /** Version of each operator set that the model uses, by domain: `{ '': 17, 'ai.onnx.ml': 3 }`. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly graph: GraphDefinition;
  readonly functions?: readonly FunctionDefinition[];
  /** Version of the file format. @default 9 */
  readonly irVersion?: number;
  /** @default 'edgewise' */
  readonly producerName?: string;
}

/**
 * Writes a model as ONNX protobuf.
 * @returns the bytes of an `.onnx` file.
 * @throws EdgewiseError `model-invalid` when the definition has another form, or a tensor's data does not fit its dims.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function encodeModel(model: ModelDefinition): Uint8Array<ArrayBuffer> {
  expectGiven(definitionSchema, model, 'The definition of the model is wrong', 'model-invalid');
  const writer = new PbfWriter();
  writer.writeVarintField(1, model.irVersion ?? 9);
  writer.writeStringField(2, model.producerName ?? 'edgewise');
  writer.writeMessage(7, writeGraph, model.graph);
  for (const opset of Object.entries(model.opsets)) writer.writeMessage(8, writeOpset, opset);
  for (const definition of model.functions ?? []) writer.writeMessage(25, writeFunction, definition);
  return new Uint8Array(writer.finish());
}

/**
 * A tensor of `type` from plain numbers, bigints, booleans or strings.
 * @param dims row-major. @default [values.length]
 * @throws EdgewiseError `input-invalid` for values that the type does not hold, and for dims of another size.
 */
export function tensor(
  type: TensorType,
  values: ArrayLike<number | bigint | boolean | string>,
  dims?: readonly number[],
): Tensor {
  expectTensor(type, { values, dims, types: Object.keys(elementTypes) });
  const sizes = dims ?? [values.length];
  if (type === 'string') return { type, dims: sizes, data: Array.from(values, String) };
  if (type === 'int64') return { type, dims: sizes, data: BigInt64Array.from(Array.from(values), BigInt) };
  if (type === 'uint64') return { type, dims: sizes, data: BigUint64Array.from(Array.from(values), BigInt) };
  const data = new storageOf[type](values.length);
  for (let i = 0; i < values.length; i++) {
    const number = Number(values[i]);
    data[i] = type === 'float16' ? toHalf(number) : number;
  }
  return { type, dims: sizes, data };
}

const storageOf = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  bool: Uint8Array,
};

const elementTypes: Readonly<Record<TensorType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
};

const definitionSchema = modelSchema(Object.keys(elementTypes));

const attributeTypes: Readonly<Record<AttributeKind, number>> = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
};

function writeOpset([domain, version]: [string, number], writer: PbfWriter): void {
  if (domain) writer.writeStringField(1, domain);
  writer.writeVarintField(2, version);
}

function writeGraph(graph: GraphDefinition, writer: PbfWriter): void {
  for (const node of graph.nodes) writer.writeMessage(1, writeNode, node);
  writer.writeStringField(2, graph.name ?? 'graph');
  for (const entry of Object.entries(graph.initializers ?? {})) writer.writeMessage(5, writeNamedTensor, entry);
  for (const value of graph.inputs) writer.writeMessage(11, writeValue, { value, isOutput: false });
  for (const value of graph.outputs) writer.writeMessage(12, writeValue, { value, isOutput: true });
}

function writeNode(node: NodeDefinition, writer: PbfWriter): void {
  for (const name of node.inputs) writer.writeStringField(1, name);
  for (const name of node.outputs) writer.writeStringField(2, name);
  if (node.name) writer.writeStringField(3, node.name);
  writer.writeStringField(4, node.opType);
  for (const entry of Object.entries(node.attributes ?? {})) writer.writeMessage(5, writeAttribute, entry);
  if (node.domain) writer.writeStringField(7, node.domain);
}

function writeFunction(definition: FunctionDefinition, writer: PbfWriter): void {
  writer.writeStringField(1, definition.name);
  for (const name of definition.inputs) writer.writeStringField(4, name);
  for (const name of definition.outputs) writer.writeStringField(5, name);
  for (const name of definition.attributes ?? []) writer.writeStringField(6, name);
  for (const node of definition.nodes) writer.writeMessage(7, writeNode, node);
  for (const opset of Object.entries(definition.opsets)) writer.writeMessage(9, writeOpset, opset);
  writer.writeStringField(10, definition.domain);
  for (const entry of Object.entries(definition.defaults ?? {})) writer.writeMessage(11, writeAttribute, entry);
}

function writeAttribute([name, value]: [string, AttributeValue], writer: PbfWriter): void {
  writer.writeStringField(1, name);
  let kind: AttributeKind;
  if ('reference' in value) {
    kind = value.kind;
    writer.writeStringField(21, value.reference);
  } else if ('float' in value) {
    kind = 'float';
    writer.writeFloatField(2, value.float);
  } else if ('int' in value) {
    kind = 'int';
    writer.writeTag(3, 0);
    writeInteger(value.int, writer);
  } else if ('string' in value) {
    kind = 'string';
    writer.writeStringField(4, value.string);
  } else if ('tensor' in value) {
    kind = 'tensor';
    writer.writeMessage(5, writeNamedTensor, ['', value.tensor]);
  } else if ('graph' in value) {
    kind = 'graph';
    writer.writeMessage(6, writeGraph, value.graph);
  } else if ('floats' in value) {
    kind = 'floats';
    writer.writePackedFloat(7, Array.from(value.floats));
  } else if ('ints' in value) {
    kind = 'ints';
    if (value.ints.length > 0) writer.writeMessage(8, writeIntegers, value.ints);
  } else {
    kind = 'strings';
    for (const text of value.strings) writer.writeStringField(9, text);
  }
  writer.writeVarintField(20, attributeTypes[kind]);
}

function writeIntegers(values: readonly (number | bigint)[], writer: PbfWriter): void {
  for (const value of values) writeInteger(value, writer);
}

// pbf's own varints are numbers: an int64 beyond 2^53 would lose digits.
function writeInteger(value: number | bigint, writer: PbfWriter): void {
  if (typeof value === 'number') {
    writer.writeVarint(value);
    return;
  }
  writer.realloc(10);
  let rest = BigInt.asUintN(64, value);
  while (rest > 0x7fn) {
    writer.buf[writer.pos++] = Number(rest & 0x7fn) | 0x80;
    rest >>= 7n;
  }
  writer.buf[writer.pos++] = Number(rest);
}

function writeNamedTensor([name, value]: [string, Tensor], writer: PbfWriter): void {
  const size = value.dims.reduce((product, size) => product * size, 1);
  if (size !== value.data.length) {
    const subject = name ? `The initializer '${name}'` : 'A tensor attribute';
    throw new EdgewiseError(
      'model-invalid',
      `${subject} has ${value.data.length} elements, but its dims [${value.dims}] ask for ${size}.`,
    );
  }
  writer.writePackedVarint(1, [...value.dims]);
  writer.writeVarintField(2, elementTypes[value.type]);
  if (ArrayBuffer.isView(value.data)) {
    const { buffer, byteOffset, byteLength } = value.data;
    if (name) writer.writeStringField(8, name);
    writer.writeBytesField(9, new Uint8Array(buffer, byteOffset, byteLength));
  } else {
    for (const text of value.data) writer.writeStringField(6, text);
    if (name) writer.writeStringField(8, name);
  }
}

function writeValue({ value, isOutput }: { value: ValueDefinition; isOutput: boolean }, writer: PbfWriter): void {
  writer.writeStringField(1, value.name);
  if (value.type === 'map') {
    if (value.sequence ?? isOutput) writer.writeMessage(2, writeMapSequenceType, value);
    else writer.writeMessage(2, writeMapType, value);
  } else if (value.type) writer.writeMessage(2, writeTensorType, { type: value.type, shape: value.shape });
}

interface TensorShape {
  readonly type: TensorType;
  readonly shape?: readonly (number | string)[] | undefined;
}

function writeTensorType(value: TensorShape, writer: PbfWriter): void {
  writer.writeMessage(1, writeTypeAndShape, value);
}

function writeTypeAndShape({ type, shape }: TensorShape, writer: PbfWriter): void {
  writer.writeVarintField(1, elementTypes[type]);
  if (shape) writer.writeMessage(2, writeShape, shape);
}

function writeShape(shape: readonly (number | string)[], writer: PbfWriter): void {
  for (const size of shape) writer.writeMessage(1, writeDimension, size);
}

function writeDimension(size: number | string, writer: PbfWriter): void {
  if (typeof size === 'number') writer.writeVarintField(1, size);
  else if (size) writer.writeStringField(2, size);
}

function writeMapSequenceType(value: MapDefinition, writer: PbfWriter): void {
  writer.writeMessage(4, (map: MapDefinition, sequence) => sequence.writeMessage(1, writeMapType, map), value);
}

function writeMapType(value: MapDefinition, writer: PbfWriter): void {
  writer.writeMessage(5, writeKeyAndValue, value);
}

function writeKeyAndValue({ key, value = 'float32' }: MapDefinition, writer: PbfWriter): void {
  writer.writeVarintField(1, elementTypes[key]);
  writer.writeMessage(2, writeTensorType, { type: value });
}
