import { PbfReader } from 'pbf';
import { EdgewiseError, toEdgewiseError } from '../../errors.ts';
import type { Tensor } from '../session.ts';
import { decodeTensor } from './decode-tensor.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { AttributeKind, OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxValue } from './model.ts';
import { elementTypes, readFields, readFloats, readInteger, readIntegers, readText, textOf } from './protobuf.ts';

/**
 * Decodes ONNX protobuf.
 * @throws EdgewiseError `model-invalid` for bytes that are no ONNX model, `model-unsupported` for external data and the like.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function decodeModel(bytes: Uint8Array, limits: Limits = defaultLimits): OnnxModel {
  const opsets = new Map<string, number>();
  const functions: Uint8Array[] = [];
  let graph: OnnxGraph | undefined;
  decode(bytes, limits, (decoder, tag) => {
    if (tag === 7) graph = decoder.graph();
    else if (tag === 8) decoder.opset(opsets);
    else if (tag === 25) functions.push(decoder.reader.readBytes());
  });
  if (!graph) throw new EdgewiseError('model-invalid', 'The model has no graph: is the file an ONNX model, and whole?');
  // Models from before opset_import existed mean the first version.
  if (opsets.size === 0) opsets.set('', 1);
  return { opsets, graph, functions };
}

/** Decodes one message field by field. */
export function decode(bytes: Uint8Array, limits: Limits, visit: (decoder: Decoder, tag: number) => void): void {
  try {
    const decoder = createDecoder(bytes, limits);
    readFields(decoder.reader, bytes.length, (tag) => visit(decoder, tag));
  } catch (error) {
    throw toEdgewiseError(error, 'model-invalid', 'The model is not valid ONNX protobuf, export it again');
  }
}

/** Reads messages, each from the reader's position to its end. */
export interface Decoder {
  readonly reader: PbfReader;
  graph(): OnnxGraph;
  node(): OnnxNode;
  attribute(into: Map<string, OnnxAttribute>): void;
  opset(into: Map<string, number>): void;
  domain(): string;
}

// By AttributeProto.AttributeType, each in the field after its number; the kinds missing here (sparse tensors, types, lists of graphs)
// have no use in the operators supported.
const attributeKinds: readonly (AttributeKind | undefined)[] = [
  undefined,
  'float',
  'int',
  'string',
  'tensor',
  'graph',
  'floats',
  'ints',
  'strings',
];

