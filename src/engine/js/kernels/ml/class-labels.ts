import type { Tensor } from '../../../session.ts';
import type { KernelContext } from '../../kernel.ts';

/** The classes that a classifier chooses from, in the order of its scores. */
export type ClassLabels =
  | { readonly type: 'int64'; readonly values: readonly bigint[] }
  | { readonly type: 'string'; readonly values: readonly string[] };

/** Reads the one of a node's two label attributes that is set; `integers` is its name for whole numbers, which operators disagree on. */
export function readClassLabels(
  { attributes, fail }: Pick<KernelContext, 'attributes' | 'fail'>,
  integers: 'classlabels_int64s' | 'classlabels_ints',
): ClassLabels {
  const strings = attributes.strings('classlabels_strings');
  if (strings.length > 0) return { type: 'string', values: strings };
  const values = attributes.bigints(integers);
  return values.length > 0 ? { type: 'int64', values } : fail(`set classlabels_strings or ${integers}`);
}

/** Keeps the winning class of each row of a run until they are written as labels. */
export interface LabelWriter {
  /** One class index a row; grows as needed and is used again by the next run. */
  winners(rows: number): Int32Array;
  /** The labels of the first `rows` winners. */
  write(rows: number): Tensor;
}

/** Creates a {@link LabelWriter} for one node. */
export function createLabelWriter(context: KernelContext, labels: ClassLabels): LabelWriter {
  let winners = new Int32Array(1);
  return {
    winners(rows) {
      if (winners.length < rows) winners = new Int32Array(rows);
      return winners;
    },
    write(rows) {
      const output = context.allocate(labels.type, [rows]);
      const target: { [index: number]: unknown } = output.data;
      for (let row = 0; row < rows; row++) target[row] = labels.values[winners[row] as number];
      return output;
    },
  };
}
