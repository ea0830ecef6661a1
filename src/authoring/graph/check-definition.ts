import * as v from 'valibot';
import { EdgewiseError } from '../../errors.ts';
import type { Operator } from '../../pipeline/operator.ts';
import { isRecord } from '../../xdm/record.ts';
import { issueInWords } from '../json/issue-in-words.ts';
import type { GraphJson } from './definition.ts';
import { didYouMean } from './did-you-mean.ts';

const fields = ['id', 'op', 'inputs', 'params'];

/**
 * Refuses names that there are not, with the one that was probably meant: fields, operators, params, and nodes referred to; and params that
 * are not what they should be. What else is wrong with a definition is left to its compilation.
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
  for (const [index, node] of nodes.entries()) {
    const { id, op, inputs = [], params = {} } = node;
    for (const name of Object.keys(node)) {
      if (fields.includes(name)) continue;
      const remedy = didYouMean(name, fields) || `; a node has ${fields.join(', ')}`;
      refuse(['nodes', index, name], `Graph node '${id}' (${op}): there is no field '${name}'`, remedy);
    }
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
    const issue = v.safeParse(operator.paramsSchema, params).issues?.[0];
    if (issue) {
      const path = ['params', ...(issue.path ?? []).map(({ key }) => String(key))];
      refuse(['nodes', index, ...path], `Graph node '${id}' (${op}), ${path.join('.')}`, `: ${issueInWords(issue)}`);
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
