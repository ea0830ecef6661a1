import { likeName } from '../../authoring/graph/did-you-mean.ts';
import type { EdgewiseOptions } from '../options.ts';
import { attributeOf } from './attribute-of.ts';

const known: Readonly<Record<keyof EdgewiseOptions, true>> = {
  manifestUrl: true,
  publicKey: true,
  baseUrl: true,
  createWorker: true,
  host: true,
  decisionBudgetMs: true,
  defaultConsent: true,
  respectGlobalPrivacyControl: true,
  storageBudgetBytes: true,
  eventLimit: true,
  eventMaxAgeMs: true,
  trackPageViews: true,
  reportUrl: true,
  reporters: true,
  allowRedirects: true,
  preview: true,
  enabled: true,
  operatorModules: true,
};

/** In names this short nearly all are alike. */
const leastLength = 5;

/**
 * A sentence on each option that is not known but written much like one that is: it was meant, and has no effect.
 * The others are left alone, for frameworks and tag managers put attributes of their own on scripts.
 * @param isTag whether the options were written as the tag's attributes.
 */
export function unknownOptionsInWords(options: object, isTag: boolean): readonly string[] {
  const inWords = (name: string): string => (isTag ? attributeOf(name) : name);
  return Object.keys(options).flatMap((name) => {
    const meant = name in known || name.length < leastLength ? undefined : knownLike(name);
    return meant === undefined ? [] : [`${inWords(name)} is not known; did you mean ${inWords(meant)}?`];
  });
}

/** What was left off at the end, such as the unit, counts as little as a slip. */
function knownLike(written: string): string | undefined {
  const names = Object.keys(known);
  return likeName(written, names) ?? names.find((name) => name.startsWith(written));
}
