import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRecord } from '../xdm/record.ts';
import { allOperators, compileGraph } from './graph.ts';
import { contextOf, event, fakeClassifier, frameOf } from './testing/fixtures.ts';

const frame = frameOf({
  a: ['float64', [1.5, null, -3]],
  b: ['string', ['x', null, '2024-01-01']],
  i: ['int64', [1, 2, null]],
  t: ['bool', [true, false, null]],
});
const columns = { a: 'float64', b: 'string', i: 'int64', t: 'bool' } as const;

/** Values that params of one operator or another take, and some that none takes. */
const text = fc.constantFrom(
  'a',
  'b',
  'i',
  't',
  'x',
  'n0',
  'n1',
  'n0.a',
  'frame',
  'events',
  'intent',
  'train',
  'hour',
  'length',
  '%Y',
  '__proto__',
);
const name = fc.constantFrom('a', 'b', 'i', 't');
const number = fc.constantFrom(-1, 0, 0.5, 1, 2, 3, 1e300);
const value = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.array(name, { maxLength: 2 }),
  fc.array(number, { maxLength: 3 }),
  fc.array(fc.array(fc.oneof(number, text), { maxLength: 3 }), { maxLength: 2 }),
  fc.dictionary(name, fc.oneof(number, text)),
  fc.array(fc.record({ name: text, path: text, expression: fc.constant({ var: 'a' }) }, { requiredKeys: ['name'] }), {
    maxLength: 2,
  }),
  fc.jsonValue({ maxDepth: 2 }),
);

const outputs = fc.oneof({ arbitrary: fc.constant({}), weight: 3 }, fc.dictionary(name, text, { maxKeys: 1 }));
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 2 });
const edges = fc.constantFrom([0, 1, 2], [1, 1], [null, 0, null], [-3, 0.5]);
const lists = (item: fc.Arbitrary<unknown>) =>
  fc.array(fc.array(item, { maxLength: 3 }), { minLength: 1, maxLength: 2 });
/** What a param of a name takes, more or less. */
const likely: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  columns: names,
  column: name,
  bins: edges,
  binEdges: fc.array(edges, { minLength: 1, maxLength: 2 }),
  categories: lists(fc.oneof(number, text, fc.boolean())),
  encodings: lists(number),
  statistics: fc.array(fc.oneof(number, text), { maxLength: 2 }),
  mapping: fc.dictionary(text, number),
  toReplace: fc.oneof(number, text, fc.dictionary(text, text)),
  value: fc.oneof(number, text),
  cond: fc.constantFrom(true, { '>': [{ var: 'a' }, 0] }, { cat: [{ var: 'b' }] }),
  shape: fc.array(fc.constantFrom(-1, 1, 2, 3, 0), { maxLength: 3 }),
  vocabulary: fc.array(text, { maxLength: 2 }),
  type: fc.constantFrom('float64', 'string', 'int64', 'bool'),
  format: fc.constantFrom('%Y-%m-%d', '%d.%m.%y %I %p', '%', '(%Y'),
  pattern: fc.constantFrom('', 'x', '('),
  operation: fc.constantFrom('lower', 'length', 'split', 'contains'),
  part: fc.constantFrom('train', 'test', 'hour', 'dayofyear'),
  buckets: fc.constantFrom(1, 7),
  axis: fc.constantFrom(0, 1, 2, 'index', 'columns'),
};

const node = fc.constantFrom(...allOperators).chain(({ name: op, inputs, paramsSchema }) => {
  const entries =
    'entries' in paramsSchema && isRecord(paramsSchema.entries) ? Object.entries(paramsSchema.entries) : [];
  const isRequired = ([, schema]: [string, unknown]) => !isRecord(schema) || schema.type !== 'exact_optional';
  const params = entries.map(([param]): [string, fc.Arbitrary<unknown>] => {
    const good = likely[param];
    return [param, good ? fc.oneof({ arbitrary: good, weight: 9 }, { arbitrary: value, weight: 1 }) : value];
  });
  const source = fc.constantFrom(['frame'], ['frame.a'], ['frame.b'], ['frame.i', 'frame.t'], ['n0']);
  return fc.record({
    op: fc.constant(op),
    inputs:
      inputs.kinds.includes('events') || inputs.kinds.includes('profile')
        ? fc.oneof(fc.constantFrom(['events'], ['profile']), source)
        : source,
    params: fc.oneof(
      fc.record(Object.fromEntries(params.filter((_, index) => isRequired(entries[index] ?? ['', 0])))),
      fc.record(Object.fromEntries(params), { requiredKeys: entries.filter(isRequired).map(([param]) => param) }),
    ),
  });
});

/** The error that a call ends with, if any. */
async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('any graph', () => {
  it('compiles or is refused as graph-invalid, and runs or is refused by a code', async () => {
    let ran = 0;
    const property = fc.asyncProperty(
      fc.array(node, { minLength: 1, maxLength: 2 }),
      outputs,
      async (nodes, outputs) => {
        const definition = { nodes: nodes.map((each, index) => ({ id: `n${index}`, ...each })), outputs };
        const options = { sessions: { intent: fakeClassifier() }, serviceId: 's', frame: columns };
        let graph: ReturnType<typeof compileGraph> | undefined;
        const refused = await errorOf(() => {
          graph = compileGraph(definition, options);
        });
        if (refused) {
          expect(refused).toMatchObject({ code: 'graph-invalid', message: expect.stringMatching(/\.$/) });
          return;
        }
        const failed = await errorOf(() => graph?.run(contextOf({ frame, events: [event('a', 5), event('b', 0)] })));
        if (failed)
          expect(failed).toMatchObject({
            name: 'EdgewiseError',
            code: expect.stringMatching(/^(input|graph)-invalid$/),
            message: expect.stringMatching(/^Graph (node|output) /),
          });
        else ran += 1;
      },
    );
    await fc.assert(property, { numRuns: 3000, seed: 5 });
    expect(ran, 'some run').toBeGreaterThan(50);
  });
});
