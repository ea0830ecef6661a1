import type { EdgewiseSlot } from '../slot-element.ts';

/**
 * Shows the default content once somebody has emptied the `place` of an experience. A library that morphs the page towards what the server has
 * rendered empties one that stands there, which the slot itself hears nothing of.
 */
export function showDefaultWhenEmptied(place: Element): void {
  new MutationObserver(() => place.firstChild || place.closest<EdgewiseSlot>('edgewise-slot')?.show()).observe(place, {
    childList: true,
  });
}
