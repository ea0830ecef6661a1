import type { Proposition } from '../decisioning/activity.ts';
import type { ScopeRequest } from '../decisioning/decide.ts';
import type { Preview } from '../decisioning/judge.ts';
import type { Trace } from '../decisioning/trace.ts';
import type { ExecutionProvider } from '../engine/session.ts';
import type { PlainError } from '../errors.ts';
import type { ArtifactProgress } from '../registry/artifact-store.ts';
import type { DeviceValues } from '../registry/read-ahead.ts';
import type { ExperienceEvent, ExperienceEventInput } from '../xdm/event.ts';
import type { Profile } from '../xdm/profile.ts';

/** What a decision took: the next page view will most likely need the same, and gets it before it has read the manifest. */
export interface Hints {
  /** Keys of what lies on the device, by database: manifest, small models of the js provider, visitor. */
  readonly stored: Readonly<Record<string, readonly string[]>>;
  /** Operators of the models that the js provider ran, as the manifest lists them. */
  readonly operators: readonly string[];
}

/** What the page tells the worker once, before anything else. All URLs are absolute. */
export interface HostOptions {
  readonly manifestUrl: string;
  /** Ed25519 public key, JWK `x`. */
  readonly publicKey?: string | undefined;
  readonly storageBudgetBytes?: number | undefined;
  readonly eventLimit?: number | undefined;
  readonly eventMaxAgeMs?: number | undefined;
  /** ES modules that may register custom operators although they lie on another origin. */
  readonly operatorModules: readonly string[];
  /**
   * No manifest is known to lie on the device: ask it and the network side by side. The page is fetching the manifest already, and hands
   * it over by {@link HostApi.provide}.
   */
  readonly firstVisit: boolean;
  /** No visitor is known to lie on the device: read it behind. */
  readonly newVisitor: boolean;
  /** The {@link Hints} of the last decision on this device, as far as the page's storage can be trusted. */
  readonly hints?: unknown;
  /** What the page has read of what the hints say is stored, by database and key. */
  readonly readAhead?: DeviceValues | undefined;
}

/** A response that the page fetched on the worker's behalf. */
export interface ProvidedResponse {
  readonly url: string;
  /** HTTP status; 0 when the network failed. */
  readonly status: number;
  readonly etag?: string | null;
  readonly body: ArrayBuffer;
  /** Further URLs that the page has begun to fetch, because this response named them. */
  readonly expected?: readonly string[];
  /** Operators that the js provider will run, by what this response says; it is not trusted yet. */
  readonly operators?: readonly string[];
}

/** Whether the runtime stands, and on what. */
export interface ReadyState {
  readonly status: 'complete' | 'failed' | 'timeout';
  /** Where the manifest in force came from. */
  readonly source?: 'cache' | 'network';
  readonly generation?: number;
}

/** The scores of one service for the visit as it stands. */
export interface Prediction {
  readonly scores: Readonly<Record<string, number | string | readonly number[] | readonly string[]>>;
  readonly executionProvider: ExecutionProvider;
  /** Features, inference and writing back, in milliseconds. */
  readonly durationMs: number;
  readonly serviceVersion: string;
  /** The columns that fed the model, by name. */
  readonly features: Readonly<Record<string, number | string | boolean | null>>;
}

/** What conditions see of the page as `page`. */
export interface PageContext {
  readonly url: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly referrer: string;
  readonly title: string;
  readonly language: string;
}

/** What to decide. */
export interface DecisionRequest {
  /** Each with how many propositions it takes, 1 by default. */
  readonly scopes: readonly ScopeRequest[];
  readonly page: PageContext;
  /** Shows one activity before all others, whatever its status, schedule, audience and limits; only where a preview is allowed. */
  readonly preview?: Preview | undefined;
  /** Laid over the stored profile for this decision, of which nothing is then stored. As `preview`, for previews only. */
  readonly profileOverrides?: Profile;
}

/** One decision over one or more scopes, with all that explains it. */
export interface Decision {
  readonly propositions: readonly Proposition[];
  readonly traces: readonly Trace[];
  /** By service id. */
  readonly predictions: Readonly<Record<string, Prediction>>;
  /** Ids of the segments whose condition holds. */
  readonly segments: readonly string[];
  /** The event log that the decision saw, oldest first. */
  readonly events: readonly ExperienceEvent[];
  /** The profile that the decision saw, with what the services wrote into it. */
  readonly profile: Profile;
  readonly generation: number;
  /** That of the manifest. */
  readonly status?: 'live' | 'paused' | undefined;
  readonly source: 'cache' | 'network';
  readonly hints: Hints;
  /** Milliseconds by stage, in the order in which they ran. */
  readonly timings: Readonly<Record<string, number>>;
  /** Requests made and bytes received for Edgewise since the page view began. */
  readonly requests: number;
  readonly bytesFetched: number;
}

/** An event that reached the goal of the activity that `display` displayed. */
export interface Conversion {
  readonly display: ExperienceEvent;
  readonly event: ExperienceEvent;
}

/** What the worker says without being asked. */
export type HostEvent =
  | ({ readonly type: 'progress' } & ArtifactProgress)
  | { readonly type: 'update'; readonly generation: number; readonly status: 'live' | 'paused' }
  | { readonly type: 'error'; readonly error: PlainError }
  | { readonly type: 'recycle' };

/** The worker as the page sees it, behind Comlink. */
export interface HostApi {
  /** Must be the first call; the others wait for it. What the worker says unasked, each a {@link HostEvent}, comes through `events`. */
  start(options: HostOptions, events: MessagePort): Promise<ReadyState>;
  provide(response: ProvidedResponse): void;
  /**
   * Adds events to the visit. Events may come a second time (`again`) when the page did not hear that they arrived.
   * @returns once they are on the device, the conversions that they made: in the answer, so that one page hears of them, and hears of
   * them or sends its events again.
   */
  track(events: readonly ExperienceEventInput[], again?: boolean): Promise<readonly Conversion[]>;
  predict(serviceId: string): Promise<Prediction>;
  decide(request: DecisionRequest): Promise<Decision>;
  /** Asks the origin whether there is a newer manifest. */
  revalidate(): Promise<void>;
  /** Deletes everything that was stored about the visitor. */
  forget(): Promise<void>;
  ping(): Promise<undefined>;
  /** Frees what this page holds. */
  dispose(): Promise<void>;
}
