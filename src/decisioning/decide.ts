import type { ExperienceEvent } from '../xdm/event.ts';
import type { Profile } from '../xdm/profile.ts';
import { isRecord } from '../xdm/record.ts';
import type { Activity, Proposition, Segment } from './activity.ts';
import type { Select } from './draw.ts';
import type { Extensions } from './extensions.ts';
import { type Circumstances, judge, type Preview, type Win } from './judge.ts';
import type { Displays } from './limits.ts';
import { byRank } from './rank.ts';
import { missedSchedule } from './schedule.ts';
import { type ConditionData, evaluateSegments } from './segments.ts';
import type { ActivityTrace, Trace } from './trace.ts';

/** A scope, and how many propositions its slot takes. */
export type ScopeRequest = string | { readonly scope: string; readonly max?: number };

/** What a decision is made of. */
export interface DecideOptions {
  /** The manifest, of which only these parts are read. */
  readonly manifest: {
    readonly generation?: number;
    /** `paused`: every scope keeps its default content. @default 'live' */
    readonly status?: 'live' | 'paused';
    /** Share of visitors, 0 to 1, who get the default content everywhere. @default 0 */
    readonly holdout?: number;
    /** What visitors are allocated with. @default '' */
    readonly seed?: string;
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
    /** By activity id, how often it was displayed, for frequency caps. Conditions don't see it. @default never */
    readonly displays?: Readonly<Record<string, Displays>> | undefined;
  };
  /** Visitors are allocated by it: the same id gets the same experiences on every device. */
  readonly visitorId: string;
  /** Each with how many propositions it takes, 1 by default. */
  readonly scopes: readonly ScopeRequest[];
  /** Milliseconds since 1970. Conditions see it as `now`. */
  readonly now: number;
  /** Whether to give `traces`. @default false */
  readonly explain?: boolean;
  /** Shows one activity before all others, whatever its status, schedule, audience and limits; a paused site stays so. */
  readonly preview?: Preview | undefined;
  /** Chooses for the selection `learned`. @default the experiences are split */
  readonly select?: Select | undefined;
  /** For activities with more than `first`, a schedule with offsets and conditions of JSON Logic's own operators. */
  readonly extensions?: Extensions | undefined;
}

/** What was decided. */
export interface Decision {
  /** In the order of `scopes`, those of one scope by rank. */
  readonly propositions: readonly Proposition[];
  /** One a scope, in the order of `scopes`; empty without `explain`. */
  readonly traces: readonly Trace[];
  /** By segment id, whether the visitor is in it. */
  readonly segments: Readonly<Record<string, boolean>>;
  /** What is wrong with conditions and activities, each once; they counted as false and as lost. */
  readonly problems: readonly string[];
}

/**
 * Decides what each scope shows. Of its activities that are live, in schedule, for this visitor and within their limits, those with the
 * highest `priority` win, of equals by `rankBy`, then the first in the manifest; each with one experience by its `selection`.
 *
 * Pure and total: no input makes it throw, and the same input gives the same decision on every machine.
 */
export function decide(options: DecideOptions): Decision {
  const { manifest, context, now, explain = false, preview, select, extensions } = options;
  const visitorId = textOf(options.visitorId);
  const seed = textOf(manifest?.seed);
  const problems = new Set<string>();
  const report = (problem: string): void => void problems.add(problem);
  const conditions = { operators: extensions?.operators, report };
  const { displays, ...seen } = context ?? {};
  const base = { ...seen, now };
  const segments = evaluateSegments(identified(manifest?.segments, 'Segment', report), base, conditions);
  const data: ConditionData = { ...base, segments };
  const activities = identified(manifest?.activities, 'Activity', report);
  const limits = extensions?.createLimits({
    holdout: manifest?.holdout,
    seed,
    activities,
    visitorId,
    displays,
    isRunning: (activity) => activity.status === 'live' && !missedSchedule(activity, now, extensions),
  });
  let siteLoss: Circumstances['siteLoss'];
  if (manifest?.status === 'paused') siteLoss = 'site-status';
  else if (limits?.isHeldOutOfSite && !preview) siteLoss = 'site-holdout';
  const circumstances: Circumstances = {
    data,
    conditions,
    visitorId,
    seed,
    select,
    preview,
    manifest,
    extensions,
    siteLoss,
    limits,
  };

  const propositions: Proposition[] = [];
  const traces: Trace[] = [];
  for (const [scope, max] of placesByScope(options.scopes)) {
    const taken: Win[] = [];
    const traced: ActivityTrace[] = [];
    const candidates = activities.filter((activity) => activity.scope === scope);
    for (const activity of byRank(candidates, data, conditions, preview?.activityId)) {
      if (taken.length >= max && !explain) break;
      const verdict = judge(activity, circumstances, { taken, max });
      const activityId = activity.id;
      if ('lostBy' in verdict) traced.push({ activityId, ...verdict });
      else {
        taken.push(verdict);
        traced.push({ activityId, experienceId: verdict.experience.id });
      }
    }
    propositions.push(...taken.map(({ proposition }) => proposition));
    if (explain) traces.push({ scope, activities: traced });
  }
  return { propositions, traces, segments, problems: [...problems] };
}

/** How many propositions each scope takes, by scope, in the order in which they were asked for. */
function placesByScope(scopes: readonly ScopeRequest[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const asked of Array.isArray(scopes) ? (scopes as readonly unknown[]) : []) {
    const { scope, max = 1 } = isRecord(asked) ? asked : { scope: asked };
    if (typeof scope === 'string')
      places.set(scope, Math.max(places.get(scope) ?? 1, typeof max === 'number' ? max || 1 : 1));
  }
  return places;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

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
