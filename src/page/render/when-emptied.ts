import type { EdgewiseSlot } from '../slot-element.ts';

/**
 * Shows the default content once somebody has emptied the place of an experience. A library that morphs the page towards what the server has
 * rendered empties one that stands there, which the slot itself hears nothing of.
 * @param element a part of the experience; nothing happens where it stands in no slot.
 */
export function showDefaultWhenEmptied(element: Element): void {
  const place = element.closest('[slot=experience]');
  const slot = element.closest<EdgewiseSlot>('edgewise-slot');
  if (place && slot) new MutationObserver(() => place.firstChild || slot.show()).observe(place, { childList: true });
}
