import type { Proposition } from '../../decisioning/activity.ts';
import type { Conversion } from '../../worker/protocol.ts';
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
  /** A new identifier, and the time. */
  readonly stamp: () => Stamp;
  /** Whether the visitor's consent holds; without it nothing is counted. */
  readonly isAllowed: () => boolean;
  readonly onOutcome: (outcome: Outcome) => void;
}

/** Counts what the visitor does with propositions: each display and each interaction once for a proposition and page view. */
export interface OutcomeCounter {
  /** A proposition stands on the page, or stands in further elements. */
  shown(shown: ShownProposition): void;
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

/** One proposition on this page view. */
interface Watched {
  readonly timer: ViewTimer;
  readonly onClick: (event: Event) => void;
}

/** Opens a menu and nothing else. */
const rightButton = 2;

/** Begins to count. */
export function createOutcomeCounter({
  createViewTimer,
  memory,
  stamp,
  isAllowed,
  onOutcome,
}: OutcomeCounterOptions): OutcomeCounter {
  let standing = new AbortController();
  let isDisposed = false;
  /** By proposition id. */
  const watched = new Map<string, Watched>();

  const count = (type: 'display' | 'interact', proposition: Proposition, decision: DecisionFacts | undefined): void => {
    const key = `${type} ${proposition.id}`;
    if (isDisposed || !isAllowed() || memory.has(key)) return;
    memory.add(key);
    onOutcome(toOutcome(type, proposition, decision, stamp()));
  };

  const watch = ({ proposition, decision }: ShownProposition): Watched => ({
    timer: createViewTimer(() => count('display', proposition, decision), standing.signal),
    onClick(event) {
      if (!('button' in event) || event.button !== rightButton) count('interact', proposition, decision);
    },
  });

  return {
    shown(shown) {
      if (isDisposed) return;
      const { id } = shown.proposition;
      const known = watched.get(id) ?? watch(shown);
      watched.set(id, known);
      for (const element of shown.elements) {
        known.timer.observe(element);
        // On the way down, before the shop's own code can stop it. A click of the middle button opens a link, too.
        for (const type of ['click', 'auxclick'])
          element.addEventListener(type, known.onClick, { capture: true, signal: standing.signal });
      }
    },
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
      watched.clear();
    },
    nextPageView() {
      watched.clear();
      memory.reset();
    },
    dispose() {
      isDisposed = true;
      standing.abort();
    },
  };
}
