import type { Proposition } from '../../decisioning/activity.ts';
import type { Conversion } from '../../worker/protocol.ts';
import type { Click } from '../click.ts';
import { type DecisionFacts, type Outcome, type Stamp, toConversion, toOutcome } from './outcome.ts';
import type { PageViewMemory } from './page-view-memory.ts';
import type { ViewTimer } from './view-timer.ts';

/** A proposition that stands on the page. */
export interface ShownProposition {
  readonly proposition: Proposition;
  /** The content in a slot, or the elements that were changed; any of them counts. */
  readonly elements: readonly Element[];
  /** `undefined` where an earlier page view decided. */
  readonly decision: DecisionFacts | undefined;
}

/** What the counter needs. */
export interface OutcomeCounterOptions {
  readonly createViewTimer: (onViewed: () => void, signal: AbortSignal) => ViewTimer;
  readonly memory: PageViewMemory;
  /** Whether what happened then belongs to an earlier page view. @param timestamp ISO 8601 date and time. */
  readonly isEarlier: (timestamp: string) => boolean;
  /** A new identifier, and the time: that given, or now. */
  readonly stamp: (timestamp?: string) => Stamp;
  /** Whether the visitor's consent holds; without it nothing is counted. */
  readonly isAllowed: () => boolean;
  readonly onOutcome: (outcome: Outcome) => void;
}

/** Counts what the visitor does with propositions: each display and each interaction once for a proposition and page view. */
export interface OutcomeCounter {
  /** A proposition stands on the page, or stands in further elements. */
  shown(shown: ShownProposition): void;
  /** The visitor has clicked in a proposition, on this page view or, where that one could not count it, an earlier one. */
  clicked(click: Click): void;
  /** A proposition is in view already. */
  displayed(proposition: Proposition, decision: DecisionFacts | undefined): void;
  /** Events of this page reached goals. */
  converted(conversions: readonly Conversion[]): void;
  /** What was shown up to now has been taken back: nothing more is counted of it. */
  withdrawn(): void;
  /** Another page view began in this document. What still stands on the page is not counted a second time. */
  nextPageView(): void;
  dispose(): void;
}

/** Begins to count. */
export function createOutcomeCounter({
  createViewTimer,
  memory,
  isEarlier,
  stamp,
  isAllowed,
  onOutcome,
}: OutcomeCounterOptions): OutcomeCounter {
  let standing = new AbortController();
  let isDisposed = false;
  /** By proposition id. */
  const timers = new Map<string, ViewTimer>();

  /** What was counted of earlier page views. */
  const earlier = new Set<string>();

  const count = (
    type: 'display' | 'interact',
    proposition: Proposition,
    decision: DecisionFacts | undefined,
    timestamp?: string,
  ): void => {
    const key = `${type} ${proposition.id}`;
    const counted = timestamp && isEarlier(timestamp) ? earlier : memory;
    if (isDisposed || !isAllowed() || counted.has(key)) return;
    // Whoever tries something out is no visitor.
    if (decision?.preview || proposition.scopeDetails.characteristics.preview) return;
    counted.add(key);
    onOutcome(toOutcome(type, proposition, decision, stamp(timestamp)));
  };

  return {
    shown({ proposition, elements, decision }) {
      if (isDisposed) return;
      const timer =
        timers.get(proposition.id) ?? createViewTimer(() => count('display', proposition, decision), standing.signal);
      timers.set(proposition.id, timer);
      for (const element of elements) timer.observe(element);
    },
    clicked: ({ proposition, decision, timestamp }) => count('interact', proposition, decision, timestamp),
    displayed: (proposition, decision) => count('display', proposition, decision),
    converted(conversions) {
      if (!isAllowed()) return;
      for (const conversion of conversions) {
        const outcome = toConversion(conversion);
        if (outcome) onOutcome(outcome);
      }
    },
    withdrawn() {
      standing.abort();
      standing = new AbortController();
      timers.clear();
    },
    nextPageView() {
      timers.clear();
      memory.reset();
    },
    dispose() {
      isDisposed = true;
      standing.abort();
    },
  };
}
