import type { GenericSchema, InferOutput } from 'valibot';
import type { Column, ColumnType, ColumnValue } from '../../pipeline/frame.ts';
import type { RowName } from '../row-name.ts';

/** A column to learn from. */
export interface FitColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly values: readonly ColumnValue[];
}

/** The rows that reach a node in training. */
export interface FitInput {
  /**
   * The columns that a param names, all of them where it is left out.
   * @throws EdgewiseError `graph-invalid` for one that is unknown or of a type that is not accepted.
   */
  choose(names: readonly string[] | undefined, accepted?: readonly ColumnType[], param?: string): readonly FitColumn[];
  /** What is to be predicted, one a row, where the fit was given it. */
  readonly labels?: readonly (number | string)[] | undefined;
  readonly rowName: RowName;
  /** Throws `graph-invalid` naming node and param. */
  fail(param: string, reason: string): never;
  /** Throws `input-invalid` naming the node; for data that can't be learned from. */
  refuse(reason: string): never;
}

/** What a node has learned. */
export interface Learned {
  /** The params of the fitted node. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Columns to train what follows on, where they are not those that the fitted node gives (cross-fitting). */
  readonly trainingColumns?: ReadonlyMap<string, Column>;
}

/** How the constants of an operator are learned, as scikit-learn's estimator of that name does in `fit`. */
export interface Fitter<Schema extends GenericSchema = GenericSchema> {
  /** The operator that the fitted node names. */
  readonly operator: string;
  /** Params of a node that is not fitted: what its operator takes beyond the constants, and how to learn those. */
  readonly paramsSchema: Schema;
  /** Whether params hold the constants already. */
  isFitted(params: Readonly<Record<string, unknown>>): boolean;
  fit(input: FitInput, params: InferOutput<Schema>): Learned;
}

/** Types a fitter's params by its schema. */
export function defineFitter<Schema extends GenericSchema>(fitter: Fitter<Schema>): Fitter<Schema> {
  return fitter;
}
