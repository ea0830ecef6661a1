import { describe, expect, it } from 'vitest';
import { unknownOptionsInWords } from './unknown-options.ts';

/** As a browser reads it from the attribute. */
const nameOf = (attribute: string): string =>
  attribute.replace(/^data-/, '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

describe('unknownOptionsInWords', () => {
  it.each([
    ['data-decision-budget', 'data-decision-budget-ms'],
    ['data-decisionbudgetms', 'data-decision-budget-ms'],
    ['data-publickey', 'data-public-key'],
    ['data-public-keys', 'data-public-key'],
    ['data-manifest-ur', 'data-manifest-url'],
    ['data-storage-budget', 'data-storage-budget-bytes'],
    ['data-report-uri', 'data-report-url'],
    ['data-enable', 'data-enabled'],
  ])('takes %s for %s', (written, meant) => {
    expect(unknownOptionsInWords({ manifestUrl: '/manifest.json', [nameOf(written)]: '' }, true)).toEqual([
      `${written} is not known; did you mean ${meant}?`,
    ]);
  });

  it('names options as code writes them', () => {
    expect(unknownOptionsInWords({ decisionBudget: 200, eventMaxAge: 1 }, false)).toEqual([
      'decisionBudget is not known; did you mean decisionBudgetMs?',
      'eventMaxAge is not known; did you mean eventMaxAgeMs?',
    ]);
  });

  it.each([
    ['data-cfasync', 'data-n-head', 'data-nscript', 'data-hid', 'data-vmid', 'data-rh', 'data-react-helmet'],
    ['data-turbo-track', 'data-turbo-eval', 'data-turbolinks-track', 'data-astro-rerun', 'data-astro-exec'],
    ['data-ot-ignore', 'data-cookieconsent', 'data-cookiefirst-category', 'data-usercentrics', 'data-cmp-ab'],
    ['data-pagespeed-no-defer', 'data-no-optimize', 'data-no-minify', 'data-rocket-src', 'data-rocket-status'],
    [
      'data-test',
      'data-testid',
      'data-cy',
      'data-id',
      'data-name',
      'data-key',
      'data-type',
      'data-src',
      'data-website-id',
    ],
    [
      'data-categories',
      'data-consent',
      'data-loader',
      'data-partytown',
      'data-domain-script',
      'data-swup-reload-script',
    ],
  ])('leaves alone what others put on a script: %s, …', (...attributes) => {
    const options = Object.fromEntries(attributes.map((attribute) => [nameOf(attribute), '']));
    expect(unknownOptionsInWords({ manifestUrl: '/manifest.json', host: 'shared', ...options }, true)).toEqual([]);
  });
});
