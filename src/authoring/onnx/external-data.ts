import { attributeField, functionField, graphField, modelField, nodeField } from '../../engine/ort/onnx-fields.ts';
import {
  allBytes,
  bytesField,
  joinBytes,
  oneInteger,
  oneString,
  readFields,
} from '../../engine/ort/protobuf-fields.ts';

/** Weights whose data lie in other files than the model. */
export interface ExternalData {
  /** Empty for one that has no name, such as a constant of a node. */
  readonly names: readonly string[];
  /** Relative to the model's file. */
  readonly files: readonly string[];
}

/** What becomes of a field's content; the field is left out where that is undefined. */
type Change = (content: Uint8Array) => Uint8Array | undefined;

/**
 * Leaves out what an ONNX file does not hold itself, so that the rest of it can be looked at: any tensor may lie elsewhere, in the graph, in a
 * body of If, Loop or Scan, in a function.
 * @throws EdgewiseError `model-invalid` for bytes that are no ONNX model.
 * @see https://github.com/onnx/onnx/blob/main/docs/ExternalData.md
 */
export function withoutExternalData(model: Uint8Array): {
  readonly inner: Uint8Array;
  readonly external: ExternalData;
} {
  const names: string[] = [];
  const files = new Set<string>();
  const tensor: Change = (content) => {
    const { name, file } = readLocation(content);
    if (file === undefined) return content;
    names.push(name);
    files.add(file);
    return undefined;
  };
  const graph: Change = (content) => mapFields(content, { [graphField.node]: node, [graphField.initializer]: tensor });
  const node: Change = (content) => mapFields(content, { [nodeField.attribute]: attribute });
  const attribute: Change = (content) => {
    const { t, tensors, g, graphs } = attributeField;
    return mapFields(content, { [t]: tensor, [tensors]: tensor, [g]: graph, [graphs]: graph });
  };
  const modelFunction: Change = (content) => mapFields(content, { [functionField.node]: node });
  const inner = mapFields(model, { [modelField.graph]: graph, [modelField.functions]: modelFunction });
  return { inner, external: { names, files: [...files] } };
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

// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const tensorField = { name: 8, externalData: 13, dataLocation: 14 } as const;

/** The name of a TensorProto, and the file of its data where that is another. */
function readLocation(tensor: Uint8Array): { readonly name: string; readonly file: string | undefined } {
  const fields = readFields(tensor);
  const entries = allBytes(fields, tensorField.externalData).map((entry) => {
    const pair = readFields(entry);
    return [oneString(pair, 1), oneString(pair, 2)] as const;
  });
  const isExternal = entries.length > 0 || oneInteger(fields, tensorField.dataLocation) === 1;
  const file = isExternal ? (new Map(entries).get('location') ?? '') : undefined;
  return { name: oneString(fields, tensorField.name), file };
}
