import { readPath } from '../../xdm/path.ts';
import { isRecord } from '../../xdm/record.ts';
import { valueInWords, words } from './words.ts';

/** How two sides are compared, between them. */
const comparisons: Readonly<Record<string, string>> = {
  '>': 'is more than',
  '>=': 'is at least',
  '<': 'is less than',
  '<=': 'is at most',
  '==': 'is',
  '===': 'is',
  '!=': 'is not',
  '!==': 'is not',
  before: 'is before',
  after: 'is after',
  starts_with: 'begins with',
  ends_with: 'ends with',
};

type Phrase = (parts: readonly unknown[], say: (part: unknown) => string) => string;

/** What holds of a list's items reads them, not the data that the condition reads, so no values of now are in it. */
const ofItems =
  (which: string): Phrase =>
  ([list, holds], say) =>
    `for ${which} of ${say(list)} (${conditionInWords(holds)})`;

/** What else has a short wording. */
const phrases: Readonly<Record<string, Phrase>> = {
  '!': ([part], say) => `not (${say(part)})`,
  '!!': ([part], say) => `there is ${say(part)}`,
  in: ([part, whole], say) => `${say(part)} is ${Array.isArray(whole) ? 'among' : 'in'} ${say(whole)}`,
  matches: ([text, pattern], say) => `${say(text)} matches ${say(pattern)}`,
  sem_ver: ([version, comparison, other], say) => `${say(version)} is a version ${comparison} ${say(other)}`,
  date_part: ([unit, date, timeZone = 'UTC'], say) => `the ${unit} of ${say(date)} in ${timeZone}`,
  date_diff: ([unit, from, to], say) => `the time from ${say(from)} to ${say(to)} in ${unit}s`,
  some: ofItems('some'),
  all: ofItems('all'),
  none: ofItems('none'),
};

/**
 * A JSON Logic condition as a sentence: `purchase intent (now 0.066) is at least 0.3`. What has no short wording stands as it is written.
 * @param data what the condition reads, for the values of now.
 */
export function conditionInWords(condition: unknown, data: unknown = {}): string {
  const [operator = '', given] = isRecord(condition) ? (Object.entries(condition)[0] ?? []) : [];
  const parts: readonly unknown[] = Array.isArray(given) ? given : [given];
  const say = (part: unknown): string => conditionInWords(part, data);
  if (!isRecord(condition)) return Array.isArray(condition) ? condition.map(say).join(', ') : textOf(condition);
  if (operator === 'var') return variableInWords(String(parts[0] ?? ''), data);
  if (operator === 'and' || operator === 'or')
    return parts.map((part) => nested(part, operator, say)).join(` ${operator} `);
  if (Object.hasOwn(phrases, operator)) return phrases[operator]?.(parts, say) ?? '';
  const [left, middle, right] = parts;
  // JSON Logic's `between`: the middle lies between both ends.
  if (parts.length === 3 && (operator === '<' || operator === '<='))
    return `${say(middle)} is between ${say(left)} and ${say(right)}`;
  const comparison = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (parts.length !== 2 || !comparison) return JSON.stringify(condition);
  return `${say(left)} ${comparison} ${say(middle)}`;
}

/** `a and b or c` would leave open what belongs together. */
function nested(part: unknown, within: string, say: (part: unknown) => string): string {
  const [operator = ''] = isRecord(part) ? Object.keys(part) : [];
  return (operator === 'and' || operator === 'or') && operator !== within ? `(${say(part)})` : say(part);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? `“${value}”` : valueInWords(value);
}

/** A score goes by its service, everything else by its path; a segment is one that the visitor is in or not. */
function variableInWords(path: string, data: unknown): string {
  if (path === 'now') return path;
  // Of a list's items.
  if (path === '') return 'it';
  const [root = '', ...rest] = path.split('.');
  if (root === 'segments') return `the visitor is in the segment ${words(rest.join('.')).toLowerCase()}`;
  const named = rest.filter((part) => part !== 'probability');
  const name = (root === 'scores' ? named.map(words).join(', ') : [root, ...rest].map(words).join(' ')).toLowerCase();
  const now = readPath(data, path);
  return now === undefined || typeof now === 'object' ? name : `${name} (now ${textOf(now)})`;
}
