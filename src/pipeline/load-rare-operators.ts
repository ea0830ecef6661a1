import { missingChunk } from '../errors.ts';
import type { Operator } from './operator.ts';
import { rareOperators } from './rare-operators.ts';

/** The operators for a graph that names these: what is at hand, the rare ones, and the further ones where it needs one. */
export async function loadRareOperators(
  names: readonly unknown[],
  atHand: readonly Operator[],
): Promise<readonly Operator[]> {
  const operators = [...atHand, ...rareOperators];
  if (names.every((name) => operators.some((operator) => operator.name === name))) return operators;
  const { furtherOperators } = await import('./further-operators.ts').catch(missingChunk);
  return [...operators, ...furtherOperators];
}
