import { compileRegex } from './linear-regex.ts';

/** The longest text that is searched, in characters. */
const maxTextLength = 2_048;

const compiled = new Map<string, (text: string) => boolean>();

function testFor(pattern: string, ignoreCase: boolean): (text: string) => boolean {
  const key = `${ignoreCase ? 'i' : ''}/${pattern}`;
  const known = compiled.get(key);
  if (known) return known;
  const test = compileRegex(pattern, ignoreCase);
  // Patterns come from definitions, so they are few; the bound only keeps those computed from data from piling up.
  if (compiled.size >= 1_000) compiled.clear();
  compiled.set(key, test);
  return test;
}

/**
 * `{ "matches": [text, pattern, flags] }`: whether a regular expression is found in a text, in linear time ({@link compileRegex} says
 * what a pattern may hold). The only flag is `i`. False where there is no text; throws for a text of more than 2,048 characters and for
 * what is no pattern.
 */
export function matches(text: unknown, pattern: unknown, flags: unknown = ''): boolean {
  if (text === null || text === undefined) return false;
  const searched = String(text);
  if (searched.length > maxTextLength)
    throw new RangeError(`matches takes a text of at most ${maxTextLength} characters`);
  if (typeof pattern !== 'string' || (flags !== '' && flags !== 'i')) {
    throw new TypeError('matches takes a text, a pattern and perhaps the flag "i"');
  }
  return testFor(pattern, flags === 'i')(searched);
}
