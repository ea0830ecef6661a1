import * as v from 'valibot';

const names = v.array(v.string());
const kinds = ['int', 'ints', 'float', 'floats', 'string', 'strings', 'tensor', 'graph', 'reference'];
const attributes = v.record(
  v.string(),
  v.custom(
    (value) => typeof value === 'object' && value !== null && kinds.some((kind) => kind in value),
    'it has no kind; write it as { int: 1 }',
  ),
);
const node = v.looseObject({
  opType: v.string(),
  inputs: names,
  outputs: names,
  attributes: v.optional(attributes),
});
const size = v.custom(
  (given) => typeof given === 'string' || (Number.isSafeInteger(given) && Number(given) >= 0),
  ({ input }) => `it is ${input}; give a whole number, or a name`,
);

/**
 * The form of a model's definition, as far as writing it looks: what is in attributes, and the bodies of loops, is left to whoever runs it.
 * @param types of elements.
 */
export function modelSchema(types: readonly string[]) {
  const value = v.looseObject({
    name: v.string(),
    type: v.optional(v.picklist([...types, 'map'])),
    shape: v.optional(v.array(size)),
  });
  const initializer = v.looseObject({ type: v.picklist(types), dims: v.array(v.number()) });
  const opsets = v.record(v.string(), v.pipe(v.number(), v.integer()));
  return v.looseObject({
    opsets,
    graph: v.looseObject({
      nodes: v.array(node),
      inputs: v.array(value),
      outputs: v.array(value),
      initializers: v.optional(v.record(v.string(), initializer)),
    }),
    functions: v.optional(
      v.array(
        v.looseObject({
          domain: v.string(),
          name: v.string(),
          inputs: names,
          outputs: names,
          opsets,
          nodes: v.array(node),
        }),
      ),
    ),
  });
}
