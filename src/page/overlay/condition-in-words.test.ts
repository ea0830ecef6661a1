import { describe, expect, it } from 'vitest';
import { extensions } from '../../decisioning/extensions.ts';
import { conditionInWords } from './condition-in-words.ts';

const intent = { var: 'scores.purchase-intent.probability' };
const tier = { var: 'profile.loyalty.tier' };

describe('conditionInWords', () => {
  it.each([
    [{ '>=': [intent, 0.3] }, 'purchase intent is at least 0.3'],
    [{ '<': [intent, 0.3] }, 'purchase intent is less than 0.3'],
    [{ '<=': [0.1, intent, 0.3] }, 'purchase intent is between 0.1 and 0.3'],
    [{ '==': [tier, 'gold'] }, 'profile loyalty tier is “gold”'],
    [{ '!=': [tier, null] }, 'profile loyalty tier is not –'],
    [{ in: [tier, ['gold', 'silver']] }, 'profile loyalty tier is among “gold”, “silver”'],
    [
      { and: [{ '>': [intent, 0.1] }, { '==': [tier, 'gold'] }] },
      'purchase intent is more than 0.1 and profile loyalty tier is “gold”',
    ],
    [
      { or: [{ var: 'segments.keen' }, { and: [tier, intent] }] },
      'the visitor is in the segment keen or (profile loyalty tier and purchase intent)',
    ],
    [{ '!': tier }, 'not (profile loyalty tier)'],
    [{ '!!': [tier] }, 'there is profile loyalty tier'],
    [{ in: ['sale', { var: 'page.path' }] }, '“sale” is in page path'],
    [{ matches: [{ var: 'page.path' }, '^/sale/', 'i'] }, 'page path matches “^/sale/”'],
    [{ starts_with: [{ var: 'page.path' }, '/sale/'] }, 'page path begins with “/sale/”'],
    [{ before: [{ var: 'now' }, '2026-12-24'] }, 'now is before “2026-12-24”'],
    [
      { '>=': [{ date_part: ['hour', { var: 'now' }, 'Europe/Berlin'] }, 18] },
      'the hour of now in Europe/Berlin is at least 18',
    ],
    [
      { '<': [{ date_diff: ['day', { var: 'profile.lastOrder' }, { var: 'now' }] }, 30] },
      'the time from profile last order to now in days is less than 30',
    ],
    [
      { sem_ver: [{ var: 'page.query.app' }, '<', { var: 'profile.app' }] },
      'page query app is a version < profile app',
    ],
    [{ sem_ver: [{ var: 'page.query.app' }, '>=', '2.4.0'] }, 'page query app is a version >= “2.4.0”'],
    [
      { some: [{ var: 'event.productListItems' }, { '==': [{ var: 'SKU' }, 'A-1'] }] },
      'for some of event product list items (sku is “A-1”)',
    ],
    [
      { and: [{ all: [[1, 2], { '>': [{ var: '' }, 0] }] }, { '!': tier }] },
      'for all of 1, 2 (it is more than 0) and not (profile loyalty tier)',
    ],
    [{ '>': [{ '+': [intent, 1] }, 2] }, '{"+":[{"var":"scores.purchase-intent.probability"},1]} is more than 2'],
    [{ '>=': [{ var: 'session.pageViews' }, 3] }, 'session page views is at least 3'],
    [true, 'true'],
    [{}, '{}'],
  ])('says %j', (condition, said) => {
    expect(conditionInWords(condition)).toBe(said);
  });

  it.each(Object.keys(extensions.operators))('has words for %s', (operator) => {
    const said = [
      ['then', 'now'],
      ['day', 'then', 'now'],
    ].map((given) => conditionInWords({ [operator]: given }));
    expect(said).toContainEqual(expect.not.stringContaining('{'));
  });

  it('names what stands there now', () => {
    const data = { scores: { 'purchase-intent': { probability: 0.06612 } }, profile: { loyalty: { tier: 'silver' } } };
    expect(conditionInWords({ '>=': [intent, 0.3] }, data)).toBe('purchase intent (now 0.066) is at least 0.3');
    expect(conditionInWords({ '==': [tier, 'gold'] }, data)).toBe('profile loyalty tier (now “silver”) is “gold”');
    expect(conditionInWords({ after: [{ var: 'now' }, '2026-11-27'] }, { now: 1 })).toBe('now is after “2026-11-27”');
    expect(conditionInWords({ some: [[2], { '>': [{ var: 'page' }, 1] }] }, { page: 7 })).toBe(
      'for some of 2 (page is more than 1)',
    );
  });
});
