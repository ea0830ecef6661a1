import { htmlContentItem } from '../../decisioning/activity.ts';
import { document } from '../document.ts';
import type { DecisionDetail } from '../events.ts';
import type { HtmlRenderer } from '../render/html.ts';
import type { EdgewiseSlot } from '../slot-element.ts';
import { element } from './element.ts';
import type { FilledScope } from './state.ts';

/**
 * Puts a decision into slots that show something already. Visitors never see that; but whoever follows a preview link wants to see the preview,
 * although the overlay, which allows it, has to be loaded first.
 * @returns what the slots of each scope show now.
 */
export async function showLate(
  { scopes, propositions }: DecisionDetail,
  renderer: HtmlRenderer,
): Promise<ReadonlyMap<string, FilledScope>> {
  const shown = new Map<string, FilledScope>();
  for (const slot of document.querySelectorAll<EdgewiseSlot>('edgewise-slot')) {
    if (!scopes.includes(slot.scope)) continue;
    const parts: HTMLElement[] = [];
    const experiences: string[] = [];
    for (const { scope, scopeDetails, items } of propositions) {
      const html = items.find(({ schema }) => schema === htmlContentItem)?.data.content;
      if (scope !== slot.scope || typeof html !== 'string' || parts.length === slot.max) continue;
      const part = document.createElement('div');
      await renderer.write(part, html);
      parts.push(part);
      experiences.push(scopeDetails.experience.id);
    }
    const [first, ...more] = parts;
    slot.show();
    if (first) slot.show(more.length > 0 ? element('div', {}, parts) : first);
    shown.set(slot.scope, { experiences });
  }
  return shown;
}
