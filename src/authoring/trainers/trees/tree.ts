/** A threshold that no finite feature is above. */
export const greatestFloat32 = 3.4028234663852886e38;

/** A decision tree. All arrays by node; the root is node 0. */
export interface Tree {
  /** The column that a node asks for; -1 for a leaf. */
  readonly feature: Int32Array;
  /** The true branch takes values up to it. Each is a float32. NaN for leaves and nodes with {@link Tree.members}. */
  readonly threshold: Float64Array;
  /** Of a node that asks for categories: those that take the true branch, ascending. */
  readonly members: ReadonlyMap<number, readonly number[]>;
  readonly whenTrue: Int32Array;
  readonly whenFalse: Int32Array;
  /** 1 where a missing value takes the true branch; always 0 where there are members. */
  readonly missingIsTrue: Uint8Array;
  /** `width` numbers a node, each a float32; those of leaves count. */
  readonly values: Float64Array;
}

/** Trees whose leaves are added up. */
export interface TreeEnsemble {
  readonly trees: readonly Tree[];
  readonly columns: number;
  /** Sums that a row gets. */
  readonly targets: number;
  /** Numbers that a leaf has. */
  readonly width: number;
  /** The target of a leaf's first number, by tree; the others follow. */
  readonly targetOf: (tree: number) => number;
}

/** @returns the leaf that the row of float32 features starting at `start` ends on. Allocates nothing. */
export function findLeaf(tree: Tree, features: Float64Array, start: number): number {
  const { feature, threshold, members, whenTrue, whenFalse, missingIsTrue } = tree;
  let node = 0;
  for (let column = feature[0] as number; column >= 0; column = feature[node] as number) {
    const value = features[start + column] as number;
    const limit = threshold[node] as number;
    const isTrue =
      value <= limit ||
      (Number.isNaN(value) && missingIsTrue[node] === 1) ||
      (Number.isNaN(limit) && isMember(members.get(node), value));
    node = (isTrue ? whenTrue[node] : whenFalse[node]) as number;
  }
  return node;
}

function isMember(members: readonly number[] | undefined, value: number): boolean {
  return members?.includes(value) ?? false;
}

/**
 * Adds up the trees for rows of float32 features.
 * @returns row-major `rows × targets`, summed in float32 and tree by tree as ONNX Runtime does, so that the sums are the same to the bit.
 */
export function sumTrees(ensemble: TreeEnsemble, features: Float64Array): Float64Array {
  const { trees, columns, targets, width, targetOf } = ensemble;
  const rows = features.length / columns;
  const sums = new Float64Array(rows * targets);
  for (const [index, tree] of trees.entries()) {
    const first = targetOf(index);
    for (let row = 0; row < rows; row++) {
      const leaf = findLeaf(tree, features, row * columns) * width;
      const at = row * targets + first;
      for (let k = 0; k < width; k++)
        sums[at + k] = Math.fround((sums[at + k] as number) + (tree.values[leaf + k] as number));
    }
  }
  return sums;
}
