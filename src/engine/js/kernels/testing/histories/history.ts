import type { AttributeValue } from '../../../../../authoring/onnx/writer.ts';
import type { Tensor, TensorType } from '../../../../session.ts';

/** A node that shows what an operator means in one version of it. */
export interface VersionNode {
  readonly inputs: readonly (Tensor | undefined)[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** Types of the outputs. @default that of the first input */
  readonly outputs?: readonly (TensorType | undefined)[];
}

/** The elements of each output. */
export type Expected = readonly (readonly (number | string)[])[];

/**
 * One version of an operator: its number, a node (that of the version before, when left out), and, only where ONNX Runtime has no kernel
 * of that version, what the standard's text says comes out.
 */
export type Version = readonly [number: number, node?: VersionNode | undefined, expected?: Expected];

/** The versions of operators that the standard's changelog lists, by operator and oldest first. */
export type Histories = Readonly<Record<string, readonly Version[]>>;

export const ints = (...values: number[]): AttributeValue => ({ ints: values });
export const int = (value: number): AttributeValue => ({ int: value });
export const float = (value: number): AttributeValue => ({ float: value });
export const text = (value: string): AttributeValue => ({ string: value });

/** What operators of version 1 carried and nobody read. */
export const consumed = { consumed_inputs: ints(0, 0) };
