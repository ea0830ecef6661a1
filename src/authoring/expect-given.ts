import * as v from 'valibot';
import { EdgewiseError, type EdgewiseErrorCode } from '../errors.ts';
import { didYouMeanOrThereIs } from './graph/did-you-mean.ts';
import { issueInWords } from './json/issue-in-words.ts';

/** What was given in the place of something else: `undefined`, `a list`, `an object`, or a number as it is. */
export function givenInWords(given: unknown): string {
  if (Array.isArray(given)) return 'a list';
  if (typeof given === 'string') return 'a text';
  if (typeof given === 'function') return 'a function';
  return typeof given === 'object' && given !== null ? 'an object' : String(given);
}

/**
 * Refuses what a script, which may have no types, gives to a function in the place of its options. Of a strict object it refuses names that
 * there are not, too: one that is misspelt would do nothing.
 * @param what begins the sentence, such as `The options of readCsv are wrong`.
 * @param code of the error. @default 'input-invalid'
 * @throws EdgewiseError
 */
export function expectGiven(
  schema: v.GenericSchema,
  given: unknown,
  what: string,
  code: EdgewiseErrorCode = 'input-invalid',
): void {
  const [issue] = v.safeParse(schema, given).issues ?? [];
  if (!issue) return;
  const at = v.getDotPath(issue) ?? 'the top';
  const isUnknown = issue.type === 'strict_object' && issue.expected === 'never';
  const names = 'entries' in schema ? Object.keys(Object(schema.entries)) : [];
  const unknown = (name: string): string => `there is no option '${name}'${didYouMeanOrThereIs(name, names)}`;
  const said = isUnknown ? unknown(String(issue.path?.at(-1)?.key)) : issueInWords(issue);
  throw new EdgewiseError(code, `${what} at ${at}: ${said}`);
}
