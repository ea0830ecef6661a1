import type { Outcome } from '../outcomes/outcome.ts';

/** Passes outcomes on to another tool. What it throws, or rejects with, is told once as an `error` and harms nothing. */
export type Reporter = (outcome: Outcome) => unknown;

/** The reporters that come with Edgewise. */
export type ReporterName = 'dataLayer' | 'alloy';
