import { type GenericSchema, type InferOutput, parse } from 'valibot';
import type { ColumnType } from '../../../pipeline/frame.ts';
import type { DefinedOperator } from '../../../pipeline/operator.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import type { FusedColumn } from './fused-columns.ts';

/** What an operator is turned into ONNX with. */
export interface FormContext {
  readonly build: GraphBuilder;
  /** Those of all its inputs, in order. */
  readonly columns: readonly FusedColumn[];
  /** Version of the standard's own operator set that the model imports. */
  readonly opset: number;
}

/**
 * Adds an operator's ONNX nodes and gives the columns that it gives. Undefined when it has no ONNX form with these params and columns: then nothing
 * that was added is used, and the operator stays in the graph. A column other than of floats holds no null, since no tensor does.
 */
export type Form = (context: FormContext, params: unknown) => readonly FusedColumn[] | undefined;

/** Types a form's params by its operator's schema. */
export function defineForm<Schema extends GenericSchema>(
  operator: DefinedOperator<Schema>,
  convert: (context: FormContext, params: InferOutput<Schema>) => readonly FusedColumn[] | undefined,
): [name: string, form: Form] {
  return [operator.name, (context, params) => convert(context, parse(operator.paramsSchema, params))];
}

/** The columns that a param names; all where it is left out. The graph was checked, so each is there. */
export function namedColumns({ columns }: FormContext, names: readonly string[] | undefined): readonly FusedColumn[] {
  return names?.flatMap((name) => columns.find((column) => column.name === name) ?? []) ?? columns;
}

export function isFloat(type: ColumnType): type is 'float32' | 'float64' {
  return type === 'float32' || type === 'float64';
}
