import {
  attributeField,
  dataType,
  graphField,
  modelField,
  nodeField,
  opsetField,
  tensorTypeField,
  typeField,
  valueInfoField,
} from './onnx-fields.ts';
import type { Field } from './protobuf-fields.ts';
import {
  allBytes,
  allIntegers,
  allStrings,
  bytesField,
  integerField,
  joinBytes,
  oneString,
  readFields,
  stringField,
} from './protobuf-fields.ts';

/** A model whose trailing ZipMaps are gone. */
interface TensorModel {
  readonly model: Uint8Array;
  /** The label of each column of the outputs that a ZipMap stood before, by output name. */
  readonly classLabels: ReadonlyMap<string, readonly (string | number)[]>;
}

/**
 * Drops the ZipMaps (ai.onnx.ml 1) that end at graph outputs, since ONNX Runtime cannot hand maps out in a browser:
 * the output keeps its name and becomes the float tensor [rows, classes] that the ZipMap took.
 * Everything else in the file is kept byte for byte.
 * @throws EdgewiseError `model-invalid` when the bytes are not an ONNX file.
 */
export function dropZipMaps(model: Uint8Array): TensorModel {
  const classLabels = new Map<string, readonly (string | number)[]>();
  const fields = readFields(model);
  const [graphBytes] = allBytes(fields, modelField.graph);
  const graph = readFields(graphBytes ?? new Uint8Array());
  const nodes = new Map<Field, readonly Field[]>();
  const producers = new Map<string, readonly Field[]>();
  for (const field of graph) {
    if (field.number !== graphField.node || !field.bytes) continue;
    const node = readFields(field.bytes);
    nodes.set(field, node);
    for (const output of allStrings(node, nodeField.output)) producers.set(output, node);
  }

  const dropped = new Set<readonly Field[]>();
  const retyped = new Set<string>();
  for (const output of allBytes(graph, graphField.output)) {
    const name = oneString(readFields(output), valueInfoField.name);
    const path = pathFromZipMap(name, producers);
    const zipMap = path.at(-1);
    if (!zipMap) continue;
    dropped.add(zipMap);
    classLabels.set(name, labelsOf(zipMap));
    for (const node of path) for (const value of allStrings(node, nodeField.output)) retyped.add(value);
  }
  if (dropped.size === 0) return { model, classLabels };

  const newGraph = graph.map((field) => {
    const node = nodes.get(field);
    if (node) return dropped.has(node) ? bytesField(graphField.node, asIdentity(node)) : field.raw;
    const isValue = field.number === graphField.output || field.number === graphField.valueInfo;
    if (!isValue || !field.bytes) return field.raw;
    const name = oneString(readFields(field.bytes), valueInfoField.name);
    return retyped.has(name) ? bytesField(field.number, floatTensor(name)) : field.raw;
  });
  const pieces = fields.map((field) =>
    field.number === modelField.graph ? bytesField(modelField.graph, joinBytes(newGraph)) : field.raw,
  );
  if (!importsStandardOperators(fields)) {
    // Identity is of the standard set, which a model made of ai.onnx.ml alone need not import.
    pieces.push(bytesField(modelField.opsetImport, integerField(opsetField.version, 13)));
  }
  return { model: joinBytes(pieces), classLabels };
}

/** The nodes from the one that produces `name` back through Identity nodes to a ZipMap; empty when there is none. */
function pathFromZipMap(name: string, producers: ReadonlyMap<string, readonly Field[]>): (readonly Field[])[] {
  const path: (readonly Field[])[] = [];
  for (let value = name; ; ) {
    const node = producers.get(value);
    if (!node || path.includes(node)) return [];
    path.push(node);
    const operator = oneString(node, nodeField.opType);
    if (operator === 'ZipMap' && oneString(node, nodeField.domain) === 'ai.onnx.ml') return path;
    if (operator !== 'Identity') return [];
    value = oneString(node, nodeField.input);
  }
}

function labelsOf(zipMap: readonly Field[]): (string | number)[] {
  return allBytes(zipMap, nodeField.attribute).flatMap((bytes): readonly (string | number)[] => {
    const attribute = readFields(bytes);
    const name = oneString(attribute, attributeField.name);
    if (name === 'classlabels_int64s') return allIntegers(attribute, attributeField.ints);
    return name === 'classlabels_strings' ? allStrings(attribute, attributeField.strings) : [];
  });
}

/** The node with its name, inputs and outputs, as an Identity. */
function asIdentity(node: readonly Field[]): Uint8Array {
  const kept: number[] = [nodeField.input, nodeField.output, nodeField.name];
  const fields = node.filter((field) => kept.includes(field.number)).map((field) => field.raw);
  return joinBytes([...fields, stringField(nodeField.opType, 'Identity')]);
}

/** A float tensor whose shape is left to shape inference. */
function floatTensor(name: string): Uint8Array {
  const tensor = bytesField(typeField.tensor, integerField(tensorTypeField.elementType, dataType.float));
  return joinBytes([stringField(valueInfoField.name, name), bytesField(valueInfoField.type, tensor)]);
}

function importsStandardOperators(model: readonly Field[]): boolean {
  return allBytes(model, modelField.opsetImport).some((bytes) => {
    const domain = oneString(readFields(bytes), opsetField.domain);
    return domain === '' || domain === 'ai.onnx';
  });
}
