import {
  type AttributeValue,
  encodeModel,
  type GraphDefinition,
  type ModelDefinition,
  type NodeDefinition,
} from '../../../authoring/onnx/writer.ts';
import type { Tensor } from '../../session.ts';
import { createRandom, expectSameAsOrt, type Random, type Tolerance } from './differential.ts';

// What graphs as exporters write them are made of.

type Attributes = Readonly<Record<string, AttributeValue>>;

export const op = (opType: string, inputs: string, outputs: string, attributes: Attributes = {}): NodeDefinition => ({
  opType,
  inputs: inputs.split(' ').map((name) => (name === '_' ? '' : name)),
  outputs: outputs.split(' '),
  attributes,
});
export const ml = (...node: Parameters<typeof op>): NodeDefinition => ({ ...op(...node), domain: 'ai.onnx.ml' });

export const floats = (...values: number[]): AttributeValue => ({ floats: values });
export const ints = (...values: number[]): AttributeValue => ({ ints: values });
export const strings = (...values: string[]): AttributeValue => ({ strings: values });
export const int = (value: number): AttributeValue => ({ int: value });
export const text = (value: string): AttributeValue => ({ string: value });
const castTo = { float: 1, int32: 6, int64: 7, string: 8, bool: 9, double: 11 };
export const cast = (inputs: string, outputs: string, to: keyof typeof castTo) =>
  op('Cast', inputs, outputs, { to: int(castTo[to]) });
export const constant = (name: string, value: Tensor) => op('Constant', '_', name, { value: { tensor: value } });

export const X = { name: 'X', type: 'float32', shape: ['N', 4] } as const;
export const label = { name: 'label', type: 'int64', shape: ['N'] } as const;
export const probabilities = { name: 'probabilities', type: 'float32', shape: ['N', 3] } as const;
export const Y = { name: 'Y', type: 'float32' } as const;

export function encode(graph: GraphDefinition, rest: Partial<ModelDefinition> = {}): Uint8Array {
  return encodeModel({ opsets: { '': 17, 'ai.onnx.ml': 3 }, irVersion: 8, graph, ...rest });
}

/** Two trees on features 0 and 1, as votes for classes 0 to 2. */
export const trees: Attributes = {
  nodes_treeids: ints(0, 0, 0, 1, 1, 1),
  nodes_nodeids: ints(0, 1, 2, 0, 1, 2),
  nodes_featureids: ints(0, 0, 0, 1, 0, 0),
  nodes_modes: strings('BRANCH_LT', 'LEAF', 'LEAF', 'BRANCH_LEQ', 'LEAF', 'LEAF'),
  nodes_values: floats(0.5, 0, 0, -0.25, 0, 0),
  nodes_truenodeids: ints(1, 0, 0, 1, 0, 0),
  nodes_falsenodeids: ints(2, 0, 0, 2, 0, 0),
  nodes_hitrates: floats(1, 1, 1, 1, 1, 1),
  nodes_missing_value_tracks_true: ints(1, 0, 0, 0, 0, 0),
};
export const votes: Attributes = {
  class_treeids: ints(0, 0, 1, 1),
  class_nodeids: ints(1, 2, 1, 2),
  class_ids: ints(0, 1, 2, 1),
  class_weights: floats(0.7, 0.4, 0.9, 0.2),
};

export async function sameOnRandomRows(
  bytes: Uint8Array,
  feed: (random: Random, rows: number) => Record<string, Tensor>,
  options: Tolerance = {},
): Promise<void> {
  const random = createRandom(bytes.length);
  for (const rows of [1, 7, 40]) await expectSameAsOrt(bytes, feed(random, rows), options);
}

export const features = (random: Random, rows: number): Record<string, Tensor> => ({
  X: random.tensor('float32', [rows, 4], { low: -2, high: 2 }),
});
