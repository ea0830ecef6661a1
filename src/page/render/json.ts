import { jsonContentItem, type Proposition } from '../../decisioning/activity.ts';
import { document } from '../document.ts';
import type { EdgewiseEvents } from '../events.ts';

/** Gives the content of json-content-items to listeners, and to the page's slots of the scope as the event `edgewise-json`. */
export function handOver(proposition: Proposition, emit: (name: 'json', detail: EdgewiseEvents['json']) => void): void {
  const { scope } = proposition;
  for (const { schema, data } of proposition.items) {
    if (schema !== jsonContentItem) continue;
    const detail = { scope, proposition, content: data.content };
    emit('json', detail);
    for (const slot of document.querySelectorAll('edgewise-slot')) {
      if (slot.getAttribute('scope') === scope)
        slot.dispatchEvent(new CustomEvent('edgewise-json', { detail, bubbles: true }));
    }
  }
}
