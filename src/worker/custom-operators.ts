import { EdgewiseError } from '../errors.ts';
import type { CustomOperator } from '../pipeline/operators/custom.ts';

/**
 * Imports the ES modules that a graph's `custom` nodes name by `params.module`, and collects the functions that they export as `operators`.
 * A module lies on the worker's own origin, or is listed in the option `operatorModules`.
 * @throws EdgewiseError `graph-invalid`.
 */
export async function loadCustomOperators(
  graph: Readonly<Record<string, unknown>>,
  allowed: readonly string[],
  baseUrl: string,
): Promise<Record<string, CustomOperator>> {
  const operators: Record<string, CustomOperator> = {};
  for (const module of moduleNames(graph)) {
    const { href: url, origin, protocol } = new URL(module, baseUrl);
    // A script that is its own address has the origin of a page that has none, such as a sandboxed frame.
    const isOwn = origin === self.location.origin && /^https?:$/.test(protocol);
    if (!isOwn && !allowed.includes(url)) {
      throw new EdgewiseError(
        'graph-invalid',
        `Module ${url} is on another origin; list it in the option operatorModules`,
      );
    }
    let exported: { readonly operators?: Readonly<Record<string, CustomOperator>> };
    try {
      exported = await import(/* @vite-ignore */ url);
    } catch (cause) {
      throw new EdgewiseError('graph-invalid', `Module ${url} with custom operators could not be imported`, { cause });
    }
    if (typeof exported.operators !== 'object') {
      throw new EdgewiseError('graph-invalid', `Module ${url} must export "operators", an object of functions`);
    }
    Object.assign(operators, exported.operators);
  }
  return operators;
}

function moduleNames({ nodes }: Readonly<Record<string, unknown>>): Set<string> {
  const names = new Set<string>();
  for (const node of Array.isArray(nodes) ? nodes : []) {
    const module: unknown = node?.op === 'custom' ? node.params?.module : undefined;
    if (typeof module === 'string') names.add(module);
  }
  return names;
}
