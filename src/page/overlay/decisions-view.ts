import type { Activity } from '../../decisioning/activity.ts';
import type { ActivityTrace } from '../../decisioning/trace.ts';
import { conditionDataOf } from './condition-data.ts';
import { button, type Child, element, section } from './element.ts';
import { lossInWords, winInWords } from './loss-in-words.ts';
import { headlineOf } from './measurements.ts';
import { renderOutcomes } from './outcomes-view.ts';
import { overflowInWords } from './overflow.ts';
import type { OverlayActions, OverlayState } from './state.ts';
import { words } from './words.ts';

/** What each scope shows, every activity for it with the reason it lost by, what else it could show, and what came of what is shown. */
export function renderDecisions(state: OverlayState, actions: OverlayActions): readonly Child[] {
  const { errors, latestDecision, pageScopes } = state;
  const others = (latestDecision?.traces ?? [])
    .map(({ scope }) => scope)
    .filter((scope) => !pageScopes.includes(scope));
  const scopesIn = (title: string, scopes: readonly string[]): Child =>
    scopes.length > 0
      ? section(
          title,
          [...new Set(scopes)].map((scope) => renderScope(scope, state, actions)),
        )
      : undefined;
  return [
    element('p', { class: 'headline' }, headlineOf(state)),
    errors.map((error) => element('p', { class: 'error' }, error)),
    latestDecision && [
      scopesIn('What it chose, and why', pageScopes),
      renderOutcomes(state),
      scopesIn('On other pages', others),
    ],
  ];
}

function renderScope(scope: string, state: OverlayState, actions: OverlayActions): HTMLElement {
  const { manifest, latestDecision, pageScopes, filled, overflows } = state;
  const chosen = latestDecision?.propositions.filter((proposition) => proposition.scope === scope) ?? [];
  const choice = chosen.map(({ scopeDetails }) => words(scopeDetails.experience.id)).join(', ') || 'default content';
  const onPage = filled.get(scope);
  const shown = onPage?.experiences.map(words).join(', ') || 'default content';
  const overflow = overflows.get(scope);
  const here = pageScopes.includes(scope);
  const traces = latestDecision?.traces.find((trace) => trace.scope === scope)?.activities ?? [];
  return element(
    'div',
    { class: 'card' },
    element('h4', {}, words(scope)),
    element(
      'p',
      {},
      here ? ['On the page: ', element('strong', {}, shown), '. '] : undefined,
      here && shown === choice
        ? undefined
        : [here ? 'By now it would be: ' : 'On its page it would be: ', element('strong', {}, choice), '.'],
    ),
    overflow && element('p', { class: 'error' }, overflowInWords(overflow)),
    manifest?.activities.every((activity) => activity.scope !== scope)
      ? element('p', {}, `No activity has the scope “${scope}”.`)
      : undefined,
    element(
      'ul',
      { class: 'activities' },
      traces.map((trace) => renderActivity(trace, state, actions)),
    ),
  );
}

function renderActivity(trace: ActivityTrace, state: OverlayState, actions: OverlayActions): HTMLElement {
  const { manifest, latestDecision, target } = state;
  const { activityId } = trace;
  const context = {
    activities: manifest?.activities ?? [],
    segments: manifest?.segments ?? [],
    data: latestDecision && conditionDataOf(latestDecision),
  };
  const loss = lossInWords(trace, context);
  const activity = manifest?.activities.find(({ id }) => id === activityId);
  return element(
    'li',
    { class: loss ? 'lost' : 'won' },
    element('strong', {}, words(activityId)),
    loss
      ? ` lost: ${loss}.`
      : ` won ${target?.activityId === activityId ? 'by your preview' : winInWords(trace, context)}.`,
    renderChoices(activityId, activity, state, actions),
  );
}

/** One button for each experience; without the manifest, one for the activity. */
function renderChoices(
  activityId: string,
  activity: Activity | undefined,
  { target }: OverlayState,
  { preview }: OverlayActions,
): HTMLElement {
  const buttonFor = (label: string, experienceId?: string): HTMLElement => {
    const wanted = { activityId, ...(experienceId !== undefined && { experienceId }) };
    const isShown = target?.activityId === activityId && target.experienceId === experienceId;
    return button(`${isShown ? 'Showing' : 'Show'} “${label}”`, {
      key: `preview ${activityId} ${experienceId ?? ''}`,
      attributes: { class: isShown ? 'chosen' : undefined },
      onClick: () => preview(isShown ? undefined : wanted),
    });
  };
  const experiences = activity?.experiences ?? [];
  return element(
    'span',
    { class: 'choices' },
    experiences.length > 0 ? experiences.map(({ id }) => buttonFor(words(id), id)) : buttonFor(words(activityId)),
  );
}
