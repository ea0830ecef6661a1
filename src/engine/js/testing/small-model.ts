import { encodeModel, type ModelDefinition, type NodeDefinition, tensor } from '../../../authoring/onnx/writer.ts';
import { createJsSession } from '../create-js-session.ts';

// What small models of a float32 input x of [N, 2] and an output y are made of.

export const x = { name: 'x', type: 'float32', shape: ['N', 2] } as const;
export const y = { name: 'y', type: 'float32' } as const;
export const pair = tensor('float32', [1, 2], [1, 2]);

export function model(graph: Partial<ModelDefinition['graph']>, rest: Partial<ModelDefinition> = {}): Uint8Array {
  return encodeModel({
    opsets: { '': 17, 'ai.onnx.ml': 3 },
    graph: { nodes: [], inputs: [x], outputs: [y], ...graph },
    ...rest,
  });
}

export const node = (
  opType: string,
  inputs: string[],
  outputs: string[],
  rest: Partial<NodeDefinition> = {},
): NodeDefinition => ({
  opType,
  inputs,
  outputs,
  ...rest,
});

/** Why no session is made of the model: code and message. */
export async function refusal(bytes: Uint8Array, options = {}): Promise<unknown> {
  return createJsSession(bytes, options).then(
    () => 'accepted',
    (error) => `${error.code}: ${error.message}`,
  );
}
