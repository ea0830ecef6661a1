import { expect, it } from 'vitest';
import { type EdgewiseOptions, findOptionProblem, givenOptions, resolveOptions } from './options.ts';

const manifestUrl = '/edgewise/manifest.json';
const problemOf = (options: unknown) =>
  findOptionProblem(givenOptions(options as EdgewiseOptions), 'https://shop.example/');

it.each([
  [undefined, 'manifestUrl must be an address, not undefined'],
  [{}, 'manifestUrl must be an address, not undefined'],
  [{ manifestUrl: '' }, 'manifestUrl must be an address, not '],
  [{ manifestUrl: 'https://[' }, 'manifestUrl must be an address, not https://['],
  [
    { manifestUrl, operatorModules: ['/operators.js', 'https://['] },
    'operatorModules must be an address, not https://[',
  ],
  [{ manifestUrl, operatorModules: 5 }, 'operatorModules must be an address, not 5'],
  [{ manifestUrl, operatorModules: null }, 'operatorModules must be an address, not null'],
  [{ manifestUrl, decisionBudgetMs: -1 }, 'decisionBudgetMs must be a number from 0, not -1'],
  [{ manifestUrl, eventLimit: Number.NaN }, 'eventLimit must be a number from 0, not NaN'],
  [{ manifestUrl, eventLimit: '' }, 'eventLimit must be a number from 0, not '],
  [{ manifestUrl, decisionBudgetMs: '100' }, 'decisionBudgetMs must be a number from 0, not 100'],
  [{ manifestUrl, decisionBudgetMs: null }, 'decisionBudgetMs must be a number from 0, not null'],
  [{ manifestUrl, defaultConsent: 'yes' }, "defaultConsent must be 'in', 'out' or 'pending'"],
])('names what cannot be used of %j', (options, expected) => {
  expect(problemOf(options)).toBe(expected);
});

it('counts what is undefined as left out', () => {
  const options = { manifestUrl, decisionBudgetMs: undefined, enabled: undefined } as unknown as EdgewiseOptions;
  expect(problemOf(options)).toBeUndefined();
  expect(resolveOptions(givenOptions(options), 'https://shop.example/')).toMatchObject({
    decisionBudgetMs: 100,
    enabled: true,
  });
});

it('fills in what the guide says', () => {
  expect(resolveOptions({ manifestUrl }, 'https://shop.example/')).toEqual({
    manifestUrl: 'https://shop.example/edgewise/manifest.json',
    decisionBudgetMs: 100,
    defaultConsent: 'in',
    respectGlobalPrivacyControl: true,
    trackPageViews: true,
    enabled: true,
    operatorModules: [],
  });
});

it.each(['in', 'out', 'pending'])('takes %s for a consent', (defaultConsent) => {
  expect(problemOf({ manifestUrl, defaultConsent })).toBeUndefined();
});

it('takes what can be used', () => {
  expect(problemOf({ manifestUrl, operatorModules: ['/operators.js'], decisionBudgetMs: 0 })).toBeUndefined();
});

it('takes one address for a list of operatorModules', () => {
  const options = { manifestUrl, operatorModules: '/operators.js' } as unknown as EdgewiseOptions;
  expect(problemOf(options)).toBeUndefined();
  expect(resolveOptions(options, 'https://shop.example/').operatorModules).toEqual([
    'https://shop.example/operators.js',
  ]);
});
