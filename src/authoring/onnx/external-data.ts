import { PbfReader, PbfWriter } from 'pbf';
import { readFields, readText } from '../../engine/js/protobuf.ts';

/** Initializers whose data lie in other files than the model. */
export interface ExternalData {
  readonly names: readonly string[];
  /** Relative to the model's file. */
  readonly files: readonly string[];
}

// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const graphOfModel = 7;
const initializerOfGraph = 5;

/**
 * Leaves out what an ONNX file does not hold itself, so that the rest of it can be looked at.
 * @throws EdgewiseError `model-invalid` for bytes that are no ONNX model.
 */
export function withoutExternalData(model: Uint8Array): {
  readonly inner: Uint8Array;
  readonly external: ExternalData;
} {
  const names: string[] = [];
  const files = new Set<string>();
  const inner = mapFields(model, graphOfModel, (graph) =>
    mapFields(graph, initializerOfGraph, (initializer) => {
      const { name, file } = readLocation(initializer);
      if (file === undefined) return initializer;
      names.push(name);
      files.add(file);
      return undefined;
    }),
  );
  return { inner, external: { names, files: [...files] } };
}

/** A message with another content of its field `tag`, or without it. */
function mapFields(
  message: Uint8Array,
  tag: number,
  change: (content: Uint8Array) => Uint8Array | undefined,
): Uint8Array {
  const reader = new PbfReader(message);
  const writer = new PbfWriter();
  readFields(reader, message.length, (found) => {
    // Models and graphs hold numbers, texts and messages.
    if (reader.type === 0) return writer.writeVarintField(found, reader.readVarint());
    const content = reader.readBytes();
    const changed = found === tag ? change(content) : content;
    if (changed) writer.writeBytesField(found, changed);
  });
  return writer.finish();
}

/** The name of a TensorProto, and the file of its data where that is another. */
function readLocation(tensor: Uint8Array): { readonly name: string; readonly file: string | undefined } {
  const reader = new PbfReader(tensor);
  const entries = new Map<string, string>();
  let name = '';
  let isExternal = false;
  readFields(reader, tensor.length, (tag) => {
    if (tag === 8) name = readText(reader);
    else if (tag === 13) {
      const entry = ['', ''];
      readFields(reader, reader.readVarint() + reader.pos, (part) => {
        entry[part - 1] = readText(reader);
      });
      entries.set(entry[0] ?? '', entry[1] ?? '');
    } else if (tag === 14) isExternal = reader.readVarint() === 1;
  });
  return { name, file: isExternal || entries.size > 0 ? (entries.get('location') ?? '') : undefined };
}
