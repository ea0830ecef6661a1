import {
  attributeField,
  dataType,
  functionField,
  graphField,
  modelField,
  nodeField,
  tensorField,
  tensorTypeField,
  typeField,
  valueInfoField,
} from './onnx-fields.ts';
import { allBytes, oneInteger, oneString, readFields } from './protobuf-fields.ts';

const deepest = 64;

/**
 * Why the WebGPU build of onnxruntime-web cannot run the model, or undefined when nothing in it speaks against.
 * That build holds no ai.onnx.ml operators, no strings and no float64, on any provider.
 */
export function reasonAgainstWebGpu(model: Uint8Array): string | undefined {
  const fields = readFields(model);
  for (const graph of allBytes(fields, modelField.graph)) {
    const reason = inGraph(graph, 0);
    if (reason) return reason;
  }
  for (const body of allBytes(fields, modelField.functions)) {
    const reason = inNodes(allBytes(readFields(body), functionField.node), 0);
    if (reason) return reason;
  }
  return undefined;
}

function inGraph(graph: Uint8Array, depth: number): string | undefined {
  if (depth > deepest) return 'subgraphs nested too deeply';
  const fields = readFields(graph);
  for (const number of [graphField.input, graphField.output, graphField.valueInfo]) {
    for (const value of allBytes(fields, number)) {
      const type = inside(inside(value, valueInfoField.type), typeField.tensor);
      const reason = againstType(oneInteger(readFields(type), tensorTypeField.elementType));
      if (reason) return reason;
    }
  }
  for (const tensor of allBytes(fields, graphField.initializer)) {
    const reason = againstType(oneInteger(readFields(tensor), tensorField.dataType));
    if (reason) return reason;
  }
  return inNodes(allBytes(fields, graphField.node), depth);
}

function inNodes(nodes: readonly Uint8Array[], depth: number): string | undefined {
  for (const bytes of nodes) {
    const node = readFields(bytes);
    if (oneString(node, nodeField.domain) === 'ai.onnx.ml') {
      return `the operator ai.onnx.ml.${oneString(node, nodeField.opType)}`;
    }
    const isCast = oneString(node, nodeField.opType) === 'Cast';
    for (const attributeBytes of allBytes(node, nodeField.attribute)) {
      const attribute = readFields(attributeBytes);
      const tensors = [attributeField.t, attributeField.tensors].flatMap((number) => allBytes(attribute, number));
      const types = tensors.map((tensor) => oneInteger(readFields(tensor), tensorField.dataType));
      if (isCast) types.push(oneInteger(attribute, attributeField.i));
      const graphs = [attributeField.g, attributeField.graphs].flatMap((number) => allBytes(attribute, number));
      const reasons = [...types.map(againstType), ...graphs.map((graph) => inGraph(graph, depth + 1))];
      const reason = reasons.find((found) => found !== undefined);
      if (reason) return reason;
    }
  }
  return undefined;
}

function againstType(type: number): string | undefined {
  if (type === dataType.string) return 'string tensors';
  return type === dataType.double ? 'float64 tensors' : undefined;
}

function inside(message: Uint8Array, number: number): Uint8Array {
  return allBytes(readFields(message), number)[0] ?? new Uint8Array();
}
