import type { GenericSchema, InferInput } from 'valibot';
import type { Fitter } from '../fit/fitter.ts';
import type { Estimator } from '../trainers/estimator.ts';
import type { GraphNode } from './definition.ts';

/**
 * Makes a node of a graph.
 * @param inputs references to nodes or sources: `'visit'`, `'visit.price'`, `['a', 'b']`.
 * @param params may be left out where none is required.
 */
export type NodeFactory<Params> = <const Input extends string>(
  inputs: Input | readonly Input[],
  ...params: Partial<Params> extends Params ? [params?: Params] : [params: Params]
) => GraphNode<Input>;

/** The factory of an operator. */
export function nodeFactory<Schema extends GenericSchema>(operator: {
  readonly name: string;
  readonly paramsSchema: Schema;
}): NodeFactory<InferInput<Schema>> {
  return factoryOf(operator.name);
}

/** The factory of an operator that learns: its params are those of a fitted node, or those that say how to learn. */
export function learningNodeFactory<Schema extends GenericSchema, Learning extends GenericSchema>(
  operator: { readonly name: string; readonly paramsSchema: Schema },
  _fitter: Fitter<Learning>,
): NodeFactory<InferInput<Schema> | InferInput<Learning>> {
  return factoryOf(operator.name);
}

/** The factory of an estimator; all params have defaults. */
export function estimatorFactory<Params>(estimator: Estimator<Params>): NodeFactory<Partial<Params>> {
  return factoryOf(estimator.name);
}

function factoryOf<Params>(op: string): NodeFactory<Params> {
  return (inputs, ...[params]) => ({
    op,
    inputs: typeof inputs === 'string' ? [inputs] : inputs,
    params: params ?? {},
  });
}
