import type { Operator } from './operator.ts';
import { cast } from './operators/cast.ts';
import { custom } from './operators/custom.ts';
import { datetimePart } from './operators/datetime-part.ts';
import { frameToXdm } from './operators/frame-to-xdm.ts';
import { map } from './operators/map.ts';
import { profileReader } from './operators/profile-reader.ts';
import { standardScaler } from './operators/standard-scaler.ts';

/** The operators that come as a chunk of their own when a graph names one beyond the common ones. */
export const rareOperators: readonly Operator[] = [
  cast,
  custom,
  datetimePart,
  frameToXdm,
  map,
  profileReader,
  standardScaler,
];
