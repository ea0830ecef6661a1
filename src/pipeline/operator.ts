import type { GenericSchema, InferOutput } from 'valibot';
import type { Session, Tensor, TensorType } from '../engine/session.ts';
import type { ExperienceEvent } from '../xdm/event.ts';
import type { Profile } from '../xdm/profile.ts';
import type { ColumnSpec, ColumnType, Frame } from './frame.ts';
import type { CustomOperator } from './operators/custom.ts';

/** What is known of a value before the graph runs. A frame has columns for parts, a tensor itself or the outputs of a model. */
export interface ValueType {
  readonly kind: 'events' | 'profile' | 'frame' | 'tensor' | 'xdm';
  /** Named tensors, in order; none where the value does not flow but lies in {@link RunState}. */
  readonly parts: readonly PartType[];
}

/** Name and type of one part of a value. */
export interface PartType {
  readonly name: string;
  readonly type: TensorType;
  /** Its axes; `undefined` stands for a size that only the data tells, and for a shape of unknown rank. A column has none. */
  readonly shape?: readonly (number | undefined)[] | undefined;
}

/** A column, or a tensor: what has no `dims` has one axis. */
export interface Part extends Omit<Tensor, 'dims'> {
  readonly dims?: Tensor['dims'];
  readonly nulls?: Uint8Array | undefined;
}

/** The parts of a value as its type lists them; undefined for an output that nothing refers to. */
export type Value = readonly (Part | undefined)[];

/** A node's value, or the part of it that a reference names, as another node or an output of the graph uses it. */
export interface Link {
  /** The reference as it is written. */
  readonly text: string;
  readonly type: ValueType;
  /** Reads it off the values of all nodes of a run. */
  read(values: readonly Value[]): Value;
  /** Throws an error that names whoever refers. */
  readonly refuse: Refuse;
}

/** Throws `graph-invalid` about a subject, or the code that tells what is at fault in a run. */
export type Refuse = (reason: string, code?: 'graph-invalid' | 'input-invalid' | 'engine-failed') => never;

/** A number, a text, or the values of a tensor in row-major order. */
export type Score = number | string | readonly number[] | readonly string[];

/** What a graph is compiled with. */
export interface GraphOptions {
  /** The models by name. */
  readonly sessions: Readonly<Record<string, Session>>;
  /** Functions for `custom` nodes by name. */
  readonly customOperators?: Readonly<Record<string, CustomOperator>>;
  /** Service under which `profile-writer` stores scores, unless its params name one. */
  readonly serviceId?: string;
  /** Stored beside each score. @default '' */
  readonly serviceVersion?: string;
  /** Columns of the frame that each run is given, by name; makes the source `frame` known. `compileGraph` alone takes it. */
  readonly frame?: Readonly<Record<string, ColumnType>>;
}

/** The source `frame`: what is known of it before a run, and how it is made ready for one. */
export interface FrameSource {
  readonly columns: readonly ColumnSpec[];
  /** Throws `input-invalid`. */
  read(frame: Frame | undefined): Value;
}

/** What one run works on. */
export interface GraphContext {
  /** Oldest first. */
  readonly events: readonly ExperienceEvent[];
  /** The current event, undefined where there is none. @default the last of `events` */
  readonly current?: ExperienceEvent | undefined;
  readonly profile: Profile;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The source `frame`; must hold the columns that the graph was compiled with. */
  readonly frame?: Frame;
  readonly signal?: AbortSignal | undefined;
  /** Told of a condition that could not be evaluated and so counts as false. */
  readonly onProblem?: ((message: string) => void) | undefined;
}

/** The context of a run and what its nodes write beside the values that flow. */
export interface RunState extends GraphContext {
  /** What the run hands back; `profile` stays as it was, for all nodes alike. */
  writtenProfile: Profile;
  readonly xdm: Record<string, readonly object[]>;
  readonly features: Record<string, number | string | boolean | null>;
}

/** A node as its operator sees it while the graph is compiled. */
export interface NodeContext {
  readonly id: string;
  /** The node's `inputs`, in order. */
  readonly inputs: readonly Link[];
  /** The references in its params, in the order of {@link Operator.references}. */
  readonly references: readonly Link[];
  readonly options: GraphOptions;
  /** Whether another node or an output of the graph refers to a part of this node; `''` for the node alone. */
  isUsed(part: string): boolean;
  /** Throws `graph-invalid` naming node and param (`inputs` for its inputs). */
  fail(param: string, reason: string): never;
  /** Throws `input-invalid` naming the node; for data that can't be worked on. */
  refuse(reason: string): never;
}

/** A node checked and ready to run. */
export interface Plan {
  readonly output: ValueType;
  /** Takes the values of all nodes, of which the links in {@link NodeContext} read theirs. */
  run(values: readonly Value[], state: RunState): Value | Promise<Value>;
}

/** One step of a graph, found by name in the operator registry. All operators have this one shape. */
export interface Operator<Params = unknown> {
  readonly name: string;
  /** Kinds of value that `inputs` may hold, and the least number of them; more only with `many`. */
  readonly inputs: { readonly kinds: readonly ValueType['kind'][]; readonly min: number; readonly many?: boolean };
  readonly paramsSchema: GenericSchema<unknown, Params>;
  /** References to other nodes that the params hold, each behind the param that holds it. */
  references?(params: Params): readonly (readonly [param: string, text: string])[];
  /** Checks inputs and params against each other, infers the output's type, and binds everything that can be known now. */
  plan(node: NodeContext, params: Params): Plan;
}

/** The inputs of an operator that works on columns. Several frames are joined side by side. */
export const frames: Operator['inputs'] = { kinds: ['frame'], min: 1, many: true };

/** An operator whose schema is known as it is, so that params can be typed as they are written: defaults may be left out. */
export interface DefinedOperator<Schema extends GenericSchema> extends Operator<InferOutput<Schema>> {
  readonly paramsSchema: Schema & GenericSchema<unknown, InferOutput<Schema>>;
}

/** Types an operator's params by its schema. */
export function defineOperator<Schema extends GenericSchema>(
  operator: DefinedOperator<Schema>,
): DefinedOperator<Schema> {
  return operator;
}
