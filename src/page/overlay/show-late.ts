import type { DecisionDetail } from '../events.ts';
import type { HtmlRenderer } from '../render/html.ts';
import type { EdgewiseSlot } from '../slot-element.ts';

const htmlSchema = 'https://ns.adobe.com/personalization/html-content-item';

/**
 * Puts a decision into slots that show something already. Visitors never see that; but whoever follows a preview link wants to see the preview,
 * although the overlay, which allows it, has to be loaded first.
 * @returns the scopes, each with the experience that it now shows.
 */
export async function showLate(
  { scopes, propositions }: DecisionDetail,
  renderer: HtmlRenderer,
): Promise<ReadonlyMap<string, string | undefined>> {
  const shown = new Map<string, string | undefined>();
  for (const slot of document.querySelectorAll<EdgewiseSlot>('edgewise-slot')) {
    if (!scopes.includes(slot.scope)) continue;
    const proposition = propositions.find(({ scope }) => scope === slot.scope);
    const html = proposition?.items.find(({ schema }) => schema === htmlSchema)?.data.content;
    const content = document.createElement('div');
    if (typeof html === 'string') await renderer.write(content, html);
    for (const before of slot.querySelectorAll(':scope > [slot=experience]')) before.remove();
    if (typeof html === 'string') slot.show(content);
    else slot.showDefault();
    shown.set(slot.scope, typeof html === 'string' ? proposition?.scopeDetails.experience.id : undefined);
  }
  return shown;
}
