import type { Tensor, TensorType } from '../session.ts';

/** A decoded ONNX model, field for field what the engine needs of ModelProto. */
export interface OnnxModel {
  /** Versions of the operator sets by domain; the standard's own domain is `''`. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: OnnxGraph;
  /** Model-local functions as they are encoded; few models have any. See functions.ts. */
  readonly functions: readonly Uint8Array[];
}

/** A graph: the model's own or a subgraph. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** A call of an operator or of a model-local function. */
export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  /** In a flattened model: the version of the operator set, where it is not the model's own. */
  readonly opset?: number | undefined;
  /** In a flattened model: the names that the node's subgraphs read from outside. */
  readonly captures?: readonly string[];
}

/** Numbers as attributes have them: packed where they fit, exact in any case. */
export type NumberList = Float32Array | Int32Array | readonly (number | bigint)[];

/** An attribute's value under the field that its kind has in AttributeProto; `reference` names a function's own attribute. */
export interface OnnxAttribute {
  readonly name: string;
  readonly kind: AttributeKind | undefined;
  readonly reference: string;
  readonly value: number | bigint | string | Tensor | OnnxGraph | NumberList | readonly string[] | undefined;
}

export type AttributeKind = 'float' | 'int' | 'string' | 'tensor' | 'graph' | 'floats' | 'ints' | 'strings';

/** A graph's input or output. */
export interface OnnxValue {
  readonly name: string;
  /** Undefined when it is not declared (subgraphs may leave it out). */
  readonly type: TensorType | 'map' | 'other' | undefined;
  /** Undefined when even the rank is free. */
  readonly shape: readonly (number | string)[] | undefined;
  /** For one map: the types of its keys and values. */
  readonly map?: { readonly key: OnnxValue['type']; readonly value: OnnxValue['type'] };
}

/** A model-local function. */
export interface OnnxFunction {
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly defaults: ReadonlyMap<string, OnnxAttribute>;
  readonly nodes: readonly OnnxNode[];
  readonly opsets: ReadonlyMap<string, number>;
}
