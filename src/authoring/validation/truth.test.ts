import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extensions } from '../../decisioning/extensions.ts';
import { evaluateCondition, type JsonLogic } from '../../xdm/condition.ts';
import { createTruths } from './truth.ts';

const x = { var: 'scores.intent.probability' };
const y = { var: 'profile.country' };
const truthOf = createTruths([
  { id: 'keen', condition: { '>': [x, 0.6] } },
  { id: 'german', condition: { '===': [y, 'DE'] } },
  { id: 'keen-german', condition: { and: [{ var: 'segments.keen' }, { var: 'segments.german' }] } },
]);

describe('createTruths', () => {
  it.each<JsonLogic>([
    false,
    '',
    { '>': [1, 2] },
    { before: ['2026-12-01', '2026-11-01'] },
    { and: [x, false] },
    { and: [{ '>': [x, 0.8] }, { '<': [x, 0.5] }] },
    { and: [{ '>': [x, 0.5] }, { '<': [x, 0.5] }] },
    { and: [{ '>=': [x, 0.5] }, { '>': [0.5, x] }] },
    { '<': [0.8, x, 0.2] },
    { and: [{ '==': [x, 1] }, { '<': [x, 1] }] },
    { and: [{ '===': [y, 'DE'] }, { '===': [y, 'FR'] }] },
    { and: [{ '==': [y, 'DE'] }, { '==': ['FR', y] }] },
    { and: [{ in: [y, ['DE', 'AT']] }, { in: [y, ['FR', 'BE']] }] },
    { and: [{ in: [y, ['DE']] }, { '!': { in: [y, ['DE', 'FR']] } }] },
    { and: [{ in: [x, [1, 2]] }, { '>': [x, 2] }] },
    { and: [{ '===': [y, 'DE'] }, { '!=': [y, 'DE'] }] },
    { and: [y, { '!': y }] },
    { and: [{ '!!': y }, { '!': y }] },
    { and: [{ or: [{ '<': [x, 0.1] }, { '<': [x, 0.2] }] }, { '>': [x, 0.5] }] },
    { or: [{ and: [y, { '!': y }] }, false] },
    { '!': { or: [y, true] } },
    { if: [y, false, { '>': [1, 2] }] },
    {
      some: [
        { var: 'event.productListItems' },
        { and: [{ '>': [{ var: 'price' }, 5] }, { '<': [{ var: 'price' }, 1] }] },
      ],
    },
    { and: [{ var: 'segments.keen' }, { '<': [x, 0.5] }] },
    { and: [{ var: 'segments.keen-german' }, { '===': [y, 'FR'] }] },
    { nope: 1 },
  ])('%j can never hold', (condition) => {
    expect(truthOf([condition])).toBe(false);
  });

  it.each<JsonLogic>([
    true,
    { '<': [1, 2] },
    { or: [x, true] },
    { '!': { and: [y, { '!': y }] } },
    { if: [{ '<': [1, 2] }, true, x] },
  ])('%j always holds', (condition) => {
    expect(truthOf([condition])).toBe(true);
  });

  it.each<JsonLogic>([
    x,
    { and: [{ '>': [x, 0.5] }, { '<': [x, 0.8] }] },
    { and: [{ '>=': [x, 0.5] }, { '<=': [x, 0.5] }] },
    // A text may equal both.
    { and: [{ '==': [y, 1] }, { '==': [y, '1'] }] },
    { and: [{ '==': [y, 5] }, { '!=': [y, '5'] }] },
    { and: [{ in: [y, ['1']] }, { '==': [y, 1] }] },
    // A number equals a text, and compares with others as the number that it is.
    { and: [{ '==': [y, '5'] }, { '<': [y, '10'] }] },
    { and: [{ '==': [y, '5'] }, { '==': [y, '5.0'] }] },
    { and: [{ '==': [y, ''] }, { '<': [y, '10'] }] },
    // A default takes the place of what is not there.
    { and: [{ '>': [{ var: ['a', 9] }, 5] }, { '<': [{ var: ['a', 0] }, 5] }] },
    { and: [{ some: [{ var: 'a' }, { '>': [{ var: '' }, 5] }] }, { some: [{ var: 'a' }, { '<': [{ var: '' }, 5] }] }] },
    { and: [{ '!': { var: 'segments.keen' } }, { '<': [x, 0.5] }] },
    { or: [{ '>': [x, 0.8] }, { '<': [x, 0.5] }] },
    // It throws where the variable is neither a date nor missing, and the whole condition is false then.
    { or: [{ before: [y, '2026-12-01'] }, true] },
    { '!': { and: [{ before: ['soon', '2026-12-01'] }, y] } },
  ])('%j depends', (condition) => {
    expect(truthOf([condition])).toBeUndefined();
  });

  it('takes several conditions together', () => {
    expect(truthOf([{ '>': [x, 0.8] }, { '<': [x, 0.5] }])).toBe(false);
  });

  it('ends, whatever is nested in what', () => {
    const nested = (depth: number): JsonLogic =>
      depth === 0 ? { '<': [x, 1] } : { '!': [{ and: [nested(depth - 1), y] }] };
    const wide = {
      and: Array.from({ length: 30 }, (_, index) => ({ or: [{ '>': [x, index] }, { '<': [y, index] }] })),
    };
    const segments = Array.from({ length: 60 }, (_, index) => ({
      id: `s${index}`,
      condition: { and: [{ var: `segments.s${index - 1}` }, { var: `segments.s${index - 2}` }] },
    }));
    expect(truthOf([nested(40)])).toBeUndefined();
    expect(truthOf([wide])).toBeUndefined();
    expect(createTruths(segments)([{ var: 'segments.s59' }])).toBeUndefined();
  });

  it('knows nothing of a segment that reads itself or a later one, which is said elsewhere', () => {
    const looped = createTruths([
      { id: 'own', condition: { and: [{ '!': { var: 'segments.own' } }, x] } },
      { id: 'early', condition: { or: [{ var: 'segments.late' }, y] } },
      { id: 'late', condition: { and: [{ var: 'segments.early' }, { '!': { var: 'segments.late' } }] } },
    ]);
    for (const id of ['own', 'early', 'late']) expect(looped([{ '!': { var: `segments.${id}` } }])).toBeUndefined();
  });

  it('says nothing that data disprove', () => {
    const constant = fc.constantFrom<JsonLogic>(0, 1, 2, '1', '2', '10', 'a', true, null, '');
    const variable = fc.constantFrom<JsonLogic>({ var: 'a' }, { var: 'b' });
    const { logic } = fc.letrec<{ logic: JsonLogic }>((tie) => ({
      logic: fc.oneof(
        { maxDepth: 3 },
        variable,
        fc
          .tuple(fc.constantFrom('==', '===', '!=', '!==', '<', '<=', '>', '>='), variable, constant, fc.boolean())
          .map(([name, left, right, isTurned]) => ({ [name]: isTurned ? [right, left] : [left, right] })),
        fc.tuple(variable, fc.array(constant, { maxLength: 3 })).map(([left, list]) => ({ in: [left, list] })),
        // It throws where the variable is neither a date nor missing, and the whole condition is false then.
        variable.map((left) => ({ before: [left, '2026-01-01'] })),
        fc.constant({ before: ['soon', '2026-01-01'] }),
        fc.array(tie('logic'), { minLength: 1, maxLength: 3 }).map((parts) => ({ and: parts })),
        fc.array(tie('logic'), { minLength: 1, maxLength: 3 }).map((parts) => ({ or: parts })),
        tie('logic').map((part) => ({ '!': part })),
        fc.tuple(tie('logic'), tie('logic'), tie('logic')).map((parts) => ({ if: parts })),
      ),
    }));
    const value = fc.constantFrom<unknown>(
      0,
      1,
      1.5,
      2,
      '1',
      '1.0',
      '2',
      'a',
      true,
      false,
      null,
      undefined,
      '',
      [],
      [1],
      ['a'],
      {},
    );
    fc.assert(
      fc.property(logic, value, value, (condition, a, b) => {
        const truth = createTruths([])([condition]);
        const holds = evaluateCondition(condition, { a, b }, undefined, extensions.operators);
        if (truth !== undefined) expect(holds).toBe(truth);
      }),
      { numRuns: 3_000 },
    );
  });
});
