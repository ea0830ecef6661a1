import { check, number, pipe } from 'valibot';
import { chooseColumns, frameInput, numericTypes, planColumns } from './column-plan.ts';
import type { ColumnValue } from './frame.ts';
import type { NodeContext, Plan } from './operator.ts';

/** A divisor. */
export const scaleSchema = pipe(
  number(),
  check((scale) => scale !== 0, 'a scale must not be 0'),
);

/** Refuses a param that has not one number for each column. */
export function checkCounts(
  node: NodeContext,
  columns: readonly string[],
  params: Readonly<Record<string, readonly unknown[] | undefined>>,
): void {
  for (const [param, values] of Object.entries(params)) {
    const count = values?.length ?? columns.length;
    if (count !== columns.length) node.fail(param, `it has ${count} numbers for ${columns.length} columns`);
  }
}

/**
 * Plans a scaling of numbers, column by column. float32 stays float32 and is rounded at each step by the function handed over,
 * as scikit-learn's scalers round, which work in place; other numbers become float64. Null stays null.
 */
export function planScaling(
  node: NodeContext,
  names: readonly string[],
  scalingOf: (index: number, round: (value: number) => number) => (value: number) => number,
): Plan {
  const input = frameInput(node);
  const steps = chooseColumns(node, input, names, numericTypes).map((column, index) => {
    const isSingle = column.type === 'float32';
    const scale = scalingOf(index, isSingle ? Math.fround : Number);
    const of = (value: ColumnValue) => (value === null ? null : scale(Number(value)));
    return { ...column, type: isSingle ? 'float32' : 'float64', of } as const;
  });
  return planColumns(input, steps);
}
