import {
  type AttributeValue,
  encodeModel,
  tensor,
  type ValueDefinition,
} from '../../../../../authoring/onnx/writer.ts';
import type { Tensor, TensorType } from '../../../../session.ts';
import type { Random } from '../../../testing/differential.ts';

export type AttributeRecord = Readonly<Record<string, AttributeValue>>;

/** A model of one ai.onnx.ml node; inputs `X` (and `I1`, `I2`, …) and outputs `Y`, `Z`, by their types. */
export function singleNode(
  opType: string,
  attributes: AttributeRecord,
  inputs: readonly (TensorType | ValueDefinition)[],
  outputs: readonly TensorType[],
  version = 3,
): Uint8Array {
  const inputValues = inputs.map((input, i) =>
    typeof input === 'string' ? { name: i === 0 ? 'X' : `I${i}`, type: input } : input,
  );
  const outputValues = outputs.map((type, i) => ({ name: i === 0 ? 'Y' : 'Z', type }));
  const names = (values: readonly { name: string }[]) => values.map(({ name }) => name);
  const node = {
    opType,
    domain: 'ai.onnx.ml',
    attributes,
    inputs: names(inputValues),
    outputs: names(outputValues),
  };
  return encodeModel({
    opsets: { '': 17, 'ai.onnx.ml': version },
    graph: { nodes: [node], inputs: inputValues, outputs: outputValues },
  });
}

/** Trees as attributes of versions 1 and 3 hold them, and the leaves. */
export interface RandomTrees {
  readonly attributes: Record<string, AttributeValue>;
  readonly leaves: readonly { readonly tree: number; readonly node: number }[];
}

export interface TreeOptions {
  readonly trees: number;
  readonly depth: number;
  readonly features: number;
  /** @default ['BRANCH_LEQ'] */
  readonly modes?: readonly string[];
  /** Whether some nodes send missing values to their true branch. @default false */
  readonly missing?: boolean;
  /** Whether trees stop at random before `depth`. @default false */
  readonly ragged?: boolean;
}

// Thresholds and features lie on this grid, so that many are equal.
const grid = [-2, -1.5, -1, -0.5, -0.25, 0, 0.25, 0.5, 1, 1.5, 2];

/** Random trees whose node ids are not in the order of the nodes' positions. */
export function randomTrees(random: Random, options: TreeOptions): RandomTrees {
  const { trees, depth, features, modes = ['BRANCH_LEQ'], missing = false, ragged = false } = options;
  const leaves: { tree: number; node: number }[] = [];
  const list = {
    tree: [] as number[],
    node: [] as number[],
    mode: [] as string[],
    feature: [] as number[],
    value: [] as number[],
    whenTrue: [] as number[],
    whenFalse: [] as number[],
    missing: [] as number[],
  };
  for (let tree = 0; tree < trees; tree++) {
    let next = 1;
    const grow = (node: number, left: number): void => {
      const at = list.tree.push(tree) - 1;
      list.node.push(node);
      const isLeaf = left === 0 || (ragged && random.next() < 0.25);
      list.mode.push(isLeaf ? 'LEAF' : random.pick(modes));
      list.feature.push(isLeaf ? 0 : random.int(0, features - 1));
      list.value.push(isLeaf ? 0 : random.pick(grid));
      list.missing.push(random.int(0, 1));
      list.whenTrue.push(0);
      list.whenFalse.push(0);
      if (isLeaf) {
        leaves.push({ tree, node });
        return;
      }
      const [whenTrue, whenFalse] = [next++, next++];
      list.whenTrue[at] = whenTrue;
      list.whenFalse[at] = whenFalse;
      grow(whenFalse, left - 1);
      grow(whenTrue, left - 1);
    };
    grow(0, depth);
  }
  return {
    leaves,
    attributes: {
      nodes_treeids: { ints: list.tree },
      nodes_nodeids: { ints: list.node },
      nodes_modes: { strings: list.mode },
      nodes_featureids: { ints: list.feature },
      nodes_values: { floats: list.value },
      nodes_truenodeids: { ints: list.whenTrue },
      nodes_falsenodeids: { ints: list.whenFalse },
      nodes_hitrates: { floats: list.value.map(() => 1) },
      ...(missing ? { nodes_missing_value_tracks_true: { ints: list.missing } } : {}),
    },
  };
}

/** Votes of the leaves, `votes` a leaf, as `class_*` or `target_*` attributes. */
export function randomVotes(
  random: Random,
  { leaves }: RandomTrees,
  kind: 'class' | 'target',
  ids: readonly (readonly number[])[],
  weight: () => number = () => random.next() * 2 - 1,
): AttributeRecord {
  const votes = leaves.flatMap((leaf) => random.pick(ids).map((id) => ({ ...leaf, id })));
  return {
    [`${kind}_treeids`]: { ints: votes.map(({ tree }) => tree) },
    [`${kind}_nodeids`]: { ints: votes.map(({ node }) => node) },
    [`${kind}_ids`]: { ints: votes.map(({ id }) => id) },
    [`${kind}_weights`]: { floats: votes.map(weight) },
  };
}

/** Rows whose values lie on the trees' grid, with NaN, infinities and -0 among them when `special`. */
export function randomRows(random: Random, type: TensorType, rows: number, features: number, special = false): Tensor {
  const extremes = [Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0];
  const isFloat = type.startsWith('float');
  const values = Array.from({ length: rows * features }, () => {
    if (!isFloat) return random.int(-2, 2);
    if (special && random.next() < 0.3) return random.pick(extremes);
    return random.next() < 0.5 ? random.pick(grid) : random.next() * 5 - 2.5;
  });
  return tensor(type, values, [rows, features]);
}

/** One tree: above 0 the weight 1, else 2. */
export const stump: AttributeRecord = {
  nodes_treeids: { ints: [0, 0, 0] },
  nodes_nodeids: { ints: [0, 1, 2] },
  nodes_modes: { strings: ['BRANCH_LEQ', 'LEAF', 'LEAF'] },
  nodes_featureids: { ints: [0, 0, 0] },
  nodes_values: { floats: [0, 0, 0] },
  nodes_truenodeids: { ints: [1, 0, 0] },
  nodes_falsenodeids: { ints: [2, 0, 0] },
  n_targets: { int: 1 },
  target_treeids: { ints: [0, 0] },
  target_nodeids: { ints: [1, 2] },
  target_ids: { ints: [0, 0] },
  target_weights: { floats: [2, 1] },
};
