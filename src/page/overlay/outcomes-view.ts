import type { Outcome } from '../outcomes/outcome.ts';
import { element, section } from './element.ts';
import type { OverlayState } from './state.ts';
import { list, words } from './words.ts';

/** What the visitor did with the experiences on this page view, and who is told of it. */
export function renderOutcomes({ outcomes, toldTo, pageDecision }: OverlayState): HTMLElement {
  const byExperience = new Map<string, { readonly first: Outcome; readonly told: string[] }>();
  for (const outcome of outcomes) {
    const { activity, experience } = outcome.proposition.scopeDetails;
    const key = JSON.stringify([activity.id, experience.id]);
    const entry = byExperience.get(key) ?? { first: outcome, told: [] };
    entry.told.push(inWords(outcome));
    byExperience.set(key, entry);
  }
  const nothing = pageDecision?.preview
    ? 'Nothing: a preview is not counted.'
    : 'Nothing yet: an experience counts once it has been seen for a second.';
  return section(
    'What came of it',
    outcomes.length === 0 ? element('p', {}, nothing) : undefined,
    element(
      'ul',
      { class: 'activities' },
      [...byExperience.values()].map(({ first, told }) => {
        const { activity, experience } = first.proposition.scopeDetails;
        return element(
          'li',
          { class: 'won' },
          element('strong', {}, `“${words(experience.id)}”`),
          ` of ${words(activity.id)} ${list(told)}.`,
        );
      }),
    ),
    element(
      'p',
      { class: 'note' },
      toldTo.length > 0 ? `Told to ${list(toldTo)}.` : 'Told to nobody: it stays on this device.',
    ),
  );
}

function inWords({ type, event }: Outcome): string {
  if (type === 'display') return 'was displayed';
  if (type === 'interact') return 'was clicked';
  const { conversion } = (event._experience as { edgewise?: { conversion?: { eventType?: string } } }).edgewise ?? {};
  return `reached its goal by ${conversion?.eventType ?? 'an event'}`;
}
