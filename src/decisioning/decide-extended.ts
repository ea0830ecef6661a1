import { type DecideOptions, type Decision, decide as decideBy } from './decide.ts';
import { extensions } from './extensions.ts';

/**
 * Decides what each scope shows, with every operator and time zone. Of the activities that are live, in schedule, for this visitor and
 * within their limits, those with the highest `priority` win, of equals by `rankBy`, then the first in the manifest; each with one
 * experience by its `selection`.
 *
 * Pure and total: no input makes it throw, and the same input gives the same decision on every machine.
 */
export function decide(options: Omit<DecideOptions, 'extensions'>): Decision {
  return decideBy({ ...options, extensions });
}
