import type { Operator } from './operator.ts';
import { array } from './operators/array.ts';
import { cast } from './operators/cast.ts';
import { clip } from './operators/clip.ts';
import { custom } from './operators/custom.ts';
import { datetimePart } from './operators/datetime-part.ts';
import { fillna } from './operators/fillna.ts';
import { frameToXdm } from './operators/frame-to-xdm.ts';
import { map } from './operators/map.ts';
import { oneHotEncoder } from './operators/one-hot-encoder.ts';
import { onnx } from './operators/onnx.ts';
import { profileReader } from './operators/profile-reader.ts';
import { profileWriter } from './operators/profile-writer.ts';
import { standardScaler } from './operators/standard-scaler.ts';
import { xdmToFrame } from './operators/xdm-to-frame.ts';

/** Every operator that a graph can name. */
export const operators: readonly Operator[] = [
  array,
  cast,
  clip,
  custom,
  datetimePart,
  fillna,
  frameToXdm,
  map,
  oneHotEncoder,
  onnx,
  profileReader,
  profileWriter,
  standardScaler,
  xdmToFrame,
];

const byName: ReadonlyMap<string, Operator> = new Map(operators.map((operator) => [operator.name, operator]));

/** The operator of a name, or undefined. */
export function findOperator(name: string): Operator | undefined {
  return byName.get(name);
}
