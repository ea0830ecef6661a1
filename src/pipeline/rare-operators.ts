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

/** The operators for a graph that names these: what is at hand, the rare ones, and the further ones where it needs one. */
export async function loadRareOperators(
  names: readonly unknown[],
  atHand: readonly Operator[],
): Promise<readonly Operator[]> {
  const operators = [...atHand, ...rareOperators];
  if (names.every((name) => operators.some((operator) => operator.name === name))) return operators;
  const { furtherOperators } = await import('./further-operators.ts');
  return [...operators, ...furtherOperators];
}
