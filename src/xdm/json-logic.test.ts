import fc from 'fast-check';
import reference from 'json-logic-js';
import { describe, expect, it } from 'vitest';
import type { JsonLogic } from './condition.ts';
import { compileLogic, standardOperators } from './json-logic.ts';

const data = { a: 1, b: '2', c: null, d: [1, 2, 3], e: { f: 'text', g: [] }, h: true, i: '' };

/** Stands for an error. The standard says nothing about those. */
const failed = Symbol('failed');

function outcomeOf(evaluate: () => unknown): unknown {
  try {
    return evaluate() ?? null;
  } catch {
    return failed;
  }
}

function evaluate(expression: unknown, over: unknown = data, steps = 100_000): unknown {
  return compileLogic(expression).evaluate(over, { operators: {}, steps });
}

describe('compileLogic', () => {
  it("agrees with JSON Logic's own library on whatever expression", () => {
    const names = standardOperators().filter((name) => !/^(var|missing|missing_some)$/.test(name));
    const { logic } = fc.letrec<{ logic: JsonLogic }>((tie) => ({
      logic: fc.oneof(
        { maxDepth: 4 },
        fc
          .constantFrom<JsonLogic>(null, true, false, 0, 1, -1, 2.5, '', '1', 'a', 'text', [1, 'a'], [])
          // As in a document: no list stands in two places.
          .map((value) => structuredClone(value)),
        fc.constantFrom('a', 'b', 'c', 'd', 'd.1', 'e', 'e.f', 'nothing', 'accumulator', 'current', '').map((path) => ({
          var: path,
        })),
        fc.tuple(fc.constantFrom('a', 'nothing'), tie('logic')).map(([path, fallback]) => ({ var: [path, fallback] })),
        fc.array(fc.constantFrom('a', 'c', 'i', 'e.f', 'nothing')).map((paths) => ({ missing: paths })),
        fc
          .tuple(fc.nat(3), fc.array(fc.constantFrom('a', 'c', 'nothing')))
          .map(([count, paths]) => ({ missing_some: [count, paths] })),
        fc.array(tie('logic'), { maxLength: 3 }),
        fc
          .tuple(fc.constantFrom(...names), fc.array(tie('logic'), { minLength: 1, maxLength: 3 }))
          .map(([name, args]) => ({ [name]: args })),
      ),
    }));
    fc.assert(
      fc.property(logic, (expression) => {
        const expected = outcomeOf(() => reference.apply(expression as Parameters<typeof reference.apply>[0], data));
        if (expected !== failed) expect(outcomeOf(() => evaluate(expression))).toEqual(expected);
      }),
      { numRuns: 5_000, seed: 5 },
    );
  });

  it.each<[JsonLogic, unknown]>([
    [{ '<': [0, { var: 'a' }, 2] }, true],
    [{ '<': [0, { var: 'a' }, 1] }, false],
    [{ '<=': [0, { var: 'a' }, 1] }, true],
    [{ in: [2, { var: 'd' }] }, true],
    [{ in: ['', ''] }, false],
    [{ all: [{ var: 'd' }, { '>': [{ var: '' }, 1] }] }, false],
    [{ all: [{ var: 'd' }, { '>': [{ var: '' }, 0] }] }, true],
    [{ substr: ['jsonlogic', 4] }, 'logic'],
    [{ substr: ['jsonlogic', -5] }, 'logic'],
    [{ substr: ['jsonlogic', 1, 3] }, 'son'],
    [{ substr: ['jsonlogic', 4, -2] }, 'log'],
    [{ missing: [] }, []],
    [{ var: null }, data],
    [{ var: [] }, data],
  ])("gives what JSON Logic's library gives for %j", (expression, expected) => {
    expect(reference.apply(expression as Parameters<typeof reference.apply>[0], data)).toEqual(expected);
    expect(evaluate(expression)).toEqual(expected);
  });

  const many = Array.from({ length: 1_000 }, () => 1);
  const doubled = (operator: string): JsonLogic => ({ [operator]: [{ var: 'accumulator' }, { var: 'accumulator' }] });

  it.each<[string, JsonLogic]>([
    ['one loop in another', { map: [many, { map: [many, true] }] }],
    ['a text that doubles', { reduce: [{ var: 'd' }, doubled('cat'), 'x'] }],
    ['a list that doubles', { reduce: [{ var: 'd' }, doubled('merge'), [1]] }],
    ['a list made in a loop', { map: [{ var: 'd' }, Array.from(many, () => ({ var: '' }))] }],
  ])('stops %s when its steps have run out', (_, expression) => {
    expect(() => evaluate(expression, { d: many })).toThrow('too many steps');
  });

  it('takes rules of thousands of alternatives', () => {
    const isArticle = (sku: number): JsonLogic => ({ '==': [{ var: 'a' }, sku] });
    expect(evaluate({ or: Array.from({ length: 5_000 }, (_, index) => isArticle(5_000 - index)) })).toBe(true);
  });

  it('gives other operators their values, and names them', () => {
    const logic = compileLogic({ and: [{ twice: [{ var: 'a' }] }, { twice: { twice: 2 } }] });
    expect([...logic.otherOperators]).toEqual(['twice']);
    const operators = { twice: (value: unknown) => Number(value) * 2 };
    expect(logic.evaluate(data, { operators, steps: 1_000 })).toBe(8);
    expect(() => logic.evaluate(data, { operators, steps: 150 })).toThrow('too many steps');
  });
});
