import type { Decision } from '../../worker/protocol.ts';
import { conditionDataOf } from './condition-data.ts';
import { conditionInWords } from './condition-in-words.ts';
import { bar, button, type Child, definitions, element, section } from './element.ts';
import { renderProfile } from './profile-view.ts';
import type { OverlayActions, OverlayState } from './state.ts';
import { milliseconds, timeOfDay, valueInWords, words } from './words.ts';

const eventsShown = 30;

/** What the device knows of the visitor, and what it makes of it. */
export function renderVisitor(state: OverlayState, actions: OverlayActions): readonly Child[] {
  const { latestDecision } = state;
  if (!latestDecision) return [element('p', {}, 'Nothing was decided yet, so nothing was read of the visitor.')];
  return [
    renderScores(latestDecision),
    renderSegments(state, latestDecision),
    renderProfile(latestDecision.profile, state, actions),
    renderFeatures(latestDecision),
    renderEvents(latestDecision),
    section(
      'Begin anew',
      element('p', {}, 'Deletes events, profile and models from this device, and loads the page as for a first visit.'),
      button('Clear this visitor', { key: 'clear', attributes: { class: 'danger' }, onClick: actions.clearVisitor }),
    ),
  ];
}

function renderScores({ predictions }: Decision): HTMLElement | undefined {
  const services = Object.entries(predictions);
  if (services.length === 0) return undefined;
  return section(
    'Scores',
    services.map(([service, { scores, executionProvider, durationMs, serviceVersion }]) => [
      Object.entries(scores).map(([name, value]) =>
        element(
          'p',
          { class: 'score' },
          `${words(service)}${name === 'probability' ? '' : `, ${words(name).toLowerCase()}`} `,
          element('strong', {}, isShare(value) ? value.toFixed(3) : valueInWords(value)),
          isShare(value) ? bar(value) : undefined,
        ),
      ),
      element(
        'p',
        { class: 'note' },
        `version ${serviceVersion} · provider ${executionProvider} · ${milliseconds(durationMs)}`,
      ),
    ]),
  );
}

/** A probability, or anything like it; a count is not. */
const isShare = (value: unknown): value is number => typeof value === 'number' && !Number.isInteger(value);

/** All of the manifest's, those that the visitor is in first; without the manifest, those alone. */
function renderSegments({ manifest }: OverlayState, decision: Decision): HTMLElement {
  const { segments } = decision;
  const data = conditionDataOf(decision);
  const known = manifest?.segments ?? segments.map((id) => ({ id, name: words(id), condition: undefined }));
  const isIn = ({ id }: { readonly id: string }): boolean => segments.includes(id);
  const sorted = [...known].sort((left, right) => Number(isIn(right)) - Number(isIn(left)));
  return section(
    'Segments',
    sorted.length === 0 ? element('p', {}, 'None yet.') : undefined,
    element(
      'ul',
      { class: 'segments' },
      sorted.map((segment) =>
        element(
          'li',
          { class: isIn(segment) ? 'won' : 'lost' },
          element('strong', {}, segment.name),
          isIn(segment) ? ' yes' : ' no',
          segment.condition === undefined
            ? undefined
            : element('span', { class: 'note' }, conditionInWords(segment.condition, data)),
        ),
      ),
    ),
  );
}

function renderFeatures({ predictions }: Decision): HTMLElement | undefined {
  // The services share their features, so each column is shown once.
  const features = Object.assign({}, ...Object.values(predictions).map((prediction) => prediction.features));
  const rows = Object.entries(features).map(([name, value]): [string, string] => [words(name), valueInWords(value)]);
  return rows.length === 0 ? undefined : section('Features, as the model takes them', definitions(rows));
}

function renderEvents({ events }: Decision): HTMLElement {
  const shown = events.slice(-eventsShown).reverse();
  return section(
    `Events so far: ${events.length}`,
    element(
      'ol',
      { class: 'events' },
      shown.map(({ eventType, timestamp, productListItems }) =>
        element(
          'li',
          {},
          element('time', { datetime: timestamp }, timeOfDay(timestamp)),
          ` ${eventType.replace(/^(commerce|web\.webpagedetails|decisioning)\./, '')} `,
          productListItems?.[0]?.name ? element('em', {}, String(productListItems[0].name)) : undefined,
        ),
      ),
    ),
  );
}
