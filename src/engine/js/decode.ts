import { PbfReader } from 'pbf';
import { EdgewiseError, toEdgewiseError } from '../../errors.ts';
import type { Tensor } from '../session.ts';
import { decodeTensor } from './decode-tensor.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { AttributeKind, OnnxAttribute, OnnxFunction, OnnxGraph, OnnxModel, OnnxNode, OnnxValue } from './model.ts';
import { elementTypes, readFields, readInteger, readText } from './protobuf.ts';

/**
 * Decodes ONNX protobuf.
 * @throws EdgewiseError `model-invalid` for bytes that are no ONNX model, `model-unsupported` for external data and the like.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function decodeModel(bytes: Uint8Array, limits: Limits = defaultLimits): OnnxModel {
  try {
    return new Decoder(new PbfReader(bytes), limits).model();
  } catch (error) {
    throw toEdgewiseError(error, 'model-invalid', 'The model is not valid ONNX protobuf, export it again');
  }
}

/** Domain names as they are compared: the standard's own domain has two spellings. */
function domainName(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}

// By AttributeProto.AttributeType; the kinds missing here (sparse tensors, types, lists of graphs) have no use in the operators supported.
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

// One method for each message; each runs from the reader's position to the end of the message.
class Decoder {
  private readonly reader: PbfReader;
  private readonly limits: Limits;
  private nodeCount = 0;
  private depth = 0;
  private readonly words: (string | undefined)[] = [];

  constructor(reader: PbfReader, limits: Limits) {
    this.reader = reader;
    this.limits = limits;
  }

  model(): OnnxModel {
    const { reader } = this;
    const opsets = new Map<string, number>();
    const functions: OnnxFunction[] = [];
    let graph: OnnxGraph | undefined;
    readFields(reader, reader.length, (tag) => {
      if (tag === 7) graph = this.graph();
      else if (tag === 8) this.opset(opsets);
      else if (tag === 25) functions.push(this.functionDefinition());
    });
    if (!graph)
      throw new EdgewiseError('model-invalid', 'The model has no graph: is the file an ONNX model, and whole?');
    // Models from before opset_import existed mean the first version.
    if (opsets.size === 0) opsets.set('', 1);
    return { opsets, graph, functions };
  }

  private message(visit: (tag: number, end: number) => void): void {
    const end = this.reader.readVarint() + this.reader.pos;
    readFields(this.reader, end, visit);
  }

  private opset(opsets: Map<string, number>): void {
    let domain = '';
    let version = 1;
    this.message((tag) => {
      if (tag === 1) domain = domainName(readText(this.reader));
      else if (tag === 2) version = Number(readInteger(this.reader));
    });
    opsets.set(domain, version);
  }

  private graph(): OnnxGraph {
    if (++this.depth > this.limits.recursion) {
      throw new EdgewiseError(
        'model-unsupported',
        `The model nests graphs deeper than limits.recursion (${this.limits.recursion}).`,
      );
    }
    const nodes: OnnxNode[] = [];
    const initializers = new Map<string, Tensor>();
    const inputs: OnnxValue[] = [];
    const outputs: OnnxValue[] = [];
    this.message((tag) => {
      if (tag === 1) nodes.push(this.node());
      else if (tag === 5) {
        const { name, tensor } = decodeTensor(this.reader, this.limits);
        initializers.set(name, tensor);
      } else if (tag === 11) inputs.push(this.value());
      else if (tag === 12) outputs.push(this.value());
      else if (tag === 15) {
        throw new EdgewiseError('model-unsupported', 'The model has sparse initializers: export it with dense ones.');
      }
    });
    this.depth--;
    return { nodes, initializers, inputs, outputs };
  }

  private node(): OnnxNode {
    if (++this.nodeCount > this.limits.nodes) {
      throw new EdgewiseError(
        'model-unsupported',
        `The model has more nodes than limits.nodes (${this.limits.nodes}).`,
      );
    }
    const { reader } = this;
    const inputs: string[] = [];
    const outputs: string[] = [];
    const attributes = new Map<string, OnnxAttribute>();
    let name = '';
    let opType = '';
    let domain = '';
    this.message((tag) => {
      if (tag === 1) inputs.push(readText(reader));
      else if (tag === 2) outputs.push(readText(reader));
      else if (tag === 3) name = readText(reader);
      else if (tag === 4) opType = readText(reader);
      else if (tag === 5) this.attribute(attributes);
      else if (tag === 7) domain = domainName(readText(reader));
    });
    return { name, opType, domain, inputs, outputs, attributes };
  }

