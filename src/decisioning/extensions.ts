import type { ConditionOperators } from '../xdm/json-logic.ts';
import type { Experience } from './activity.ts';
import { type Choice, type DrawOptions, draw } from './draw.ts';
import { createLimits, type Limits, type LimitsOptions } from './limits.ts';
import { dateOperators, instantOf } from './operators/dates.ts';
import { matches } from './operators/matches.ts';
import { semVer } from './operators/semantic-version.ts';

/**
 * What a plain activity does without, so that a worker loads it with the manifests that need it. Complete in itself: a chunk that imports
 * from the worker's own file would have WebKit evaluate that file a second time.
 */
export interface Extensions {
  /** Operators for conditions beside JSON Logic's own. */
  readonly operators: ConditionOperators;
  /** Milliseconds since 1970 of a local date and time in an IANA time zone; NaN if either is none. */
  readonly instantOf: (local: string, timeZone: string) => number;
  /** Exclusion groups, holdouts and frequency caps. */
  readonly createLimits: (options: LimitsOptions) => Limits;
  /** The selections other than `first`. */
  readonly draw: (choice: Choice, options: DrawOptions) => Experience | undefined;
}

/** All of them. */
export const extensions: Extensions = {
  operators: {
    ...dateOperators,
    matches,
    sem_ver: semVer,
    starts_with: (text, start) => typeof text === 'string' && text.startsWith(String(start)),
    ends_with: (text, end) => typeof text === 'string' && text.endsWith(String(end)),
  },
  instantOf,
  createLimits,
  draw,
};
