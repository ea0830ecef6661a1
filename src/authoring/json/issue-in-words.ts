import * as v from 'valibot';
import { didYouMean } from '../graph/did-you-mean.ts';

/** What a schema expects, by valibot's name of it. */
const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
  Function: 'a function',
  Map: 'a Map',
};

/** What a pattern that has no sentence of its own asks for, by its source: the page loads schemas, but never reads their sentences. */
const patterns: Readonly<Record<string, string>> = { '/^[^.[\\]]+$/': 'a text without dots and brackets' };

/** What a schema finds fault with, in the words of those who write the file; what it has a sentence of its own for stays. */
export function issueInWords(issue: v.BaseIssue<unknown>): string {
  const { kind, type, expected, message, path } = issue;
  const received = kinds[issue.received] ?? issue.received;
  const wanted = expected ?? '';
  if (message.startsWith('Invalid key'))
    return wanted === 'never' ? `there is no field ${received}` : `${wanted} is missing`;
  if (type === 'picklist' || type === 'variant') return choiceInWords(wanted, received);
  if (type === 'literal') return `it is ${received}; give ${wanted}`;
  if (type === 'min_length') return 'it is empty';
  if (type === 'finite') return `it is ${received}; give a finite number`;
  if (type === 'integer') return `it is ${received}; give a whole number`;
  if (type === 'max_value' && path?.at(-1)?.key === 'holdout')
    return `it is ${received}; give a share of 1${Number(received) <= 100 ? `, ${Number(received) / 100} for ${received} %` : ''}`;
  // The least number that there is stands for all above 0.
  if (type === 'min_value' && wanted === `>=${Number.MIN_VALUE}`) return `it is ${received}; give a number above 0`;
  if (type === 'max_value' || type === 'min_value')
    return `it is ${received}; give ${wanted.replace('<=', 'at most ').replace('>=', 'at least ')}`;
  if (type === 'regex' && Object.hasOwn(patterns, wanted)) return `it is ${received}; give ${patterns[wanted]}`;
  if (type === 'union') {
    const nearest = nearestOf(issue);
    if (nearest) return `${v.getDotPath(nearest)}: ${issueInWords(nearest)}`;
    const parts = wanted
      .replace(/[()]/g, '')
      .split(' | ')
      .map((part) => kinds[part] ?? part.replace(/^"|"$/g, ''));
    return `it is ${received}; give ${parts.join(', ').replace(/, ([^,]*)$/, ' or $1')}`;
  }
  if (kind === 'schema' && Object.hasOwn(kinds, wanted)) return `it is ${received}; give ${kinds[wanted]}`;
  return message;
}

/** What is wrong with an object that is none of several, by the one that it is most like. */
function nearestOf({ received, issues }: v.BaseIssue<unknown>): v.BaseIssue<unknown> | undefined {
  if (received !== 'Object' && received !== 'Array') return undefined;
  const deep = (issue: v.BaseIssue<unknown>): number => issue.path?.length ?? 0;
  const [nearest] = [...(issues ?? [])].sort((left, right) => deep(right) - deep(left));
  return nearest && deep(nearest) > 0 ? nearest : undefined;
}

/** @param wanted such as `("live" | "paused")`. */
function choiceInWords(wanted: string, received: string): string {
  const choices = [...wanted.matchAll(/"([^"]+)"|-?\d+/g)].map(([whole, choice = whole]) => choice);
  const give = `give ${choices.join(', ')}`;
  if (received === 'undefined') return `it is missing; ${give}`;
  if (!received.startsWith('"')) return `it is ${received}; ${give}`;
  const written = received.replace(/^"|"$/g, '');
  // A schema's name is an address, of which people remember the end.
  const whole = choices.find((choice) => choice.endsWith(`/${written}`));
  return `it is ${received}${whole ? `; write '${whole}'` : didYouMean(written, choices) || `; ${give}`}`;
}