  private attribute(attributes: Map<string, OnnxAttribute>): void {
    const { reader } = this;
    const floats: number[] = [];
    const ints: (number | bigint)[] = [];
    const strings: string[] = [];
    let name = '';
    let reference = '';
    let kind: AttributeKind | undefined;
    let declared: number | undefined;
    let single: OnnxAttribute['value'];
    this.message((tag, end) => {
      if (tag === 1) name = readText(reader);
      else if (tag === 2) {
        kind = 'float';
        single = reader.readFloat();
      } else if (tag === 3) {
        kind = 'int';
        single = readInteger(reader);
      } else if (tag === 4) {
        kind = 'string';
        single = readText(reader);
      } else if (tag === 5) {
        kind = 'tensor';
        single = decodeTensor(reader, this.limits).tensor;
      } else if (tag === 6) {
        kind = 'graph';
        single = this.graph();
      } else if (tag === 7) {
        kind = 'floats';
        this.floats(end, floats);
      } else if (tag === 8) {
        kind = 'ints';
        this.integers(end, ints);
      } else if (tag === 9) {
        kind = 'strings';
        this.texts(end, strings);
      } else if (tag === 20) declared = reader.readVarint();
      else if (tag === 21) reference = readText(reader);
    });
    // An empty list and a zero are not on the wire in some exporters' files: the declared type tells them from nothing.
    if (declared !== undefined) kind = attributeKinds[declared];
    const lists = { floats, ints, strings };
    const value =
      kind === 'floats' || kind === 'ints' || kind === 'strings'
        ? lists[kind]
        : (single ?? (kind === 'string' ? '' : kind === 'int' || kind === 'float' ? 0 : undefined));
    attributes.set(name, { name, kind, reference, value });
  }

  // Exporters write attribute lists unpacked, a tag before each element. Big tree ensembles are made of them, so each kind has a loop of
  // its own that takes the run at once, with the small integers and repeated words they consist of read in passing.
  private floats(end: number, into: number[]): void {
    const { reader } = this;
    const { buf, dataView } = reader;
    if (reader.type === 2) {
      const last = Math.min(reader.readVarint() + reader.pos, end);
      while (reader.pos < last) into.push(reader.readFloat());
      return;
    }
    const tag = buf[reader.pos - 1];
    let { pos } = reader;
    do {
      into.push(dataView.getFloat32(pos, true));
      pos += 4;
    } while (pos < end && buf[pos] === tag && ++pos);
    reader.pos = pos;
  }

  private integers(end: number, into: (number | bigint)[]): void {
    const { reader } = this;
    const { buf } = reader;
    const isPacked = reader.type === 2;
    const last = isPacked ? Math.min(reader.readVarint() + reader.pos, end) : end;
    const tag = isPacked ? undefined : buf[reader.pos - 1];
    if (isPacked && reader.pos >= last) return;
    do {
      const byte = buf[reader.pos] ?? 0;
      if (byte < 0x80) {
        into.push(byte);
        reader.pos++;
      } else into.push(readInteger(reader));
    } while (reader.pos < last && (isPacked || (buf[reader.pos] === tag && ++reader.pos)));
  }

  private texts(end: number, into: string[]): void {
    const { reader } = this;
    const { buf } = reader;
    const tag = buf[reader.pos - 1];
    do {
      into.push(this.text());
    } while (reader.pos < end && buf[reader.pos] === tag && ++reader.pos);
  }

  // Modes of tree nodes are the same few words over and over: those are compared with the last ones of their length rather than made anew.
  private text(): string {
    const { reader, words } = this;
    const { buf } = reader;
    const start = reader.pos + 1;
    const length = buf[reader.pos] ?? 0;
    const known = words[length];
    if (known !== undefined && start + length <= reader.length) {
      let i = 0;
      while (i < length && known.charCodeAt(i) === buf[start + i]) i++;
      if (i === length) {
        reader.pos = start + length;
        return known;
      }
    }
    const text = readText(reader);
    if (length < 32 && text.length === length) words[length] = text;
    return text;
  }

  private value(): OnnxValue {
    let name = '';
    let type: OnnxValue['type'];
    let shape: (number | string)[] | undefined;
    this.message((tag) => {
      if (tag === 1) name = readText(this.reader);
      else if (tag === 2) {
        this.message((kind) => {
          if (kind !== 1) type = kind === 4 || kind === 5 ? 'map' : 'other';
          else
            this.message((field) => {
              if (field === 1) type = elementTypes[this.reader.readVarint()] ?? 'other';
              else if (field === 2) shape = this.shape();
            });
        });
      }
    });
    return { name, type, shape };
  }

  private shape(): (number | string)[] {
    const shape: (number | string)[] = [];
    this.message((tag) => {
      if (tag !== 1) return;
      let size: number | string = '';
      this.message((field) => {
        if (field === 1) size = Number(readInteger(this.reader));
        else if (field === 2) size = readText(this.reader);
      });
      // Some exporters write -1 or 0 for a free dimension.
      shape.push(typeof size === 'number' && size < 0 ? '' : size);
    });
    return shape;
  }

  private functionDefinition(): OnnxFunction {
    const { reader } = this;
    const inputs: string[] = [];
    const outputs: string[] = [];
    const nodes: OnnxNode[] = [];
    const opsets = new Map<string, number>();
    const defaults = new Map<string, OnnxAttribute>();
    let name = '';
    let domain = '';
    this.message((tag) => {
      if (tag === 1) name = readText(reader);
      else if (tag === 4) inputs.push(readText(reader));
      else if (tag === 5) outputs.push(readText(reader));
      else if (tag === 7) nodes.push(this.node());
      else if (tag === 9) this.opset(opsets);
      else if (tag === 10) domain = domainName(readText(reader));
      else if (tag === 11) this.attribute(defaults);
    });
    return { domain, name, inputs, outputs, defaults, nodes, opsets };
  }
}
