import { missingChunk } from '../errors.ts';
import { readPath } from '../xdm/path.ts';
import { commonOperators } from './common-operators.ts';
import type { Operator } from './operator.ts';

/**
 * The operators for a graph. Those that few graphs name are fetched, once, when this one does; start it beside the models'
 * download. The definition need not be valid.
 */
export async function loadOperators(definition: unknown): Promise<readonly Operator[]> {
  const names = readPath(definition, 'nodes[*].op');
  const isCommon = (name: unknown) => commonOperators.some((operator) => operator.name === name);
  if (!Array.isArray(names) || names.every(isCommon)) return commonOperators;
  const { loadRareOperators } = await import('./load-rare-operators.ts').catch(missingChunk);
  return loadRareOperators(names, commonOperators);
}
