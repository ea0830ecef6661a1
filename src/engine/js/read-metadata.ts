import { EdgewiseError } from '../../errors.ts';
import type { ValueMetadata } from '../session.ts';
import type { OnnxModel, OnnxNode, OnnxValue } from './model.ts';

/** What is known of a model's inputs and outputs before it runs. */
export interface ModelMetadata {
  readonly inputs: readonly { readonly metadata: ValueMetadata; readonly isRankKnown: boolean }[];
  readonly outputs: readonly ValueMetadata[];
}

/**
 * Reads a model's inputs (those without an initializer) and outputs. The maps of a ZipMap at the end are described as
 * the tensor that comes out in their place, with the class of each column.
 * @throws EdgewiseError `model-unsupported` for inputs and outputs that are no tensors.
 */
export function readMetadata({ graph }: OnnxModel): ModelMetadata {
  const zipMaps = new Map<string, OnnxNode>();
  for (const node of graph.nodes) {
    if (node.opType === 'ZipMap' && node.domain === 'ai.onnx.ml') zipMaps.set(node.outputs[0] ?? '', node);
  }
  const inputs = graph.inputs
    .filter(({ name }) => !graph.initializers.has(name))
    .map((value) => ({ metadata: tensorMetadata(value, 'input'), isRankKnown: value.shape !== undefined }));
  const outputs = graph.outputs.map((value) => {
    const zipMap = zipMaps.get(value.name);
    return zipMap ? probabilitiesMetadata(value.name, zipMap) : tensorMetadata(value, 'output');
  });
  return { inputs, outputs };
}

function tensorMetadata({ name, type, shape }: OnnxValue, role: 'input' | 'output'): ValueMetadata {
  if (!type) throw new EdgewiseError('model-invalid', `The model declares no type for its ${role} '${name}'.`);
  if (type === 'map' || type === 'other') {
    throw new EdgewiseError(
      'model-unsupported',
      `The model's ${role} '${name}' is no tensor: export the model with tensors only, as sessions pass nothing else.`,
    );
  }
  return { name, isTensor: true, type, shape: shape ?? [] };
}

function probabilitiesMetadata(name: string, zipMap: OnnxNode): ValueMetadata {
  const classLabels = zipMapLabels(zipMap);
  return { name, isTensor: true, type: 'float32', shape: ['', classLabels.length], classLabels };
}

/** The labels of a ZipMap's columns. */
export function zipMapLabels({ attributes }: OnnxNode): (string | number)[] {
  const strings = attributes.get('classlabels_strings')?.value;
  const integers = attributes.get('classlabels_int64s')?.value;
  if (Array.isArray(strings) && strings.length > 0) return strings.map(String);
  return Array.isArray(integers) ? integers.map(Number) : [];
}
