import { describe, expect, it } from 'vitest';
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
    [{ '>': [{ '+': [intent, 1] }, 2] }, '{"+":[{"var":"scores.purchase-intent.probability"},1]} is more than 2'],
    [{ '>=': [{ var: 'session.pageViews' }, 3] }, 'session page views is at least 3'],
    [true, 'true'],
    [{}, '{}'],
  ])('says %j', (condition, said) => {
    expect(conditionInWords(condition)).toBe(said);
  });

  it('names what stands there now', () => {
    const data = { scores: { 'purchase-intent': { probability: 0.06612 } }, profile: { loyalty: { tier: 'silver' } } };
    expect(conditionInWords({ '>=': [intent, 0.3] }, data)).toBe('purchase intent (now 0.066) is at least 0.3');
    expect(conditionInWords({ '==': [tier, 'gold'] }, data)).toBe('profile loyalty tier (now “silver”) is “gold”');
  });
});
