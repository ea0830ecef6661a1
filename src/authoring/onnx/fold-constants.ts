import { createJsSession } from '../../engine/js/create-js-session.ts';
import { hasKernel } from '../../engine/js/kernel-groups.ts';
import type { Tensor } from '../../engine/session.ts';
import { isEdgewiseError } from '../../errors.ts';
import { subgraphsOf } from './graph-edits.ts';
import { encodeModel, type ModelDefinition, type NodeDefinition } from './writer.ts';

/** Bytes that a folded node may add to the file beyond those of what it reads: shapes may grow, packed weights stay packed. */
const mostGrowth = 1024;

/**
 * Computes what depends on constants alone and stores it in place of the nodes that did. Nodes that fail, that give an output of the model, that
 * the js provider has not, or whose result is larger than what they read (a `Cast` or `DequantizeLinear` of packed weights) stay.
 */
export async function foldConstants(model: ModelDefinition): Promise<ModelDefinition> {
  const { graph, opsets } = model;
  const constants = new Map<string, Tensor>(Object.entries(graph.initializers ?? {}));
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const nodes: NodeDefinition[] = [];
  for (const node of graph.nodes) {
    const isConstant = node.inputs.every((name) => !name || constants.has(name));
    const isKnown = hasKernel(node.domain ?? '', node.opType) && subgraphsOf(node).length === 0;
    const results =
      isConstant && isKnown && !node.outputs.some((name) => outputs.has(name))
        ? await evaluate(node, constants, opsets)
        : undefined;
    if (!results) nodes.push(node);
    else for (const [name, tensor] of Object.entries(results)) constants.set(name, tensor);
  }
  return { ...model, graph: { ...graph, nodes, initializers: Object.fromEntries(constants) } };
}

/** The outputs of a node that reads constants alone; undefined where it is better left as it is. */
async function evaluate(
  node: NodeDefinition,
  constants: ReadonlyMap<string, Tensor>,
  opsets: ModelDefinition['opsets'],
): Promise<Record<string, Tensor> | undefined> {
  const read = [...new Set(node.inputs.filter(Boolean))].flatMap((name): [string, Tensor][] => {
    const tensor = constants.get(name);
    return tensor ? [[name, tensor]] : [];
  });
  const names = node.outputs.filter(Boolean);
  const bytes = encodeModel({
    opsets,
    graph: {
      nodes: [node],
      inputs: [],
      outputs: names.map((name) => ({ name })),
      initializers: Object.fromEntries(read),
    },
  });
  try {
    const session = await createJsSession(bytes);
    const results = await session.run({});
    await session.release();
    const added = sizeOf(Object.values(results)) - sizeOf(read.map(([, tensor]) => tensor));
    return node.opType === 'Constant' || added <= mostGrowth ? results : undefined;
  } catch (error) {
    // It may never run, or only another provider has it.
    if (isEdgewiseError(error)) return undefined;
    throw error;
  }
}

function sizeOf(tensors: readonly Tensor[]): number {
  let bytes = 0;
  for (const { data } of tensors) {
    if (ArrayBuffer.isView(data)) bytes += data.byteLength;
    else for (const text of data) bytes += text.length;
  }
  return bytes;
}
