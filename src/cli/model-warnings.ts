import { halfValues } from '../authoring/onnx/half-values.ts';
import type { ExternalData, NarrowWeights } from '../authoring/onnx/model-outline.ts';
import type { OnnxGraph, OnnxModel, OnnxNode } from '../engine/js/model.ts';

/** What an author should know of a model that loads, each in one sentence. */
export function warnings(model: OnnxModel): string[] {
  const { graph } = model;
  const taken = graph.inputs.filter(({ name }) => !graph.initializers.has(name));
  const halves = halfValues('It', taken, graph.outputs);
  return [
    ...(computesInDoubles(graph) ? [doubles] : []),
    ...(halves ? [halves] : []),
    ...graph.nodes.flatMap(warningOf),
  ];
}

/** The same of what the file does not hold itself. */
export function externalWarnings({ names, files }: ExternalData): string[] {
  const [name, ...others] = names;
  if (name === undefined) return [];
  const single = name === '' ? 'A constant of it lies' : `Its weight ${name} lies`;
  const weights = others.length === 0 ? single : `${names.length} of its weights lie`;
  return [
    `${weights} in ${files.join(', ')}, which no provider reads, and count neither in size nor in cost: save the model as one file, in Python by torch.onnx.export(…, external_data=False), or later by onnx.save_model(onnx.load(path), path).`,
  ];
}

/** The same of weights of few bits. */
export function narrowWarnings({ names, types }: NarrowWeights): string[] {
  const [name, ...others] = names;
  if (name === undefined) return [];
  const single = name === '' ? 'A constant of it is' : `Its weight ${name} is`;
  const weights = others.length === 0 ? single : `${names.length} of its weights are`;
  return [`${weights} ${types.join(' or ')}, which only ONNX Runtime reads, and not counted in the cost.`];
}

const doubles =
  'It computes in float64: twice the bytes, and none of it runs in WebGPU; export it in float32, or have edgewise/authoring optimize it.';
const zipMap =
  'It ends in a ZipMap, whose maps no browser gets out of ONNX Runtime: it is dropped, and the probabilities come out as a float tensor; export with zipmap=False to have them so everywhere.';
const bothClasses =
  'Its trees carry weights for both of two classes, by which ONNX Runtime gives wrong labels and right probabilities; write weights for class 1 alone, or use the probabilities.';

function warningOf(node: OnnxNode): string[] {
  if (node.opType === 'ZipMap') return [zipMap];
  return node.opType === 'TreeEnsembleClassifier' && weighsBothOfTwo(node) ? [bothClasses] : [];
}

function weighsBothOfTwo({ attributes }: OnnxNode): boolean {
  const list = (name: string): unknown[] => {
    const value = attributes.get(name)?.value;
    return Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from<unknown>(value as ArrayLike<unknown>) : [];
  };
  const labels = Math.max(list('classlabels_int64s').length, list('classlabels_strings').length);
  return labels === 2 && new Set(list('class_ids').map(Number)).size === 2;
}

function computesInDoubles({ inputs, outputs, initializers }: OnnxGraph): boolean {
  return [...inputs, ...outputs, ...initializers.values()].some(({ type }) => type === 'float64');
}
