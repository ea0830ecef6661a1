import { type GenericSchema, lazy } from 'valibot';
import { EdgewiseError } from '../../errors.ts';
import { allOperators } from '../../pipeline/graph.ts';
import type { Operator } from '../../pipeline/operator.ts';
import { isRecord } from '../../xdm/record.ts';
import type { Fitter } from '../fit/fitter.ts';
import { fitters } from '../fit/fitters.ts';
import type { Estimator } from '../trainers/estimator.ts';

/** Estimators that a graph may name. */
export type Estimators = ReadonlyMap<string, Estimator>;

/** The operators that a graph may name before it is fitted: those of the page, some with params that say how to learn, and estimators. */
export function authorOperators(estimators: Estimators): readonly Operator[] {
  const operators = allOperators.map((operator) => {
    const fitter = fitters.get(operator.name);
    return fitter ? learning(operator, fitter) : operator;
  });
  return [...operators, ...[...estimators.values()].map(estimating)];
}

/** Whether a node learns something when the graph is fitted. */
export function isUnfitted(
  { op, params = {} }: { readonly op: string; readonly params?: unknown },
  estimators: Estimators,
): boolean {
  return estimators.has(op) || (isRecord(params) && fitters.get(op)?.isFitted(params) === false);
}

/** The operator with its own params, or with those of a node that is not fitted. */
function learning(operator: Operator, fitter: Fitter): Operator {
  const isFitted = (params: unknown) => !isRecord(params) || fitter.isFitted(params);
  return {
    ...operator,
    paramsSchema: lazy((params): GenericSchema => (isFitted(params) ? operator.paramsSchema : fitter.paramsSchema)),
    plan: (node, params) => (isFitted(params) ? operator.plan(node, params) : refuseUnfitted(node.id, operator.name)),
  };
}

function estimating({ name, paramsSchema }: Estimator): Operator {
  return {
    name,
    inputs: { kinds: ['tensor', 'frame'], min: 1 },
    paramsSchema,
    plan: (node) => refuseUnfitted(node.id, name),
  };
}

function refuseUnfitted(id: string, op: string): never {
  throw new EdgewiseError(
    'graph-invalid',
    `Graph node '${id}' (${op}): it has not learned yet; call graph.fit(frame, { label }), or run edgewise train.`,
  );
}
