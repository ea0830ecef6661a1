import { expect } from 'vitest';
import { createJsSession } from '../../../../engine/js/create-js-session.ts';
import { createRandom, expectSameAsOrt } from '../../../../engine/js/testing/differential.ts';
import type { Tensor } from '../../../../engine/session.ts';
import type { Frame } from '../../../../pipeline/frame.ts';
import { frameOf } from '../../../../pipeline/testing/fixtures.ts';
import type { GraphJson } from '../../../graph/definition.ts';
import { graph } from '../../../graph/graph.ts';
import { decodeModel } from '../../reader.ts';
import { encodeModel, type NodeDefinition } from '../../writer.ts';
import { fuseGraph } from '../fuse-graph.ts';

// What graphs to fuse are made of: steps from a frame of a shop to a linear model.

const random = createRandom(9);

/** Logistic regression over `width` features. */
export function linearModel(width: number, opsets: Record<string, number> = { '': 17, 'ai.onnx.ml': 3 }): Uint8Array {
  const coefficients = Array.from({ length: width }, (_, i) => Math.cos(i) * 0.7);
  const classifier: NodeDefinition = {
    opType: 'LinearClassifier',
    domain: 'ai.onnx.ml',
    inputs: ['X'],
    outputs: ['label', 'probabilities'],
    attributes: {
      coefficients: { floats: [...coefficients.map((value) => -value), ...coefficients] },
      intercepts: { floats: [-0.2, 0.2] },
      classlabels_ints: { ints: [0, 1] },
      post_transform: { string: 'SOFTMAX' },
    },
  };
  return encodeModel({
    opsets,
    graph: {
      nodes: [classifier],
      inputs: [{ name: 'X', type: 'float32', shape: ['N', width] }],
      outputs: [
        { name: 'label', type: 'int64', shape: ['N'] },
        { name: 'probabilities', type: 'float32', shape: ['N', 2] },
      ],
    },
  });
}

/** Rows with missing numbers among them. */
export function rows(count: number): Frame {
  const list = (f: () => unknown) => Array.from({ length: count }, f);
  return frameOf({
    city: ['string', list(() => random.pick(['Rome', 'Oslo', 'Lima']))],
    plan: ['string', list(() => random.pick(['free', 'paid', 'trial']))],
    age: ['float64', list(() => random.pick([null, 18.5, 44, 71]))],
    spend: ['float32', list(() => random.pick([null, 0, 12.34, 99.99]))],
    visits: ['int64', list(() => random.int(0, 30))],
    member: ['bool', list(() => random.next() < 0.5)],
  });
}
export const samples = [1, 40].map(rows);

interface Node {
  readonly id: string;
  readonly op: string;
  readonly inputs?: readonly string[];
  readonly params?: Readonly<Record<string, unknown>>;
}
export const outputs = { probability: 'model.probabilities', label: 'model.label' };

/** A graph of one step after the other from the frame to the model. */
export function chain(...steps: readonly (readonly [op: string, params: Readonly<Record<string, unknown>>])[]) {
  const nodes = steps.map(
    ([op, params], i): Node => ({ id: `n${i}`, op, inputs: [i === 0 ? 'frame' : `n${i - 1}`], params }),
  );
  const last = nodes.at(-1)?.id ?? 'frame';
  const model: Node = { id: 'model', op: 'onnx', inputs: [last], params: { model: 'intent' } };
  return { nodes: [...nodes, model], outputs };
}

export const authored = (definition: GraphJson, width: number) =>
  graph(definition, { models: { intent: linearModel(width) } });

/** Fuses, and holds both graphs up to each other on rows that were no samples, and the model by both providers. */
export async function expectFused(definition: GraphJson, width: number) {
  const original = authored(definition, width);
  const { graph: whole, fused } = await fuseGraph(original, { samples });
  const frame = rows(200);
  const [{ scores: expected }, { scores: actual }] = [await original.run(frame), await whole.run(frame)];
  expect(actual.label).toEqual(expected.label);
  expect(actual.probability).toHaveLength(400);
  (expected.probability as number[]).forEach((value, i) => {
    expect((actual.probability as number[])[i]).toBeCloseTo(value, 6);
  });
  const bytes = whole.models.intent ?? new Uint8Array();
  const session = await createJsSession(bytes);
  const feeds = Object.fromEntries(
    session.inputMetadata.map(({ name, type }) => {
      const column = frame.columns[frame.names.indexOf(name)];
      return [name, { type, dims: [200, 1], data: column?.data ?? [] } as Tensor];
    }),
  );
  await expectSameAsOrt(bytes, feeds, { atol: 1e-6 });
  return { fused, left: whole.toJSON(), operators: decodeModel(bytes).graph.nodes.map(({ opType }) => opType) };
}
