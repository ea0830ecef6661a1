import type { Manifest } from '../../registry/manifest.ts';
import type { PreviewTarget } from '../../registry/preview-link.ts';
import type { Decision } from '../../worker/protocol.ts';
import type { Profile } from '../../xdm/profile.ts';
import type { DecisionDetail, Measured } from '../events.ts';
import type { Outcome } from '../outcomes/outcome.ts';
import type { Overflow } from './overflow.ts';

/** What the slots of a scope show. */
export interface FilledScope {
  /** Ids of experiences, by rank. */
  readonly experiences: readonly string[];
  /** Milliseconds for which the slot was held, where it was. */
  readonly heldMs?: number;
}

/** What the overlay knows of this page view. Everything may be missing: a decision may never come. */
export interface OverlayState {
  /** The manifest at its origin, for names and for what could be shown; what decided is the one on the device. */
  readonly manifest?: Manifest | undefined;
  /** Decided for the page's own slots. */
  readonly pageDecision?: DecisionDetail;
  /** The last one, which the overlay itself may have asked for. */
  readonly latestDecision?: Decision;
  /** By scope. */
  readonly filled: ReadonlyMap<string, FilledScope>;
  /** What experiences did to this page view, by proposition. */
  readonly measured: ReadonlyMap<string, Measured>;
  /** By scope, what of its experiences does not fit its slots; scopes where all fits are not there. */
  readonly overflows: ReadonlyMap<string, Overflow>;
  /** Scopes of the slots on this page. */
  readonly pageScopes: readonly string[];
  /** Addresses that the page itself has asked for since its load event. */
  readonly requestsSinceLoad: readonly string[];
  readonly errors: readonly string[];
  /** Of this page view, oldest first. */
  readonly outcomes: readonly Outcome[];
  /** Names of the tools and addresses that are told of outcomes. */
  readonly toldTo: readonly string[];
  /** Shown whatever its status, schedule and audience. */
  readonly target?: PreviewTarget | undefined;
  /** Laid over the visitor's profile. */
  readonly profileOverrides: Profile;
  /** Whether the page was decided with other overrides than these. */
  readonly needsReload: boolean;
}

/** What one can do in the overlay. */
export interface OverlayActions {
  /** Loads the page with an experience forced; `undefined`: with none. */
  preview(target: PreviewTarget | undefined): void;
  /** Lays values over the profile; the page follows when it is loaded again. */
  override(profile: Profile): void;
  clearVisitor(): void;
  reload(): void;
}
