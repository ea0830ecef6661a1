import type { Tensor } from '../../engine/session.ts';
import type { AttributeValue } from '../onnx/writer.ts';

/** Adds to the ONNX graph under way. */
export interface GraphBuilder {
  /** Adds a node of one output; returns the output's name. */
  node(opType: string, inputs: readonly string[], attributes?: Readonly<Record<string, AttributeValue>>): string;
  /** Adds an initializer; returns its name. */
  constant(value: Tensor, name?: string): string;
}
