import { importOperators } from '../authoring/publish/operator-module.ts';
import type { CustomOperator } from '../pipeline/operators/custom.ts';

/** The option of every command that runs graphs. */
export const operatorsOption = { operators: { type: 'string', multiple: true } } as const;

/** As it stands in a command's usage. */
export const operatorsUsage = '[--operators MODULE…]';

/** What it does. */
export const operatorsHelp = {
  '--operators MODULE': 'an ES module, as pages import it, with the functions that custom nodes call',
};

/**
 * What `custom` nodes may call: the functions of all modules given.
 * @throws EdgewiseError `input-invalid` when a module gives none; what the file system refuses.
 */
export async function readOperators({
  operators = [],
}: {
  readonly operators?: readonly string[] | undefined;
}): Promise<Readonly<Record<string, CustomOperator>>> {
  const modules = await Promise.all(operators.map(importOperators));
  return Object.assign({}, ...modules);
}
