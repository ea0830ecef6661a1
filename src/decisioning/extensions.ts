import type { ConditionOperators } from '../xdm/json-logic.ts';
import { dateOperators, instantOf } from './operators/dates.ts';
import { matches } from './operators/matches.ts';
import { semVer } from './operators/semantic-version.ts';

/** What few manifests need, so that a worker loads it with those only. */
export interface Extensions {
  /** Operators for conditions beside JSON Logic's own. */
  readonly operators: ConditionOperators;
  /** Milliseconds since 1970 of a local date and time in an IANA time zone; NaN if either is none. */
  readonly instantOf: (local: string, timeZone: string) => number;
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
};
