import type { Path } from '../json/json-document.ts';
import type { GraphJson } from './definition.ts';

/**
 * Where in a definition something stands that an error of compiling, fitting or running it is about. It is read from the beginning of the
 * message (`Graph node 'row' (array), params.columns.0: …`), since the page, which compiles graphs too, has no use for it.
 * @returns undefined for an error about something else.
 */
export function placeInGraph(message: string, { nodes }: Pick<GraphJson, 'nodes'>): Path | undefined {
  const subject = /^Graph(?: node '([^']*)'| output '([^']*)')?(?: \([\w-]+\))?(?:, ([^:]+):)?/.exec(message);
  if (!subject) return undefined;
  const [, node, output, inside] = subject;
  const path = inside?.split('.') ?? [];
  if (output !== undefined) return ['outputs', output];
  if (node === undefined) return path;
  const index = nodes.findIndex(({ id }) => id === node);
  return index < 0 ? undefined : ['nodes', index, ...path];
}
