import { expect, it } from 'vitest';
import { type EdgewiseOptions, findOptionProblem, resolveOptions } from './options.ts';

const manifestUrl = '/edgewise/manifest.json';
const problemOf = (options: unknown) => findOptionProblem(options as EdgewiseOptions, 'https://shop.example/');

it.each([
  [undefined, 'manifestUrl is undefined'],
  [{}, 'manifestUrl is undefined'],
  [{ manifestUrl: '' }, 'manifestUrl is ""'],
  [{ manifestUrl: 'https://[' }, 'manifestUrl is "https://["'],
  [{ manifestUrl, operatorModules: ['/operators.js', 'https://['] }, 'operatorModules has "https://["'],
  [{ manifestUrl, operatorModules: 5 }, 'operatorModules has 5'],
  [{ manifestUrl, operatorModules: null }, 'operatorModules has null'],
  [{ manifestUrl, decisionBudgetMs: -1 }, 'decisionBudgetMs is -1'],
  [{ manifestUrl, eventLimit: Number.NaN }, 'eventLimit is NaN'],
  [{ manifestUrl, defaultConsent: 'yes' }, 'defaultConsent is "yes"'],
])('names what cannot be used of %j', (options, expected) => {
  expect(problemOf(options)).toMatch(expected);
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
