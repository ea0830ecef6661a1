import type { Tree } from './tree.ts';

/** Writes a tree node by node. */
export interface TreeBuilder {
  /** Adds a leaf. @returns its node */
  addLeaf(values: ArrayLike<number>): number;
  /** Makes a branch of a leaf; its children are leaves added before. */
  branch(
    node: number,
    split: {
      readonly feature: number;
      readonly test: BranchTest;
      readonly whenTrue: number;
      readonly whenFalse: number;
    },
  ): void;
  build(): Tree;
}

/** What a branch asks of a value: to be at most a threshold, or to be one of some categories. */
export type BranchTest =
  | { readonly threshold: number; readonly missingIsTrue: boolean }
  | { readonly members: readonly number[] };

/** Starts a tree whose leaves have `width` numbers. */
export function createTreeBuilder(width: number): TreeBuilder {
  const feature: number[] = [];
  const threshold: number[] = [];
  const whenTrue: number[] = [];
  const whenFalse: number[] = [];
  const missingIsTrue: number[] = [];
  const values: number[] = [];
  const members = new Map<number, readonly number[]>();
  return {
    addLeaf(leafValues) {
      const node = feature.push(-1) - 1;
      threshold.push(Number.NaN);
      whenTrue.push(0);
      whenFalse.push(0);
      missingIsTrue.push(0);
      for (let k = 0; k < width; k++) values.push(Math.fround(leafValues[k] as number));
      return node;
    },
    branch(node, split) {
      feature[node] = split.feature;
      whenTrue[node] = split.whenTrue;
      whenFalse[node] = split.whenFalse;
      if ('members' in split.test) members.set(node, split.test.members);
      else {
        threshold[node] = split.test.threshold;
        missingIsTrue[node] = Number(split.test.missingIsTrue);
      }
    },
    build: () => ({
      feature: Int32Array.from(feature),
      threshold: Float64Array.from(threshold),
      whenTrue: Int32Array.from(whenTrue),
      whenFalse: Int32Array.from(whenFalse),
      missingIsTrue: Uint8Array.from(missingIsTrue),
      values: Float64Array.from(values),
      members,
    }),
  };
}
