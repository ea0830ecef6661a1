import type { ExperienceEvent } from '../xdm/event.ts';
import type { Profile } from '../xdm/profile.ts';
import type { Activity, Proposition, Segment } from './activity.ts';
import { toProposition } from './proposition.ts';
import { type ConditionData, evaluateSegments, holds } from './segments.ts';

/**
 * What an activity lost its scope by. The rules are tried in this order, and the first that fails is the reason, so an
 * activity that was `outranked` would else have won. `invalid` is one that doesn't follow the schema.
 */
export type LossReason =
  | 'status'
  | 'schedule'
  | 'audience-segments'
  | 'audience-condition'
  | 'experience-conditions'
  | 'outranked'
  | 'invalid';

/** Parts of an activity that `decide` doesn't apply yet. */
export type NotApplied = 'selection' | 'holdout' | 'exclusionGroup' | 'frequencyCap';

/** What became of one activity. */
export interface ActivityTrace {
  readonly activityId: string;
  /** Absent when it won. */
  readonly lostBy?: LossReason;
  /** What exactly made it lose: the status, the segment, the activity that outranks it, … */
  readonly detail?: string;
  /** The experience that it won with. */
  readonly experienceId?: string;
  /** What the activity asks for and was decided without; `selection` other than `first` is decided as `first`. */
  readonly notApplied?: readonly NotApplied[];
}

/** Why a scope got what it got: every activity for it, by rank. None won: the default content stays. */
export interface Trace {
  readonly scope: string;
  readonly activities: readonly ActivityTrace[];
}

export interface DecideOptions {
  /** The manifest, of which only these parts are read. */
  readonly manifest: {
    readonly generation?: number;
    readonly segments: readonly Segment[];
    readonly activities: readonly Activity[];
  };
  /** What conditions are evaluated over, with `segments` and `now`. */
  readonly context: {
    /** The event that is being answered. */
    readonly event?: ExperienceEvent | undefined;
    readonly profile?: Profile | undefined;
    /** By service id, then score name. */
    readonly scores?: Readonly<Record<string, unknown>> | undefined;
    readonly session?: object | undefined;
    readonly page?: object | undefined;
  };
  readonly visitorId: string;
  readonly scopes: readonly string[];
  /** Milliseconds since 1970. Conditions see it as `now`. */
  readonly now: number;
  /** Whether to give `traces`. @default false */
  readonly explain?: boolean;
}

export interface Decision {
  /** At most one a scope, in the order of `scopes`. */
  readonly propositions: readonly Proposition[];
  /** One a scope, in the order of `scopes`; empty without `explain`. */
  readonly traces: readonly Trace[];
  /** By segment id, whether the visitor is in it. */
  readonly segments: Readonly<Record<string, boolean>>;
  /** What is wrong with conditions and activities, each once; they counted as false and as lost. */
  readonly problems: readonly string[];
}

/**
 * Decides what each scope shows. Of its activities that are live, in schedule and for this visitor, the one with the
 * highest `priority` wins, of equals the first in the manifest, with its first experience whose condition holds.
 *
 * Pure and total: no input makes it throw, and the same input gives the same decision on every machine.
 */
export function decide({ manifest, context, scopes, now, explain = false }: DecideOptions): Decision {
  const problems = new Set<string>();
  const report = (problem: string) => problems.add(problem);
  const { event, profile, scores, session, page } = context ?? {};
  const base = { event, profile, scores, session, page, now };
  const segments = evaluateSegments(identified(manifest?.segments, 'Segment', report), base, report);
  const data: ConditionData = { ...base, segments };
  const activities = byRank(identified(manifest?.activities, 'Activity', report));

  const propositions: Proposition[] = [];
  const traces: Trace[] = [];
  for (const scope of new Set(Array.isArray(scopes) ? scopes : [])) {
    const activityTraces: ActivityTrace[] = [];
    let winner: string | undefined;
    for (const activity of activities) {
      if (activity.scope !== scope) continue;
      if (winner !== undefined && !explain) break;
      const verdict = judge(activity, { data, generation: manifest?.generation, winner, report });
      if (verdict.proposition) {
        winner = activity.id;
        propositions.push(verdict.proposition);
      }
      if (explain) activityTraces.push(verdict.trace);
    }
    if (explain) traces.push({ scope, activities: activityTraces });
  }
  return { propositions, traces, segments, problems: [...problems] };
}

