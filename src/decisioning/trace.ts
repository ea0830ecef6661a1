/**
 * What an activity lost its scope by. The rules are tried in this order, and the first that fails is the reason, so an
 * activity that was `outranked` would else have won.
 * - `site-status`, `site-holdout`: the manifest is paused; the visitor gets the default content everywhere.
 * - `exclusion-group`: the visitor takes part in another activity of the group.
 * - `holdout`: the visitor qualifies and is held out, so is one to compare with.
 * - `experience-weights`: none that could be drawn has a weight.
 * - `outranked`: those that won have filled the slot.
 * - `repeated`: the slot shows the same content already.
 * - `invalid`: it doesn't follow the schema.
 */
export type LossReason =
  | 'site-status'
  | 'site-holdout'
  | 'status'
  | 'schedule'
  | 'audience-segments'
  | 'audience-condition'
  | 'exclusion-group'
  | 'holdout'
  | 'frequency-cap'
  | 'experience-conditions'
  | 'experience-weights'
  | 'outranked'
  | 'repeated'
  | 'invalid';

/** Why an activity lost. */
export interface Loss {
  readonly lostBy: LossReason;
  /** What exactly made it lose: the status, the segment, the activity that outranks it, … */
  readonly detail?: string;
}

/** What became of one activity. */
export interface ActivityTrace extends Partial<Loss> {
  readonly activityId: string;
  /** The experience that it won with. */
  readonly experienceId?: string;
}

/** Why a scope got what it got: every activity for it, by rank. None won: the default content stays. */
export interface Trace {
  readonly scope: string;
  readonly activities: readonly ActivityTrace[];
}
