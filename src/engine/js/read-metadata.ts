import { EdgewiseError } from '../../errors.ts';
import type { ValueMetadata } from '../session.ts';
import type { OnnxModel, OnnxNode, OnnxValue } from './model.ts';
import { createAttributes } from './node-attributes.ts';
import { nodeLabel } from './node-label.ts';

/** What is known of a model's inputs and outputs before it runs. */
export interface ModelMetadata {
  readonly inputs: readonly InputMetadata[];
  /** By name only where the model declares no type. */
  readonly outputs: readonly (ValueMetadata | string)[];
}

/** An input, and whether anything is known of its shape. */
export interface InputMetadata {
  readonly metadata: ValueMetadata;
  readonly isRankKnown: boolean;
}

/**
 * Reads a model's inputs (those without an initializer) and outputs. The maps of a ZipMap at the end are described as
 * the tensor that comes out in their place, with the class of each column.
 * @throws EdgewiseError `model-unsupported` for inputs that are neither tensors nor maps, and outputs that are no tensors.
 */
export function readMetadata({ graph }: Pick<OnnxModel, 'graph'>): ModelMetadata {
  const makers = new Map<string | undefined, OnnxNode>();
  for (const node of graph.nodes) for (const name of node.outputs) makers.set(name, node);
  const inputs = graph.inputs
    .filter(({ name }) => !graph.initializers.has(name))
    .map((value) => ({ metadata: metadataOf(value, 'input'), isRankKnown: value.shape !== undefined }));
  const outputs = graph.outputs.map((value) => {
    let maker = makers.get(value.name);
    // A flat graph has no cycle, but this one may be none.
    for (let left = graph.nodes.length; maker?.opType === 'Identity' && left > 0; left--)
      maker = makers.get(maker.inputs[0]);
    if (maker?.opType !== 'ZipMap') return value.type ? metadataOf(value, 'output') : value.name;
    const classLabels = zipMapLabels(maker);
    return { ...tensorMetadata(value.name, 'float32', ['', classLabels.length]), classLabels };
  });
  return { inputs, outputs };
}

function metadataOf({ name, type, shape, map }: OnnxValue, role: 'input' | 'output'): ValueMetadata {
  if (!type) throw new EdgewiseError('model-invalid', `The model's ${role} '${name}' has no type.`);
  const { key, value } = map ?? {};
  if (role === 'input' && (key === 'string' || key === 'int64') && value && value !== 'map' && value !== 'other') {
    return { name, isTensor: false, type: value, keyType: key, shape: [] };
  }
  if (type !== 'map' && type !== 'other') return tensorMetadata(name, type, shape ?? []);
  throw new EdgewiseError(
    'model-unsupported',
    `The model's ${role} '${name}' is no tensor of a known type: export it as one.`,
  );
}

function tensorMetadata(name: string, type: ValueMetadata['type'], shape: ValueMetadata['shape']): ValueMetadata {
  return { name, isTensor: true, type, shape };
}

/** The labels of a ZipMap's columns. */
function zipMapLabels(node: OnnxNode): readonly (string | number)[] {
  const attributes = createAttributes(node.attributes, (reason) => {
    throw new EdgewiseError('model-invalid', `${nodeLabel(node)}: ${reason}.`);
  });
  const texts = attributes.strings('classlabels_strings');
  return texts.length > 0 ? texts : attributes.ints('classlabels_int64s');
}
