import { typeOfLiteral } from '../../pipeline/params.ts';
import { isRecord } from '../../xdm/record.ts';
import type { GraphJson } from './definition.ts';

/** The columns that nodes read from events or profile as texts or truths, by name. */
export function declaredTypes({ nodes }: GraphJson): ReadonlyMap<string, 'string' | 'bool'> {
  const types = new Map<string, 'string' | 'bool'>();
  for (const { inputs = [], params = {} } of nodes) {
    const readsVisit = inputs.some((input) => input === 'events' || input === 'profile');
    for (const column of readsVisit && Array.isArray(params.columns) ? params.columns : []) {
      if (!isRecord(column)) continue;
      const type = column.type ?? typeOfLiteral(column.default);
      if (type === 'string' || type === 'bool') types.set(String(column.name), type);
    }
  }
  return types;
}
