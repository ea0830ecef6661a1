import type { Proposition } from '../decisioning/activity.ts';
import type { EdgewiseError } from '../errors.ts';
import type { Decision, ReadyState } from '../worker/protocol.ts';
import type { ExperienceEventInput } from '../xdm/event.ts';
import type { Outcome } from './outcomes/outcome.ts';
import type { Filling } from './slots.ts';

/** What `on` tells of. */
export interface EdgewiseEvents {
  /** The runtime stands, or could not be started. */
  readonly ready: ReadyState;
  /** Bytes of a model or runtime as they arrive. */
  readonly progress: { readonly sha256: string; readonly loadedBytes: number; readonly totalBytes: number };
  /** A decision was made, with all that explains it. */
  readonly decision: DecisionDetail;
  /** A slot shows a proposition. */
  readonly filled: Filling;
  /** A json-content-item for the page's own code; slots of its scope dispatch it as `edgewise-json`, too. */
  readonly json: { readonly scope: string; readonly proposition: Proposition; readonly content: unknown };
  /** Half of an experience has been in view for a second; once for a proposition and page view. */
  readonly display: Outcome;
  /** A click in an experience; once for a proposition and page view. */
  readonly interact: Outcome;
  /** An event reached the goal of an activity that was displayed. */
  readonly convert: Outcome;
  /** What an experience did to the page view, a second after it was painted. */
  readonly measured: Measured;
  /** An event was added to the visit, or waits for consent to be. */
  readonly track: ExperienceEventInput;
  /** A new generation of the manifest took effect; one that is `paused` has turned the page to default content. */
  readonly update: { readonly generation: number; readonly status: 'live' | 'paused' };
  /** Something failed; the page shows its default content. */
  readonly error: EdgewiseError;
}

/** A decision as `on('decision')` tells of it. */
export interface DecisionDetail extends Decision {
  readonly scopes: readonly string[];
  /** Whether it came after a slot had shown its default content; what of it is not for this page alone is kept for the next page view. */
  readonly late: boolean;
  /** When it had come to the page, by `performance.now()`. */
  readonly decidedAt: number;
  /** Whether something was tried out that visitors do not get: nothing of it is kept, counted or reported. */
  readonly preview: boolean;
  /** From the call to the answer on the page, in milliseconds. */
  readonly durationMs: number;
}

/** What an experience did to the page view. What the browser does not measure is left out. */
export interface Measured {
  readonly scope: string;
  readonly proposition: Proposition;
  /** Layout shift in the frame that brought it, and later of what is in it; not what followed the visitor's own input. */
  readonly layoutShift?: number;
  /** Whether the largest contentful paint up to then is of it. */
  readonly isLargestContentfulPaint?: boolean;
  /** From the decision's arrival on the page to the paint, in milliseconds; none for a decision kept from the page view before. */
  readonly decisionToPaintMs?: number;
}
