import { EdgewiseError, type EdgewiseErrorCode } from '../../errors.ts';
import { counted } from '../counted.ts';
import type { Problem } from './problem.ts';

/** What {@link refuseErrors} says of an error. */
interface Refusal<Found extends Problem> {
  readonly code: EdgewiseErrorCode;
  /** Begins the sentence with where it is. */
  readonly placeOf: (problem: Found) => string;
}

/**
 * Refuses what holds errors.
 * @returns the warnings.
 * @throws EdgewiseError of the first error, which says how many more there are.
 */
export function refuseErrors<Found extends Problem>(
  problems: readonly Found[],
  { code, placeOf }: Refusal<Found>,
): readonly Found[] {
  const [first, ...others] = problems.filter(({ severity }) => severity === 'error');
  if (!first) return problems;
  const more = others.length > 0 ? `; and ${counted(others.length, 'more error')}` : '';
  throw new EdgewiseError(code, `${placeOf(first)}: ${first.message}${more}`);
}
