import { EdgewiseError } from '../../errors.ts';
import type { Operator } from '../../pipeline/operator.ts';
import { isRecord } from '../../xdm/record.ts';
import type { GraphJson } from './definition.ts';
import { didYouMean } from './did-you-mean.ts';

/**
 * Refuses names that there are not, with the one that was probably meant: operators, params, and nodes referred to.
 * What else is wrong with a definition is left to its compilation.
 * @throws EdgewiseError `graph-invalid`.
 */
export function checkDefinition({ nodes, outputs }: GraphJson, operators: readonly Operator[]): void {
  const ids = ['events', 'profile', 'frame', ...nodes.map(({ id }) => id)];
  const checkReference = (text: string, subject: string) => {
    const [id = ''] = String(text).split(/[.[]/);
    if (!ids.includes(id))
      refuse(subject, `'${text}' names an unknown node`, didYouMean(id, ids) || '; correct it or add it');
  };
  for (const { id, op, inputs = [], params = {} } of nodes) {
    const operator = operators.find(({ name }) => name === op);
    if (!operator) {
      const names = operators.map(({ name }) => name);
      return refuse(
        `Graph node '${id}', op`,
        `operator '${op}' is unknown`,
        didYouMean(op, names) || '; see discoverOperators()',
      );
    }
    const known = paramsOf(operator, params);
    for (const param of known ? Object.keys(params) : []) {
      if (known?.includes(param)) continue;
      const remedy = didYouMean(param, known ?? []) || `; it takes ${known?.join(', ') || 'none'}`;
      refuse(`Graph node '${id}' (${op}), params.${param}`, 'there is no such param', remedy);
    }
    for (const input of inputs) checkReference(input, `Graph node '${id}' (${op}), inputs`);
  }
  for (const [name, text] of Object.entries(outputs)) checkReference(text, `Graph output '${name}'`);
}

/** Names of the params that an operator takes, where its schema is an object; of a fitted node, where it holds what is learned. */
export function paramsOf({ paramsSchema }: Operator, params: unknown): string[] | undefined {
  let schema: unknown = paramsSchema;
  if (isRecord(schema) && schema.type === 'lazy' && typeof schema.getter === 'function') schema = schema.getter(params);
  return isRecord(schema) && isRecord(schema.entries) ? Object.keys(schema.entries) : undefined;
}

function refuse(subject: string, reason: string, remedy: string): never {
  throw new EdgewiseError('graph-invalid', `${subject}: ${reason}${remedy}${remedy.endsWith('?') ? '' : '.'}`);
}
