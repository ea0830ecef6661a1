import { EdgewiseError } from '../../errors.ts';
import type { Frame } from '../../pipeline/frame.ts';
import { isRecord } from '../../xdm/record.ts';
import { givenInWords } from '../expect-given.ts';

/**
 * Refuses what is no frame, as rows that are not made into one yet.
 * @param taker what was to take it, such as `fit`.
 * @throws EdgewiseError `input-invalid`.
 */
export function expectFrame(given: unknown, taker: string): asserts given is Frame {
  if (isFrame(given)) return;
  const remedy = 'make one by readCsv, frameFromRows, frameFromColumns or frameFromEvents';
  throw new EdgewiseError('input-invalid', `${taker} takes a frame, and was given ${givenInWords(given)}; ${remedy}.`);
}

/** Whether it has the form of a frame. */
export function isFrame(given: unknown): given is Frame {
  return (
    isRecord(given) &&
    Array.isArray(given.names) &&
    Array.isArray(given.columns) &&
    given.names.length === given.columns.length &&
    Number.isInteger(given.rowCount)
  );
}
