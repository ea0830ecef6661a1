import type { Proposition } from '../decisioning/activity.ts';
import { decide } from '../decisioning/decide.ts';
import type { Displays } from '../decisioning/limits.ts';
import type { Trace } from '../decisioning/trace.ts';
import type { Manifest } from '../registry/manifest.ts';
import { sessionOf } from '../visitor/session-context.ts';
import type { Visitor } from '../visitor/visitor.ts';
import type { Profile } from '../xdm/profile.ts';
import { mergeProfile, withSegments } from '../xdm/profile-update.ts';
import { hintsOf } from './hints.ts';
import { loadExtensions } from './load-extensions.ts';
import type { Decision, DecisionRequest, Prediction } from './protocol.ts';
import { isAct } from './services.ts';
import type { InForce } from './services-in-force.ts';
import { servicesNeeded } from './services-needed.ts';

/** What a visit is decided by. */
export interface DecideVisitOptions {
  readonly manifestUrl: string;
  readonly inForce: Promise<InForce>;
  readonly visitor: Visitor;
  readonly displaysFor: (manifest: Manifest) => Promise<Readonly<Record<string, Displays>> | undefined>;
  /** Stores what services wrote into the profile, and the standing of segments. */
  readonly enrich: (written: Profile, segments: Readonly<Record<string, boolean>>, at: number) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
  readonly onFailure: (error: unknown) => void;
  /** Told what is wrong in the manifest. */
  readonly onProblem: (problem: string) => void;
}

type VisitDecision = Omit<Decision, 'timings' | 'requests' | 'bytesFetched'> & {
  readonly timings: Omit<Decision['timings'], 'manifest'>;
};

/** Decides scopes for the visit as it stands: loads and asks the services that these need, then judges activities by their scores. */
export async function decideVisit(
  { scopes, page, preview, profileOverrides }: DecisionRequest,
  { manifestUrl, inForce, visitor, displaysFor, enrich, now, clock, onFailure, onProblem }: DecideVisitOptions,
): Promise<VisitDecision> {
  const asked = clock();
  const { services, source } = await inForce;
  const { manifest } = services;
  const needed = servicesNeeded(
    manifest,
    scopes.map((request) => (typeof request === 'string' ? request : request?.scope)),
  );
  // None of it waits for the visitor to be read.
  const loading = Promise.all([loadExtensions(manifest), displaysFor(manifest), services.load(needed).catch(() => {})]);
  // Where the visitor cannot be read, that is told.
  loading.catch(() => {});
  const [events, stored, visitorId] = await Promise.all([visitor.events(), visitor.profile(), visitor.visitorId()]);
  const opened = clock();
  const [extensions, displays] = await loading;
  const loaded = clock();
  const at = now();
  let profile = profileOverrides ? mergeProfile(stored, profileOverrides) : stored;
  const predictions: Record<string, Prediction> = {};
  const scores: Record<string, Prediction['scores']> = {};
  for (const id of needed) {
    try {
      const result = await services.predict(id, { events, profile, now: at });
      profile = result.profile;
      predictions[id] = result.prediction;
      scores[id] = result.prediction.scores;
    } catch (error) {
      // The other scores still decide; conditions over this one are false.
      onFailure(error);
    }
  }
  const scored = clock();
  const acts = events.filter(isAct);
  const result = decide({
    manifest,
    context: { event: acts.at(-1), profile, scores, session: sessionOf(acts, at), page, displays },
    visitorId,
    scopes,
    now: at,
    explain: true,
    preview,
    extensions,
  });
  const decided = clock();
  result.problems.forEach(onProblem);
  // Without an activity that asks, no service was scored that a segment may go by.
  const isJudged = result.traces.some(({ activities }) => activities[0]);
  // What was only tried on the visitor stays out of the stored profile.
  if (isJudged && !profileOverrides && (profile !== stored || withSegments(profile, result.segments, at) !== profile))
    enrich(profile, result.segments, at);
  return {
    propositions: result.propositions satisfies readonly Proposition[],
    traces: result.traces satisfies readonly Trace[],
    predictions,
    segments: Object.keys(result.segments).filter((id) => result.segments[id]),
    events,
    profile,
    generation: manifest.generation,
    status: manifest.status,
    source,
    hints: hintsOf(manifestUrl, manifest, needed),
    timings: { visitor: opened - asked, models: loaded - opened, scores: scored - loaded, rules: decided - scored },
  };
}
