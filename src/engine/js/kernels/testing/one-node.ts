import { type AttributeValue, encodeModel } from '../../../../authoring/onnx/writer.ts';
import type { Tensor, TensorType } from '../../../session.ts';
import { expectSameAsOrt, runJs, type Tolerance } from '../../testing/differential.ts';

/** A model of one node, for testing its kernel. */
export interface OneNode {
  readonly opType: string;
  /** Version of the operator set that the node is of. */
  readonly opset: number;
  /** @default the standard's own */
  readonly domain?: 'ai.onnx.ml';
  /** The inputs by position, `undefined` for an omitted one. */
  readonly inputs: readonly (Tensor | undefined)[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** Types of the outputs; `undefined` for one not asked for. @default that of the first input */
  readonly outputs?: readonly (TensorType | undefined)[];
  /** Positions of the inputs that are initializers rather than fed. @default none */
  readonly constants?: readonly number[];
}

/** The model's bytes and what to feed it. Inputs are named a, b, c …, outputs y0, y1 …. */
export function encodeOneNode({ opType, opset, domain, inputs, attributes = {}, outputs, constants = [] }: OneNode) {
  const types = outputs ?? [inputs[0]?.type ?? 'float32'];
  const named = inputs.map((tensor, i) => ({ name: tensor ? String.fromCharCode(97 + i) : '', tensor, i }));
  const pick = (isConstant: boolean): [string, Tensor][] =>
    named.flatMap(({ name, tensor, i }) => (tensor && constants.includes(i) === isConstant ? [[name, tensor]] : []));
  const feeds = Object.fromEntries(pick(false));
  const model = encodeModel({
    opsets: domain ? { '': 17, [domain]: opset } : { '': opset },
    // Opset 1 to 3 belong to file formats that ONNX Runtime reads only with all initializers among the inputs.
    irVersion: opset < 22 ? 8 : 10,
    graph: {
      nodes: [
        {
          opType,
          ...(domain && { domain }),
          inputs: named.map(({ name }) => name),
          outputs: types.map((type, i) => (type ? `y${i}` : '')),
          attributes,
        },
      ],
      inputs: Object.entries(feeds).map(([name, { type }]) => ({ name, type })),
      outputs: types.flatMap((type, i) => (type ? [{ name: `y${i}`, type }] : [])),
      initializers: Object.fromEntries(pick(true)),
    },
  });
  return { model, feeds };
}

/** Expects the node to give what ONNX Runtime gives. */
export async function expectNodeSameAsOrt(node: OneNode, tolerance?: Tolerance): Promise<void> {
  const { model, feeds } = encodeOneNode(node);
  try {
    await expectSameAsOrt(model, feeds, tolerance);
  } catch (cause) {
    const inputs = node.inputs.map((tensor) => tensor && `${tensor.type}[${tensor.dims}]`).join(', ');
    const attributes = JSON.stringify(node.attributes ?? {}, (_, value) =>
      typeof value === 'bigint' ? Number(value) : value,
    );
    throw new Error(
      `${node.opType}-${node.opset}(${inputs}) ${attributes}: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
}

/** Runs the node by the js provider alone. */
export async function runNode(node: OneNode): Promise<Record<string, Tensor>> {
  const { model, feeds } = encodeOneNode(node);
  return runJs(model, feeds);
}

/** The elements of an output as plain values. */
export async function elementsOf(node: OneNode, output = 'y0'): Promise<(number | string)[]> {
  const tensor = (await runNode(node))[output];
  return Array.from<number | bigint | string, number | string>(tensor?.data ?? [], (element) =>
    typeof element === 'bigint' ? Number(element) : element,
  );
}
