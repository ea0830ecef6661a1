import type { Proposition } from '../decisioning/activity.ts';
import type { DecisionDetail } from './events.ts';

/** A click in an experience. */
export interface Click {
  readonly proposition: Proposition;
  /** The decision that the experience came from; `undefined` where it was kept from the page view before. */
  readonly decision: Pick<DecisionDetail, 'predictions' | 'generation' | 'durationMs' | 'preview'> | undefined;
  /** ISO 8601 date and time. */
  readonly timestamp: string;
}

/** Opens a menu and nothing else. */
const rightButton = 2;

/** Calls `onClick` with each click in one of the elements. */
export function watchClicks(elements: readonly Element[], onClick: () => void): void {
  for (const element of elements) {
    // On the way down, before the shop's own code can stop it. A click of the middle button opens a link, too.
    for (const type of ['click', 'auxclick'])
      element.addEventListener(type, (event) => (event as MouseEvent).button === rightButton || onClick(), true);
  }
}
