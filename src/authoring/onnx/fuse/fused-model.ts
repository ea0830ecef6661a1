import { EdgewiseError } from '../../../errors.ts';
import { readsOf, removeDead, removePassing } from '../graph-edits.ts';
import type { ModelDefinition, NodeDefinition } from '../writer.ts';
import type { Fusion } from './fusion.ts';

/** Oldest version of the standard's own operator set that has all that forms use (Where, IsNaN, Cast of text). */
const oldestOpset = 9;

/**
 * Puts a fusion's nodes before a model's own. `fed` has the model's inputs that they give, with the values that are given.
 * @throws EdgewiseError `model-unsupported` when the model imports operator sets in which these nodes mean something else.
 */
export function joinModel(
  model: ModelDefinition,
  { nodes, initializers, inputs }: Fusion,
  fed: ReadonlyMap<string, string>,
): ModelDefinition {
  const { graph, opsets } = model;
  const standard = opsets[''] ?? 17;
  const machineLearning = opsets['ai.onnx.ml'] ?? 3;
  const isOldEncoder = ({ opType }: NodeDefinition): boolean => opType === 'LabelEncoder' && machineLearning < 2;
  if (standard < oldestOpset || graph.nodes.some(isOldEncoder)) {
    const versions = `operator sets ${standard} and ai.onnx.ml ${machineLearning}`;
    throw new EdgewiseError(
      'model-unsupported',
      `The model imports ${versions}, too old to be fused with: export it with ${oldestOpset} and 2 or newer.`,
    );
  }
  const given = [...fed].map(
    ([name, value]): NodeDefinition => ({ opType: 'Identity', inputs: [value], outputs: [name] }),
  );
  const joined = removeDead(
    removePassing(
      {
        nodes: [...nodes, ...given, ...graph.nodes],
        inputs: [
          ...[...inputs.values()].map(({ definition }) => definition),
          ...graph.inputs.filter(({ name }) => !fed.has(name)),
        ],
        outputs: graph.outputs,
        initializers: { ...initializers, ...graph.initializers },
      },
      ({ opType, domain }) => opType === 'Identity' && !domain,
    ),
  );
  const read = new Set([...joined.nodes.flatMap(readsOf), ...graph.outputs.map(({ name }) => name)]);
  return {
    ...model,
    // Nothing but LabelEncoder means something else since version 1.
    opsets: { ...opsets, '': standard, 'ai.onnx.ml': Math.max(machineLearning, 2) },
    graph: { ...joined, inputs: joined.inputs.filter(({ name }) => read.has(name) || !inputs.has(name)) },
  };
}
