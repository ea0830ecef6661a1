import type { Outcome } from '../outcomes/outcome.ts';
import { element, section } from './element.ts';
import type { OverlayState } from './state.ts';
import { words } from './words.ts';

/** What the visitor did with the experiences on this page view, and who is told of it. */
export function renderOutcomes({ outcomes, toldTo }: OverlayState): HTMLElement {
  const byExperience = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const { activity, experience } = outcome.proposition.scopeDetails;
    const name = `“${words(experience.id)}”, of ${words(activity.id)}`;
    byExperience.set(name, [...(byExperience.get(name) ?? []), outcome]);
  }
  return section(
    'What came of it',
    outcomes.length === 0
      ? element('p', {}, 'Nothing yet: an experience counts once it has been seen for a second.')
      : undefined,
    element(
      'ul',
      { class: 'activities' },
      [...byExperience].map(([name, its]) =>
        element('li', { class: 'won' }, element('strong', {}, name), ` ${its.map(inWords).join(', ')}.`),
      ),
    ),
    element(
      'p',
      { class: 'note' },
      toldTo.length > 0 ? `Told to ${toldTo.join(' and ')}.` : 'Told to nobody: it stays on this device.',
    ),
  );
}

function inWords({ type, event }: Outcome): string {
  if (type === 'display') return 'was displayed';
  if (type === 'interact') return 'was clicked';
  const { conversion } = (event._experience as { edgewise?: { conversion?: { eventType?: string } } }).edgewise ?? {};
  return `reached its goal by ${conversion?.eventType ?? 'an event'}`;
}