interface Verdict {
  readonly proposition?: Proposition;
  readonly trace: ActivityTrace;
}

interface Circumstances {
  readonly data: ConditionData;
  readonly generation: number | undefined;
  /** The activity that already has the scope. */
  readonly winner: string | undefined;
  readonly report: (problem: string) => void;
}

/** Tries the rules on one activity. */
function judge(activity: Activity, { data, generation, winner, report }: Circumstances): Verdict {
  const { id, status, audience } = activity;
  const subject = `Activity "${id}"`;
  const lose = (lostBy: LossReason, detail?: string): Verdict => ({
    trace: { activityId: id, lostBy, ...(detail !== undefined && { detail }) },
  });
  // The manifest's schema lets no malformed activity through; callers with a manifest of their own may not have asked it.
  try {
    if (status !== 'live') return lose('status', status);
    const missed = missedSchedule(activity, data.now);
    if (missed) return lose('schedule', missed);
    const missing = audience?.segments?.find((segment) => data.segments[segment] !== true);
    if (missing !== undefined) return lose('audience-segments', missing);
    if (!holds(audience?.condition, data, subject, report)) return lose('audience-condition');
    const experience = activity.experiences.find((candidate) =>
      holds(candidate.condition, data, `${subject}, experience "${candidate.id}"`, report),
    );
    if (!experience) return lose('experience-conditions');
    if (winner !== undefined) return lose('outranked', winner);
    const proposition = toProposition(activity, experience, generation);
    const notApplied = findNotApplied(activity);
    const trace = { activityId: id, experienceId: experience.id, ...(notApplied.length > 0 && { notApplied }) };
    return { proposition, trace };
  } catch (error) {
    const detail = String(error);
    report(`${subject} is malformed: ${detail}; check the manifest against its schema`);
    return lose('invalid', detail);
  }
}

/** Why `now` is outside of the schedule: `not-started`, `ended`, or a date that cannot be read; else undefined. */
function missedSchedule({ schedule }: Activity, now: number): string | undefined {
  if (!schedule) return undefined;
  const { start, end } = schedule;
  const from = start === undefined ? Number.NEGATIVE_INFINITY : Date.parse(start);
  const until = end === undefined ? Number.POSITIVE_INFINITY : Date.parse(end);
  if (now < from) return 'not-started';
  if (now >= until) return 'ended';
  // Only NaN gets past one of the two comparisons above and fails here: such a schedule holds at no time.
  return now >= from && now < until ? undefined : 'unreadable';
}

function findNotApplied(activity: Activity): NotApplied[] {
  const { selection, holdout, exclusionGroup, frequencyCap } = activity;
  const asked = { selection: selection.type !== 'first', holdout, exclusionGroup, frequencyCap };
  return (Object.keys(asked) as NotApplied[]).filter((name) => asked[name]);
}

/** Highest priority first; sorting is stable, so equals keep the manifest's order. */
function byRank(activities: readonly Activity[]): Activity[] {
  const priority = (activity: Activity) => (typeof activity.priority === 'number' ? activity.priority : 0);
  return [...activities].sort((left, right) => priority(right) - priority(left));
}

/** Whatever was handed over as a list, those of it that have an id. */
function identified<T extends { readonly id: string }>(
  list: readonly T[],
  kind: string,
  report: (problem: string) => void,
): readonly T[] {
  if (!Array.isArray(list)) return [];
  return list.filter((entry, index) => {
    const hasId = typeof entry?.id === 'string';
    if (!hasId) report(`${kind} ${index} has no id; check the manifest against its schema`);
    return hasId;
  });
}
