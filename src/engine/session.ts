/** An execution provider, by the name a session reports it under. */
export type ExecutionProvider = 'js' | 'wasm' | 'webgpu';

/** Element types, named as in onnxruntime-common. */
export type TensorType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'bool'
  | 'string';

/** The storage of a tensor: `bool` lies in a Uint8Array, `int64` in a BigInt64Array, `float16` as bits in a Uint16Array. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | readonly string[];

/**
 * A dense tensor in row-major order. Shaped as onnxruntime-common's Tensor, whose instances are accepted as they are.
 * `data.length` equals the product of `dims` (1 for a scalar, whose `dims` is empty).
 */
export interface Tensor {
  readonly type: TensorType;
  readonly dims: readonly number[];
  readonly data: TensorData;
}

/**
 * A map for the rare input that is no tensor (DictVectorizer, CastMap): a Map, or for string keys a plain object. Its keys and values
 * are strings or numbers, as the input's metadata says; int64 may come as a number too.
 */
export type MapFeed =
  | ReadonlyMap<string | number | bigint, string | number | bigint>
  | Readonly<Record<string, string | number | bigint>>;

/** What a session knows of an input or output; as onnxruntime-common's ValueMetadata, with class labels and maps added. */
export interface ValueMetadata {
  readonly name: string;
  /** False for an input that takes a map, of which only the `js` provider knows. */
  readonly isTensor: boolean;
  /** The type of the elements; of a map, that of its values. */
  readonly type: TensorType;
  /** For a map: the type of its keys. */
  readonly keyType?: 'string' | 'int64';
  /** Sizes by axis; a string names a free dimension, and `''` one without a name. */
  readonly shape: readonly (number | string)[];
  /** For the probabilities of a classifier (a dropped ZipMap): the label of each column. */
  readonly classLabels?: readonly (string | number)[];
}

/** Options of one run. */
export interface RunOptions {
  /** Rejects the run with the signal's reason. One that waits never starts; the result of one under way is dropped. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the run may take, waiting included, before it is rejected with `deadline-exceeded`. @default no limit */
  readonly deadlineMs?: number | undefined;
}

/** A model loaded and ready to run. One inference runs at a time; further calls wait their turn. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly ValueMetadata[];
  readonly outputMetadata: readonly ValueMetadata[];
  readonly executionProvider: ExecutionProvider;
  /**
   * Runs the model.
   * @param feeds one tensor for each of `inputNames`; a map for those whose metadata have `isTensor: false`.
   * @param outputNames the outputs wanted; all of them when omitted.
   * @throws EdgewiseError `input-invalid` (a wrong name, type, shape or option), `engine-failed`, `deadline-exceeded`, `disposed`; the signal's reason when aborted.
   */
  run(
    feeds: Readonly<Record<string, Tensor | MapFeed>>,
    outputNames?: readonly string[],
    options?: RunOptions,
  ): Promise<Record<string, Tensor>>;
  /** Frees the model. A released session refuses to run (`disposed`); releasing twice is harmless. */
  release(): Promise<void>;
}
