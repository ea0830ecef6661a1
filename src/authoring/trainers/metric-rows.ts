import { EdgewiseError } from '../../errors.ts';
import type { ColumnValue } from '../../pipeline/frame.ts';
import { counted } from '../counted.ts';
import { givenInWords } from '../expect-given.ts';
import { numberedRow } from '../row-name.ts';

/** What a metric compares, as its errors call it. */
export interface Compared {
  /** The metric. */
  readonly metric: string;
  /** One of what is held against the labels, such as `score`. */
  readonly one: string;
  /** @default one with an s */
  readonly many?: string;
  /** How many stand for a label. @default 1 */
  readonly isOneEach?: boolean;
}

const isList = (given: unknown): given is ArrayLike<unknown> =>
  Array.isArray(given) || (ArrayBuffer.isView(given) && 'length' in given);

/**
 * Refuses what cannot be compared row by row.
 * @throws EdgewiseError `input-invalid` for what is no list, for lists that do not go together, and for empty ones.
 */
export function expectRows(given: unknown, labels: unknown, compared: Compared): void {
  const { metric, one, many = `${one}s`, isOneEach = true } = compared;
  for (const list of [given, labels])
    if (!isList(list))
      throw refused(metric, `takes ${many} and labels, a list of each, and was given ${givenInWords(list)}`);
  if (!isList(given) || !isList(labels)) return;
  if (given.length === 0 && labels.length === 0) throw refused(metric, 'has no rows; give it some');
  const found = `has ${counted(given.length, one, many)} for ${counted(labels.length, 'label')}`;
  if (isOneEach && given.length !== labels.length) throw refused(metric, `${found}; give one each`);
  const each = given.length / labels.length;
  if (each < 1 || !Number.isInteger(each)) throw refused(metric, `${found}; give as many for each row`);
}

/**
 * The rows of a metric of two classes: whether each is a positive one.
 * @throws EdgewiseError `input-invalid` as {@link expectRows}, and for scores and labels that are none.
 */
export function positivesOf(scores: ArrayLike<number>, labels: ArrayLike<ColumnValue>, metric: string): Uint8Array {
  expectRows(scores, labels, { metric, one: 'score' });
  return Uint8Array.from(labels, (label, row) => {
    if (typeof scores[row] !== 'number')
      throw notThis(metric, { what: 'score', value: scores[row], row }, 'give numbers');
    const truth = Number(label);
    if (typeof label !== 'string' && label !== null && (truth === 0 || truth === 1)) return truth;
    throw notThis(metric, { what: 'label', value: label, row }, 'give true or false, or 1 or 0');
  });
}

/** What to say of a value that is none of those that a metric takes. */
export function notThis(
  metric: string,
  { what, value, row }: { readonly what: string; readonly value: unknown; readonly row: number },
  remedy: string,
): EdgewiseError {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return refused(metric, `has the ${what} ${shown} in ${numberedRow(row)}; ${remedy}`);
}

const refused = (metric: string, sentence: string): EdgewiseError =>
  new EdgewiseError('input-invalid', `${metric} ${sentence}.`);
