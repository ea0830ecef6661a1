import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { allOperators } from '../../pipeline/graph.ts';
import type { Operator } from '../../pipeline/operator.ts';
import { fitters } from '../fit/fitters.ts';
import { estimators } from '../trainers/estimators.ts';

/** What a graph can name, as tools show it. */
export interface OperatorDescription {
  /** As nodes name it, e.g. `standard-scaler`. */
  readonly name: string;
  /** An operator works on the page, an estimator is trained into a model before. */
  readonly kind: 'operator' | 'estimator';
  /** Kinds of value that it takes, and the least number of inputs; more only with `many`. */
  readonly inputs: Operator['inputs'];
  /** JSON Schema (draft 2020-12) of its params, as a graph on the page holds them. */
  readonly params: JsonSchema;
  /** JSON Schema of its params before the graph is fitted, where it learns from a frame. */
  readonly learningParams?: JsonSchema;
}

/** Lists everything that a graph can name, with JSON Schemas of the params. */
export function discoverOperators(): OperatorDescription[] {
  const operators = allOperators.map(({ name, inputs, paramsSchema }): OperatorDescription => {
    const fitter = fitters.get(name);
    const params = toSchema(paramsSchema);
    const listed = { name, kind: 'operator', inputs, params } as const;
    return fitter ? { ...listed, learningParams: toSchema(fitter.paramsSchema) } : listed;
  });
  const trained = [...estimators.values()].map(({ name, paramsSchema }): OperatorDescription => {
    return { name, kind: 'estimator', inputs: { kinds: ['tensor', 'frame'], min: 1 }, params: toSchema(paramsSchema) };
  });
  return [...operators, ...trained].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a JSON Schema can say; checks that are functions are left out. */
function toSchema(schema: GenericSchema): JsonSchema {
  return toJsonSchema(schema, { target: 'draft-2020-12', typeMode: 'input', errorMode: 'ignore' });
}
