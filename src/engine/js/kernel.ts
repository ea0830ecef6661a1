import type { Tensor, TensorData, TensorType } from '../session.ts';
import type { Attributes } from './attributes.ts';
import type { Limits } from './limits.ts';
import type { OnnxValue } from './model.ts';

/** A map that a model is fed (DictVectorizer and CastMap take one): its values as a tensor of rank 1, with the key of each. */
export interface MapTensor extends Tensor {
  readonly keys: readonly (string | bigint)[];
}

/** Everything that a kernel knows of its node when the model is planned. */
export interface KernelContext {
  readonly opType: string;
  /** Version of the node's operator set that the model imports. */
  readonly opset: number;
  readonly attributes: Attributes;
  /** The inputs whose value is fixed (initializers and folded nodes), by position. Work done on them here is done once. */
  readonly constants: readonly (Tensor | undefined)[];
  readonly inputCount: number;
  /** Whether each output is named, and so wanted, by position. */
  readonly wanted: readonly boolean[];
  readonly limits: Limits;
  /**
   * A tensor to write an output into. Its memory comes from a pool: contents are undefined (strings: ''), every element must be written.
   * Refuses (`input-invalid`) negative sizes and more elements than `limits` allow.
   */
  allocate<T extends TensorType>(type: T, dims: readonly number[]): MutableTensor<T>;
  /** A subgraph attribute (`then_branch`, `body`, …) ready to run; outer names are bound already. */
  subgraph(name: string): Subgraph;
  /**
   * Counts work that `allocate` does not see (multiply-adds of a large product, trips of a search) against `limits.work`,
   * so that no model runs without end. Elements allocated are counted already.
   */
  spend(work: number): void;
  /** Throws an EdgewiseError that names the node. `model-invalid` while planning, `input-invalid` while running, unless `code` says otherwise. */
  fail(reason: string, code?: 'model-invalid' | 'model-unsupported' | 'input-invalid'): never;
}

/** A subgraph bound to its node. */
export interface Subgraph {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** What the body declares of its outputs; types and shapes may be left open. */
  readonly outputs: readonly OnnxValue[];
  /** Runs the body once; what it returns stays valid until its next run, and longer where it is that run's input. */
  run(inputs: readonly (Tensor | undefined)[]): readonly Tensor[];
}

/** The storage that goes with each element type. */
export interface DataOf {
  float32: Float32Array;
  float64: Float64Array;
  float16: Uint16Array;
  int8: Int8Array;
  int16: Int16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  uint16: Uint16Array;
  uint32: Uint32Array;
  uint64: BigUint64Array;
  bool: Uint8Array;
  string: string[];
}

/** A tensor whose elements a kernel writes. */
export interface MutableTensor<T extends TensorType = TensorType> {
  readonly type: T;
  readonly dims: readonly number[];
  readonly data: DataOf[T] & TensorData;
}

/**
 * A node ready to run: takes its inputs by position (`undefined` for an omitted one) and returns its outputs by position.
 * An output may share its data with an input (Reshape, Identity): memory is handed back only when no live tensor uses it.
 * A kernel never writes into an input.
 */
export type Kernel = (inputs: readonly (Tensor | undefined)[]) => readonly (Tensor | undefined)[];

/** Checks attributes and constants once and returns the closure that runs. */
export type KernelFactory = (context: KernelContext) => Kernel;

/**
 * The kernels of one operator by the operator-set version from which each meaning holds, oldest first:
 * `{ 1: softmaxFlattened, 13: softmaxAlongAxis }`. A model that imports version v gets the highest one not above v.
 */
export type OperatorVersions = Readonly<Record<number, KernelFactory>>;

/** A group of operators by name. */
export type KernelTable = Readonly<Record<string, OperatorVersions>>;
