import { elementTypes } from '../../engine/js/protobuf.ts';
import type { Tensor } from '../../engine/session.ts';
import { mapSubgraphs } from './graph-edits.ts';
import type { AttributeValue, GraphDefinition, NodeDefinition, ValueDefinition } from './writer.ts';

const [float32, float64] = [elementTypes.indexOf('float32'), elementTypes.indexOf('float64')];

/** Attributes that name an element type. */
const typeAttributes = ['to', 'dtype', 'output_dtype'];

/** Whether anything in a graph is float64. */
export function holdsDoubles({ inputs, outputs, initializers = {}, nodes }: GraphDefinition): boolean {
  return (
    [...inputs, ...outputs, ...Object.values(initializers)].some(({ type }) => type === 'float64') ||
    nodes.some(({ attributes = {} }) => Object.entries(attributes).some(([name, value]) => isOfDoubles(name, value)))
  );
}

function isOfDoubles(name: string, value: AttributeValue): boolean {
  if ('graph' in value) return holdsDoubles(value.graph);
  return 'tensor' in value ? value.tensor.type === 'float64' : namesDoubles(name, value);
}

function namesDoubles(name: string, value: AttributeValue): boolean {
  return 'int' in value && Number(value.int) === float64 && typeAttributes.includes(name);
}

/** A graph with float32 wherever it has float64, inputs and outputs included. */
export function narrowDoubles(graph: GraphDefinition): GraphDefinition {
  return {
    ...graph,
    nodes: graph.nodes.map(narrowNode),
    inputs: graph.inputs.map(narrowValue),
    outputs: graph.outputs.map(narrowValue),
    initializers: Object.fromEntries(
      Object.entries(graph.initializers ?? {}).map(([name, tensor]) => [name, narrowTensor(tensor)]),
    ),
  };
}

function narrowValue(value: ValueDefinition): ValueDefinition {
  return value.type === 'float64' ? { ...value, type: 'float32' } : value;
}

function narrowTensor(tensor: Tensor): Tensor {
  if (!(tensor.data instanceof Float64Array)) return tensor;
  return { type: 'float32', dims: tensor.dims, data: Float32Array.from(tensor.data) };
}

function narrowNode(node: NodeDefinition): NodeDefinition {
  const { attributes } = node;
  if (!attributes) return node;
  const narrow = Object.entries(attributes).map(([name, value]) => narrowAttribute(name, value));
  return mapSubgraphs({ ...node, attributes: Object.fromEntries(narrow) }, narrowDoubles);
}

function narrowAttribute(name: string, value: AttributeValue): [string, AttributeValue] {
  if (namesDoubles(name, value)) return [name, { int: float32 }];
  if (!('tensor' in value)) return [name, value];
  const { data } = value.tensor;
  // Tree ensembles hold their doubles in a tensor beside the list of floats.
  if (name.endsWith('_as_tensor') && data instanceof Float64Array) {
    return [name.slice(0, -'_as_tensor'.length), { floats: Float32Array.from(data) }];
  }
  return [name, { tensor: narrowTensor(value.tensor) }];
}
