import { isRecord } from '../../xdm/record.ts';
import type { Path } from '../json/json-document.ts';
import { checkCondition } from './check-condition.ts';
import { checkReads } from './check-reads.ts';
import type { Context } from './context.ts';

/** What a column of `xdm-to-frame` is counted over. */
const roots = ['event', 'current', 'now'];

/** Reports what columns ask of events that no event has: they would hold nothing on the page, whatever was learned of them. */
export function checkGraphConditions(graph: unknown, path: Path, context: Context): void {
  for (const [index, node] of listIn(graph, 'nodes').entries()) {
    if (!isRecord(node) || node.op !== 'xdm-to-frame') continue;
    for (const [place, column] of listIn(node.params, 'columns').entries()) {
      const inside = [...path, 'nodes', index, 'params', 'columns', place];
      if (!isRecord(column)) continue;
      if (column.where !== undefined) checkCondition(column.where, { path: [...inside, 'where'], roots }, context);
      if (typeof column.path === 'string') checkReads(`event.${column.path}`, [...inside, 'path'], context);
    }
  }
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = isRecord(value) ? value[name] : undefined;
  return Array.isArray(list) ? list : [];
}
