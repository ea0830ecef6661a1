import { decodeFunctions } from './functions.ts';
import { hasKernel } from './kernel-groups.ts';
import { newestOpsets } from './kernel-registry.ts';
import type { OnnxModel, OnnxNode } from './model.ts';
import { isGraph } from './node-label.ts';

/** An operator that a model uses, in the version of its operator set that the model imports. */
export interface OperatorUse {
  /** `''` is the standard's own domain. */
  readonly domain: string;
  readonly opType: string;
  readonly opset: number;
}

/** All operators that a model uses, each once, those of subgraphs and of the functions it calls included; sorted by name. */
export function listOperators(model: OnnxModel): OperatorUse[] {
  const functions = decodeFunctions(model);
  const found = new Map<string, OperatorUse>();
  const entered = new Set<string>();
  const visit = (nodes: readonly OnnxNode[], opsets: ReadonlyMap<string, number>): void => {
    for (const { domain, opType, attributes } of nodes) {
      const called = functions.get(`${domain}:${opType}`);
      if (called) {
        if (!entered.has(`${domain}:${opType}`)) {
          entered.add(`${domain}:${opType}`);
          visit(called.nodes, called.opsets);
        }
      } else {
        const opset = opsets.get(domain) ?? 0;
        found.set(`${opType}:${domain}:${opset}`, { domain, opType, opset });
      }
      for (const { value } of attributes.values()) if (isGraph(value)) visit(value.nodes, opsets);
    }
  };
  visit(model.graph.nodes, model.opsets);
  return [...found.keys()].sort().flatMap((key) => found.get(key) ?? []);
}

/** Those of `operators` that the js provider has no kernel for. Loads nothing. */
export function unsupportedOperators(operators: readonly OperatorUse[]): OperatorUse[] {
  return operators.filter(
    ({ domain, opType, opset }) => !hasKernel(domain, opType) || opset > (newestOpsets[domain] ?? 0),
  );
}
