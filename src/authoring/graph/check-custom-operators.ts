import { EdgewiseError } from '../../errors.ts';
import type { CustomOperator } from '../../pipeline/operators/custom.ts';
import { isRecord } from '../../xdm/record.ts';
import { didYouMean } from './did-you-mean.ts';

/**
 * Refuses a graph whose `custom` nodes call functions that are not there, naming the one that was probably meant.
 * @throws EdgewiseError `graph-invalid`.
 */
export function checkCustomOperators(
  graph: { readonly nodes?: unknown },
  given: Readonly<Record<string, CustomOperator>>,
): void {
  for (const node of Array.isArray(graph.nodes) ? graph.nodes : []) {
    const name: unknown =
      isRecord(node) && node.op === 'custom' && isRecord(node.params) ? node.params.name : undefined;
    if (typeof name !== 'string' || Object.hasOwn(given, name)) continue;
    const known = Object.keys(given);
    const remedy =
      didYouMean(name, known) ||
      (known.length > 0
        ? `; those given are ${known.join(', ')}`
        : '; give it as one of customOperators (by command: --operators MODULE)');
    throw new EdgewiseError(
      'graph-invalid',
      `Graph node '${node.id}' calls the operator "${name}", which was not given${remedy}`,
    );
  }
}
