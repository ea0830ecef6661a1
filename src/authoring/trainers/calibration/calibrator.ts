import type { Tensor } from '../../../engine/session.ts';
import type { NodeDefinition } from '../../onnx/writer.ts';

/** A fitted map from a class's score to a probability that comes as often as it says. */
export interface Calibrator {
  apply(score: number): number;
  /** The map as ONNX, of a column [N, 1] to another; `prefix` makes its names its own. */
  toNodes(input: string, output: string, prefix: string): CalibratorNodes;
}

/** A part of an ONNX graph. */
export interface CalibratorNodes {
  readonly nodes: readonly NodeDefinition[];
  readonly initializers: Readonly<Record<string, Tensor>>;
}

/** A class's scores of rows that the model did not learn from, whether the class came, and the rows' weights. */
export interface CalibrationSample {
  readonly scores: Float64Array;
  readonly came: Uint8Array;
  readonly weights: Float64Array;
}
