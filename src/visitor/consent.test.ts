import { describe, expect, it } from 'vitest';
import { type Consent, resolveConsent } from './consent.ts';

const facts = {
  defaultConsent: 'pending' as Consent,
  respectGlobalPrivacyControl: true,
  stored: undefined as unknown,
  globalPrivacyControl: undefined as boolean | undefined,
};

describe('resolveConsent', () => {
  const cases: [string, Partial<typeof facts>, Consent][] = [
    ['nothing chosen: the site default', {}, 'pending'],
    ['nothing chosen, default in', { defaultConsent: 'in' }, 'in'],
    ['the choice over the default', { stored: 'in', defaultConsent: 'out' }, 'in'],
    ['a choice taken back', { stored: 'out', defaultConsent: 'in' }, 'out'],
    ['a stored value that is no choice', { stored: 'yes', defaultConsent: 'out' }, 'out'],
    ['a stored value of another type', { stored: { in: true }, defaultConsent: 'pending' }, 'pending'],
    ['Global Privacy Control over the choice', { stored: 'in', globalPrivacyControl: true }, 'out'],
    ['Global Privacy Control over the default', { defaultConsent: 'in', globalPrivacyControl: true }, 'out'],
    ['Global Privacy Control off', { stored: 'in', globalPrivacyControl: false }, 'in'],
    [
      'Global Privacy Control not respected, by option',
      { stored: 'in', globalPrivacyControl: true, respectGlobalPrivacyControl: false },
      'in',
    ],
  ];
  it.each(cases)('%s', (_, changes, consent) => {
    const { stored, globalPrivacyControl, ...options } = { ...facts, ...changes };
    expect(resolveConsent(options, stored, globalPrivacyControl)).toBe(consent);
  });
});