function createDecoder(bytes: Uint8Array, limits: Limits): Decoder {
  const reader = new PbfReader(bytes);
  const { buf } = reader;
  let nodeCount = 0;
  let depth = 0;

  const message = (visit: (tag: number, end: number) => void): void =>
    readFields(reader, reader.readVarint() + reader.pos, visit);
  const text = (): string => readText(reader);
  const tooLarge = (what: string, limit: keyof Limits): never => {
    throw new EdgewiseError('model-unsupported', `The model ${what} than limits.${limit} (${limits[limit]}).`);
  };

  // The standard's own domain has two spellings.
  const domain = (): string => text().replace(/^ai\.onnx$/, '');

  const opset = (into: Map<string, number>): void => {
    let name = '';
    let version = 1;
    message((tag) => {
      if (tag === 1) name = domain();
      else if (tag === 2) version = Number(readInteger(reader));
    });
    into.set(name, version);
  };

  const graph = (): OnnxGraph => {
    if (++depth > limits.recursion) tooLarge('nests graphs deeper', 'recursion');
    const nodes: OnnxNode[] = [];
    const initializers = new Map<string, Tensor>();
    const inputs: OnnxValue[] = [];
    const outputs: OnnxValue[] = [];
    message((tag) => {
      if (tag === 1) nodes.push(node());
      else if (tag === 5) {
        const { name, tensor } = decodeTensor(reader, limits);
        initializers.set(name, tensor);
      } else if (tag === 11) inputs.push(value());
      else if (tag === 12) outputs.push(value());
      else if (tag === 15) {
        throw new EdgewiseError('model-unsupported', 'The model has sparse initializers: export it with dense ones.');
      }
    });
    depth--;
    return { nodes, initializers, inputs, outputs };
  };

  const node = (): OnnxNode => {
    if (++nodeCount > limits.nodes) tooLarge('has more nodes', 'nodes');
    const inputs: string[] = [];
    const outputs: string[] = [];
    const attributes = new Map<string, OnnxAttribute>();
    const found = { name: '', opType: '', domain: '', inputs, outputs, attributes };
    let overload = '';
    message((tag) => {
      if (tag === 1) inputs.push(text());
      else if (tag === 2) outputs.push(text());
      else if (tag === 3) found.name = text();
      else if (tag === 4) found.opType = text();
      else if (tag === 5) attribute(attributes);
      else if (tag === 7) found.domain = domain();
      else if (tag === 8) overload = text();
    });
    // What sets functions of one name apart; see functions.ts.
    if (overload) found.opType += `:${overload}`;
    return found;
  };

  // Modes of tree nodes are the same few words over and over: the text of the whole run tells at once whether the last word of a length
  // stands there again.
  const texts = (end: number): string[] => {
    const start = reader.pos;
    const tag = buf[start - 1];
    const run = textOf(buf.subarray(start, end));
    // Bytes and characters lie at the same places when there are as many.
    const isAscii = run.length === end - start;
    const words: string[] = [];
    const found: string[] = [];
    do {
      const length = buf[reader.pos] as number;
      const known = words[length];
      if (known !== undefined && run.startsWith(known, reader.pos + 1 - start)) {
        found.push(known);
        reader.pos += length + 1;
      } else {
        const read = text();
        found.push(read);
        if (isAscii && length < 32 && read.length === length) words[length] = read;
      }
    } while (reader.pos < end && buf[reader.pos] === tag && ++reader.pos);
    return found;
  };

  const value = (): OnnxValue => {
    let name = '';
    let found: Omit<OnnxValue, 'name'> = { type: undefined, shape: undefined };
    message((tag) => {
      if (tag === 1) name = text();
      else if (tag === 2) found = valueType();
    });
    return { name, ...found };
  };

  const valueType = (): Omit<OnnxValue, 'name'> => {
    let type: OnnxValue['type'];
    let shape: (number | string)[] | undefined;
    let map: OnnxValue['map'];
    message((kind) => {
      if (kind === 1) {
        message((field) => {
          if (field === 1) type = elementType();
          else if (field === 2) shape = sizes();
        });
      } else if (kind === 5) {
        let key: OnnxValue['type'];
        message((field) => {
          if (field === 1) key = elementType();
          else if (field === 2) map = { key, value: valueType().type };
        });
        type = 'map';
      } else type = kind === 4 ? 'map' : 'other';
    });
    return { type, shape, ...(map && { map }) };
  };

  const elementType = (): OnnxValue['type'] => elementTypes[reader.readVarint()] ?? 'other';

  const sizes = (): (number | string)[] => {
    const shape: (number | string)[] = [];
    message((tag) => {
      if (tag !== 1) return;
      let size: number | string = '';
      message((field) => {
        if (field === 1) size = Number(readInteger(reader));
        else if (field === 2) size = text();
      });
      // Some exporters write -1 for a free dimension.
      shape.push(typeof size === 'number' && size < 0 ? '' : size);
    });
    return shape;
  };

  // By the number of AttributeProto's field.
  const readers: readonly (((end: number) => unknown) | undefined)[] = [
    undefined,
    undefined,
    () => reader.readFloat(),
    () => readInteger(reader),
    text,
    () => decodeTensor(reader, limits).tensor,
    graph,
    (end) => readFloats(reader, end),
    (end) => readIntegers(reader, end),
    texts,
  ];

  const attribute = (into: Map<string, OnnxAttribute>): void => {
    const found: unknown[][] = attributeKinds.map(() => []);
    let name = '';
    let reference = '';
    let type = 0;
    let declared: number | undefined;
    message((tag, end) => {
      const read = readers[tag];
      if (read) {
        type = tag - 1;
        found[type]?.push(read(end));
      } else if (tag === 1) {
        name = text();
        // As long as the trees, and of no use here.
        if (name === 'nodes_hitrates') reader.pos = end;
      } else if (tag === 20) declared = reader.readVarint();
      else if (tag === 21) reference = text();
    });
    // An empty list and a zero are not on the wire in some exporters' files: the declared type tells them from nothing.
    type = declared ?? type;
    const kind = attributeKinds[type];
    const values = found[type] ?? [];
    // A list may come in several runs.
    const value =
      type < 6
        ? (values.at(-1) ?? (type === 3 ? '' : type < 3 ? 0 : undefined))
        : values.length === 1
          ? values[0]
          : values.flatMap((run) => [...(run as Iterable<unknown>)]);
    into.set(name, { name, kind, reference, value: value as OnnxAttribute['value'] });
  };
  return { reader, graph, node, attribute, opset, domain };
}
