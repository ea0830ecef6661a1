import { decodeModel } from '../../engine/js/decode.ts';
import { defaultLimits } from '../../engine/js/limits.ts';
import type { OnnxModel } from '../../engine/js/model.ts';
import { elementTypes } from '../../engine/js/protobuf.ts';
import {
  attributeField,
  functionField,
  graphField,
  modelField,
  nodeField,
  tensorField,
} from '../../engine/ort/onnx-fields.ts';
import {
  allBytes,
  bytesField,
  joinBytes,
  oneInteger,
  oneString,
  readFields,
} from '../../engine/ort/protobuf-fields.ts';
import { isEdgewiseError } from '../../errors.ts';

/** A model whatever the js provider makes of it, so that its operators can be told. */
export interface ModelOutline {
  /** Without the weights that are listed beside it. */
  readonly model: OnnxModel;
  readonly external: ExternalData;
  readonly narrow: NarrowWeights;
}

/** Weights whose data lie in other files than the model. */
export interface ExternalData {
  /** Empty for one that has no name, such as a constant of a node. */
  readonly names: readonly string[];
  /** Relative to the model's file. */
  readonly files: readonly string[];
}

/** Weights of types that only ONNX Runtime reads. */
export interface NarrowWeights {
  /** As those of {@link ExternalData}. */
  readonly names: readonly string[];
  /** As the standard names them, such as `int4`. */
  readonly types: readonly string[];
}

/** What becomes of a field's content; the field is left out where that is undefined. */
type Change = (content: Uint8Array) => Uint8Array | undefined;

const noLimits = {
  ...defaultLimits,
  nodes: Number.POSITIVE_INFINITY,
  tensorElements: Number.POSITIVE_INFINITY,
};

/**
 * Reads a model of any size without the weights that the js provider does not read: any tensor may be one, in the graph, in a body of If, Loop
 * or Scan, in a function.
 * @throws EdgewiseError `model-invalid` for bytes that are no ONNX model.
 * @see https://github.com/onnx/onnx/blob/main/docs/ExternalData.md
 */
export function outlineOf(bytes: Uint8Array): ModelOutline {
  try {
    return { model: decodeModel(bytes), external: { names: [], files: [] }, narrow: { names: [], types: [] } };
  } catch (error) {
    if (isEdgewiseError(error) && error.code === 'model-unsupported') return withoutUnread(bytes);
    throw error;
  }
}

function withoutUnread(bytes: Uint8Array): ModelOutline {
  const external = { names: [] as string[], files: new Set<string>() };
  const narrow = { names: [] as string[], types: new Set<string>() };
  const tensor: Change = (content) => {
    const { name, file, type } = readHead(content);
    if (file !== undefined) {
      external.names.push(name);
      external.files.add(file);
    } else if (type !== undefined) {
      narrow.names.push(name);
      narrow.types.add(type);
    } else return content;
    return undefined;
  };
  const graph: Change = (content) => mapFields(content, { [graphField.node]: node, [graphField.initializer]: tensor });
  const node: Change = (content) => mapFields(content, { [nodeField.attribute]: attribute });
  const attribute: Change = (content) => {
    const { t, tensors, g, graphs } = attributeField;
    return mapFields(content, { [t]: tensor, [tensors]: tensor, [g]: graph, [graphs]: graph });
  };
  const modelFunction: Change = (content) => mapFields(content, { [functionField.node]: node });
  const inner = mapFields(bytes, { [modelField.graph]: graph, [modelField.functions]: modelFunction });
  return {
    model: decodeModel(inner, noLimits),
    external: { names: external.names, files: [...external.files] },
    narrow: { names: narrow.names, types: [...narrow.types] },
  };
}

/** A message with other contents of some of its fields, by their numbers. */
function mapFields(message: Uint8Array, changes: Readonly<Record<number, Change>>): Uint8Array {
  return joinBytes(
    readFields(message).flatMap(({ number, bytes, raw }) => {
      const change = changes[number];
      if (!change || !bytes) return [raw];
      const changed = change(bytes);
      return changed ? [bytesField(number, changed)] : [];
    }),
  );
}

/** Those of [TensorProto.DataType](https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that the js provider does not read. */
const narrowTypes: Readonly<Record<number, string>> = {
  16: 'bfloat16',
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
  21: 'uint4',
  22: 'int4',
  23: 'float4e2m1',
  24: 'float8e8m0',
  25: 'uint2',
  26: 'int2',
};

/** The name of a TensorProto, the file of its data where that is another, and its type where that is none of the js provider's. */
function readHead(tensor: Uint8Array): {
  readonly name: string;
  readonly file: string | undefined;
  readonly type: string | undefined;
} {
  const fields = readFields(tensor);
  const entries = allBytes(fields, tensorField.externalData).map((entry) => {
    const pair = readFields(entry);
    return [oneString(pair, 1), oneString(pair, 2)] as const;
  });
  const isExternal = entries.length > 0 || oneInteger(fields, tensorField.dataLocation) === 1;
  const dataType = oneInteger(fields, tensorField.dataType);
  return {
    name: oneString(fields, tensorField.name),
    file: isExternal ? (new Map(entries).get('location') ?? '') : undefined,
    type: elementTypes[dataType] ? undefined : (narrowTypes[dataType] ?? `of the element type ${dataType}`),
  };
}
