import type { Tensor } from '../session.ts';
import type { FlatModel } from './flatten.ts';
import { fromHalf } from './half.ts';
import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxValue } from './model.ts';
import { isGraph } from './node-label.ts';
import { elementTypes } from './protobuf.ts';

const [float32, float16] = [elementTypes.indexOf('float32'), elementTypes.indexOf('float16')];

/** Attributes that name an element type. */
const typeAttributes = ['to', 'dtype', 'output_dtype'];

/**
 * Rewrites a flat model so that kernels meet no float16: its tensors become float32, a Cast to float16 rounds to the nearest half and goes on
 * as float32, and inputs and outputs are cast at the border. Results in between are not rounded, so they are closer than float16 arithmetic;
 * ONNX Runtime's CPU provider, too, computes most operators of float16 in float32.
 */
export function widenHalves(model: FlatModel): FlatModel {
  const { graph, nodes } = model;
  if (!holdsHalves(graph)) return model;
  const border: OnnxNode[] = [];
  const wide = widenGraph(graph);
  const inputs = wide.inputs.map((value, i) => {
    if (graph.inputs[i]?.type !== 'float16' || graph.initializers.has(value.name)) return value;
    border.push(castNode(`${value.name}\0half`, value.name, float32));
    return { ...value, name: `${value.name}\0half` };
  });
  const ends: OnnxNode[] = [];
  const outputs = wide.outputs.map((value, i) => {
    if (graph.outputs[i]?.type !== 'float16') return value;
    ends.push(castNode(value.name, `${value.name}\0half`, float16));
    return { ...value, name: `${value.name}\0half` };
  });
  return {
    graph: { ...wide, inputs, outputs, nodes: [...border, ...wide.nodes, ...ends] },
    // Those of which kernels are loaded: at least one Cast.
    nodes: [...nodes, castNode('', '', float32)],
  };
}

function holdsHalves({ nodes, initializers, inputs, outputs }: OnnxGraph): boolean {
  return (
    [...initializers.values(), ...inputs, ...outputs].some(({ type }) => type === 'float16') ||
    nodes.some((node) => isHalfCast(node) || [...node.attributes.values()].some(isOfHalves))
  );
}

function isOfHalves({ value }: OnnxAttribute): boolean {
  return isGraph(value) ? holdsHalves(value) : isTensor(value) && value.type === 'float16';
}

/** By number, or before version 6 by name. */
function isHalfCast({ opType, attributes }: OnnxNode): boolean {
  const to = attributes.get('to')?.value;
  return opType === 'Cast' && (to === float16 || to === 'FLOAT16');
}

function widenGraph({ nodes, initializers, inputs, outputs }: OnnxGraph): OnnxGraph {
  return {
    nodes: nodes.flatMap(widenNode),
    initializers: new Map([...initializers].map(([name, tensor]) => [name, widenTensor(tensor)])),
    inputs: inputs.map(widenValue),
    outputs: outputs.map(widenValue),
  };
}

function widenValue(value: OnnxValue): OnnxValue {
  return value.type === 'float16' ? { ...value, type: 'float32' } : value;
}

function widenTensor(tensor: Tensor): Tensor {
  if (tensor.type !== 'float16') return tensor;
  return { type: 'float32', dims: tensor.dims, data: Float32Array.from(tensor.data as Uint16Array, fromHalf) };
}

function widenNode(node: OnnxNode): OnnxNode[] {
  if (isHalfCast(node)) {
    const [name = ''] = node.outputs;
    return [{ ...node, outputs: [`${name}\0half`] }, castNode(`${name}\0half`, name, float32)];
  }
  const attributes = new Map<string, OnnxAttribute>();
  for (const [name, attribute] of node.attributes)
    attributes.set(name, { ...attribute, value: widenAttribute(attribute) });
  return [{ ...node, attributes }];
}

function widenAttribute({ name, value }: OnnxAttribute): OnnxAttribute['value'] {
  if (isGraph(value)) return widenGraph(value);
  if (value === float16 && typeAttributes.includes(name)) return float32;
  return isTensor(value) ? widenTensor(value) : value;
}

function isTensor(value: OnnxAttribute['value']): value is Tensor {
  return typeof value === 'object' && 'dims' in value;
}

function castNode(input: string, output: string, to: number): OnnxNode {
  const attributes = new Map([['to', { name: 'to', kind: 'int', reference: '', value: to } as const]]);
  return { name: '', opType: 'Cast', domain: '', inputs: [input], outputs: [output], attributes, opset: 13 };
}
