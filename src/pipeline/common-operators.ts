import type { Operator } from './operator.ts';
import { array } from './operators/array.ts';
import { clip } from './operators/clip.ts';
import { fillna } from './operators/fillna.ts';
import { oneHotEncoder } from './operators/one-hot-encoder.ts';
import { onnx } from './operators/onnx.ts';
import { profileWriter } from './operators/profile-writer.ts';
import { xdmToFrame } from './operators/xdm-to-frame.ts';

/** The operators that most graphs name; they come with the worker. */
export const commonOperators: readonly Operator[] = [
  array,
  clip,
  fillna,
  oneHotEncoder,
  onnx,
  profileWriter,
  xdmToFrame,
];
