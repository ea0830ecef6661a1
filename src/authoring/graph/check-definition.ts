import { EdgewiseError } from '../../errors.ts';
import type { Operator } from '../../pipeline/operator.ts';
import { isRecord } from '../../xdm/record.ts';
import type { GraphJson } from './definition.ts';
import { didYouMean } from './did-you-mean.ts';

/**
 * Refuses names that there are not, with the one that was probably meant: operators, params, and nodes referred to.
 * What else is wrong with a definition is left to its compilation.
 * @param where tells where in a file something stands, by its path in the definition, such as `graph.json:12:7`.
 * @throws EdgewiseError `graph-invalid`.
 */
export function checkDefinition(
  { nodes, outputs }: GraphJson,
  operators: readonly Operator[],
  where?: (path: readonly (string | number)[]) => string,
): void {
  const ids = ['events', 'profile', 'frame', ...nodes.map(({ id }) => id)];
  const refuse = (path: readonly (string | number)[], sentence: string, remedy: string): never => {
    const place = where ? `${where(path)}: ` : '';
    throw new EdgewiseError('graph-invalid', `${place}${sentence}${remedy}${remedy.endsWith('?') ? '' : '.'}`);
  };
  const checkReference = (text: string, path: readonly (string | number)[], subject: string) => {
    const [id = ''] = String(text).split(/[.[]/);
    if (ids.includes(id)) return;
    refuse(path, `${subject}: '${text}' names an unknown node`, didYouMean(id, ids) || '; correct it or add it');
  };
  for (const [index, { id, op, inputs = [], params = {} }] of nodes.entries()) {
    const operator = operators.find(({ name }) => name === op);
    if (!operator) {
      const names = operators.map(({ name }) => name);
      const remedy = didYouMean(op, names) || '; see discoverOperators()';
      return refuse(['nodes', index, 'op'], `Graph node '${id}', op: operator '${op}' is unknown`, remedy);
    }
    const known = paramsOf(operator, params);
    for (const param of known ? Object.keys(params) : []) {
      if (known?.includes(param)) continue;
      const remedy = didYouMean(param, known ?? []) || `; it takes ${known?.join(', ') || 'none'}`;
      const subject = `Graph node '${id}' (${op}), params.${param}`;
      refuse(['nodes', index, 'params', param], `${subject}: there is no such param`, remedy);
    }
    for (const [place, input] of inputs.entries())
      checkReference(input, ['nodes', index, 'inputs', place], `Graph node '${id}' (${op}), inputs`);
  }
  for (const [name, text] of Object.entries(outputs)) checkReference(text, ['outputs', name], `Graph output '${name}'`);
}

/** Names of the params that an operator takes, where its schema is an object; of a fitted node, where it holds what is learned. */
export function paramsOf({ paramsSchema }: Operator, params: unknown): string[] | undefined {
  let schema: unknown = paramsSchema;
  if (isRecord(schema) && schema.type === 'lazy' && typeof schema.getter === 'function') schema = schema.getter(params);
  return isRecord(schema) && isRecord(schema.entries) ? Object.keys(schema.entries) : undefined;
}
