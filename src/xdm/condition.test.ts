import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { checkExpression, evaluateCondition, evaluateExpression, type JsonLogic, variablesOf } from './condition.ts';

const data = {
  event: { eventType: 'commerce.productViews', productListItems: [{ SKU: 'A-1', priceTotal: 49 }] },
  scores: { 'purchase-intent': { probability: 0.7 } },
  segments: [] as string[],
};

const nested = (depth: number): JsonLogic => (depth === 0 ? true : { '!': [nested(depth - 1)] });
const nestedLists = (depth: number): JsonLogic => (depth === 0 ? true : [nestedLists(depth - 1)]);

describe('evaluateExpression', () => {
  it.each<[JsonLogic, unknown]>([
    [{ var: 'event.eventType' }, 'commerce.productViews'],
    [{ var: 'event.productListItems[0].priceTotal' }, 49],
    [{ var: 'event.productListItems.0.SKU' }, 'A-1'],
    [{ var: ['event.nothing', 5] }, 5],
    [{ var: 'event.nothing' }, null],
    [{ '*': [{ var: 'scores.purchase-intent.probability' }, 10] }, 7],
    [{ if: [{ in: ['Views', { var: 'event.eventType' }] }, 'view', 'other'] }, 'view'],
    [{ map: [{ var: 'event.productListItems' }, { var: 'priceTotal' }] }, [49]],
    [{ missing: ['event.eventType', 'event.toString'] }, ['event.toString']],
    [12, 12],
  ])('%j', (expression, expected) => {
    expect(evaluateExpression(expression, data)).toEqual(expected);
  });

  it('reads own properties only', () => {
    expect(evaluateExpression({ var: 'event.toString' }, data)).toBeNull();
    expect(evaluateExpression({ var: 'event.eventType.length' }, data)).toBe(21);
  });
});

describe('evaluateCondition', () => {
  it.each<[JsonLogic, boolean]>([
    [{ '>=': [{ var: 'scores.purchase-intent.probability' }, 0.5] }, true],
    [{ '>=': [{ var: 'scores.churn-risk.probability' }, 0.5] }, false],
    [{ var: 'segments' }, false],
    [true, true],
    ['', false],
  ])('%j is %s', (condition, expected) => {
    expect(evaluateCondition(condition, data)).toBe(expected);
  });

  it.each<[string, JsonLogic, RegExp]>([
    ['an unknown operator', { startsWith: ['a', 'b'] }, /'startsWith' is unknown/],
    ['an unknown operator in a branch never taken', { if: [true, true, { nope: 1 }] }, /'nope' is unknown/],
    ['log', { log: 'x' }, /'log' is unknown/],
    ['a method reached through a dot', { 'var.constructor': ['return 1'] }, /unknown/],
    ['two operators in one object', { '==': [1, 1], '>': [2, 1] }, /not one operator/],
    ['a type error', { merge: [[1], { cat: [{ var: 'bad' }] }] }, /object/i],
    ['a path to a prototype', { var: 'event.__proto__.x' }, /'event.__proto__.x' is refused/],
    ['a computed path to a prototype', { var: { cat: ['event.', '__proto__'] } }, /'event.__proto__' is refused/],
    ['nesting without end', nested(5000), /nested deeper/],
    ['lists without end', { merge: nestedLists(5000) }, /nested deeper/],
    ['a malformed path', { var: 'event..x' }, /'event..x' is refused/],
  ])('is false for %s and says so once', (_, condition, message) => {
    const onProblem = vi.fn();
    expect(evaluateCondition(condition, { ...data, bad: Object.create(null) }, onProblem)).toBe(false);
    expect(onProblem).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(message));
  });

  it('never throws, whatever the condition and the data', () => {
    const operator = fc.constantFrom(
      '==',
      '+',
      'var',
      'merge',
      'map',
      'reduce',
      'in',
      'substr',
      'missing',
      'nope',
      'all',
    );
    const { logic } = fc.letrec<{ logic: JsonLogic }>((tie) => ({
      logic: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<JsonLogic>(null, true, 1, -1, '', 'event', 'event.a[0]', '__proto__'),
        fc.array(tie('logic'), { maxLength: 3 }),
        fc.tuple(operator, tie('logic')).map(([name, args]) => ({ [name]: args })),
      ),
    }));
    fc.assert(
      fc.property(logic, fc.anything(), (condition, anything) => {
        const onProblem = vi.fn();
        expect(typeof evaluateCondition(condition, anything, onProblem)).toBe('boolean');
        expect(onProblem.mock.calls.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});

describe('checkExpression', () => {
  it('lists every unknown operator once, and nothing for a valid expression', () => {
    expect(checkExpression({ and: [{ nope: 1 }, { nope: 2 }, { never: 3 }] })).toEqual([
      "operator 'nope' is unknown",
      "operator 'never' is unknown",
    ]);
    expect(checkExpression({ '>': [{ var: 'now' }, 5] })).toEqual([]);
  });

  it.each([undefined, () => true, Symbol('x'), 1n])('refuses what JSON cannot hold', (value) => {
    expect(checkExpression(value)).toEqual(['it is not JSON Logic']);
  });

  it("takes '__proto__' for an unknown operator", () => {
    expect(checkExpression(JSON.parse('{"__proto__":[1]}'))).toEqual(["operator '__proto__' is unknown"]);
  });
});

describe('variablesOf', () => {
  it('lists the paths read, each once', () => {
    const expression: JsonLogic = {
      and: [
        { var: 'event.a' },
        { var: ['event.a', 1] },
        { missing: ['b', 'c'] },
        { missing_some: [1, ['d']] },
        { var: '' },
      ],
    };
    expect(variablesOf(expression)).toEqual(['event.a', 'b', 'c', 'd', '']);
  });
});
