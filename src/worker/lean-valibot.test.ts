import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { arbitraryOf, type Draw } from '../engine/js/testing/fuzz/draw.ts';
import { jsonCase } from '../engine/js/testing/fuzz/json-case.ts';
import { fakeClassifier } from '../pipeline/testing/fixtures.ts';

/** What uses valibot in the worker, and valibot itself. */
async function load() {
  vi.resetModules();
  return {
    manifest: await import('../registry/manifest.ts'),
    graph: await import('../pipeline/graph.ts'),
    valibot: await import('valibot'),
  };
}

let whole: Awaited<ReturnType<typeof load>>;
let lean: Awaited<ReturnType<typeof load>>;

beforeAll(async () => {
  whole = await load();
  vi.doMock('valibot', () => import('./lean-valibot.ts'));
  lean = await load();
  vi.doUnmock('valibot');
  expect(lean.valibot.pipe, 'they are two').not.toBe(whole.valibot.pipe);
});

/** What a call came to: its result, or its error. */
function outcome(call: () => unknown): unknown {
  try {
    return { result: call() };
  } catch (error) {
    const { name, code, message } = error as { name: string; code?: string; message: string };
    return { name, code, message };
  }
}

const runs = { numRuns: 1000, seed: 11 };

describe('lean-valibot says of', () => {
  it('manifests what valibot says', () => {
    const documents = arbitraryOf((draw) => jsonCase(draw, 'manifest', '').text);
    let refused = 0;
    fc.assert(
      fc.property(documents, (text) => {
        const [expected, found] = [whole, lean].map(({ manifest }) =>
          outcome(() => manifest.parseManifest(JSON.parse(text))),
        );
        expect(found).toEqual(expected);
        if ((expected as { code?: string }).code) refused++;
      }),
      runs,
    );
    expect(refused, 'both verdicts come up').toBeGreaterThan(100);
    expect(refused).toBeLessThan(runs.numRuns - 100);
  });

  it('graphs and the params of their operators what valibot says', () => {
    const documents = arbitraryOf((draw) => jsonCase(draw, 'graph', '').text);
    fc.assert(
      fc.property(documents, (text) => {
        const [expected, found] = [whole, lean].map(({ graph }) =>
          outcome(() => {
            const options = { sessions: { model: fakeClassifier() }, customOperators: {}, serviceId: 'intent' };
            return graph.compileGraph(JSON.parse(text), options).outputNames;
          }),
        );
        expect(found).toEqual(expected);
      }),
      runs,
    );
  });

  it('any schema what valibot says of any value', () => {
    fc.assert(
      fc.property(
        arbitraryOf((draw) => [drawSchema(draw, 3), drawValue(draw, 4)] as const),
        ([schema, value]) => {
          const [expected, found] = [whole, lean].map(({ valibot }) => {
            const { success, output, issues } = valibot.safeParse(schema(valibot), value, { abortEarly: true });
            if (success) return { output };
            return { message: issues[0].message, path: valibot.getDotPath(issues[0]) };
          });
          expect(found).toEqual(expected);
        },
      ),
      { ...runs, numRuns: 5000 },
    );
  });
});

type Valibot = typeof import('valibot');
type Make = (v: Valibot) => import('valibot').GenericSchema;

const keys = ['a', 'b', 'kind', '__proto__', 'constructor'];

/** A schema of every kind that the worker's build has. */
function drawSchema(draw: Draw, depth: number): Make {
  const inner = (): Make => drawSchema(draw, depth - 1);
  const simple: readonly Make[] = [
    (v) => v.string(),
    (v) => v.number(),
    (v) => v.boolean(),
    (v) => v.null_(),
    (v) => v.unknown(),
    (v) => v.literal('x'),
    (v) => v.picklist(['x', 'y', 1]),
    (v) => v.pipe(v.string(), v.regex(/^x/)),
    (v) => v.pipe(v.string(), v.regex(/x$/, 'must end in x'), v.minLength(2)),
    (v) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9)),
    (v) =>
      v.pipe(
        v.string(),
        v.check((text) => text !== 'x', 'not x'),
        v.check((text) => text.length < 3),
      ),
    (v) =>
      v.pipe(
        v.unknown(),
        v.check(
          (value) => value !== 0,
          ({ input }) => `${String(input)} is zero`,
        ),
      ),
  ];
  if (depth === 0 || draw.chance(30)) return draw.pick(simple);
  const [first, second] = [inner(), inner()];
  const [isFirstOptional, hasDefault] = [draw.chance(40), draw.chance(30)];
  const optional = (v: Valibot): ReturnType<Make> =>
    hasDefault ? v.exactOptional(first(v), 0) : v.exactOptional(first(v));
  const entries = (v: Valibot) => ({ a: isFirstOptional ? optional(v) : first(v), b: second(v) });
  return draw.pick<Make>([
    (v) => v.array(first(v)),
    (v) => v.pipe(v.array(first(v)), v.minLength(1)),
    (v) => v.record(v.string(), first(v)),
    (v) =>
      v.record(
        v.pipe(
          v.string(),
          v.check((key) => key !== 'b', 'no b'),
        ),
        first(v),
      ),
    (v) => v.object(entries(v)),
    (v) => v.looseObject(entries(v)),
    (v) => v.strictObject(entries(v)),
    (v) => v.union([first(v), second(v)]),
    (v) =>
      v.variant('kind', [
        v.object({ kind: v.literal('x'), ...entries(v) }),
        v.looseObject({ kind: v.picklist(['y', 'z']), b: second(v) }),
      ]),
  ]);
}

function drawValue(draw: Draw, depth: number): unknown {
  const simple = ['x', 'y', 'xx', 'xyx', '', 0, 1, -1, 12, 0.5, Number.NaN, true, null, undefined, new Date(0)];
  if (depth === 0 || draw.chance(30)) return simple[draw.int(0, simple.length - 1)];
  const inner = () => drawValue(draw, depth - 1);
  if (draw.chance(40)) return draw.list(0, 3, inner);
  return Object.fromEntries(
    draw.list(0, 4, () => [draw.pick(keys), draw.chance(30) ? draw.pick(['x', 'y']) : inner()]),
  );
}
