import type { Measured } from '../events.ts';
import type { OverlayState } from './state.ts';
import { bytes, list, milliseconds, plural, words } from './words.ts';

/** One sentence on the page's decision. */
export function headlineOf({ pageDecision, latestDecision, pageScopes }: OverlayState): string {
  if (!pageDecision) {
    if (pageScopes.length > 0) return 'This page has not decided yet.';
    return `This page has no slot to decide for.${latestDecision ? ' Asked now, this device would decide for the others:' : ''}`;
  }
  const { durationMs, requests, late, preview, propositions } = pageDecision;
  const sent = requests === 0 ? ', and sent no request to do it' : `, after fetching ${plural(requests, 'file')}`;
  const lasting = propositions.some(({ scopeDetails }) => !scopeDetails.characteristics.page);
  const forVisitors = lasting
    ? 'so it is kept for the next page view'
    : 'and its rules read this page, so it is not kept for the next';
  const then = preview ? 'so this preview took its place; visitors never see that' : forVisitors;
  const kept = late ? ` It came after the page had shown its default content, ${then}.` : '';
  return `This device decided in ${milliseconds(durationMs)}${sent}.${kept}`;
}

/** What the decision took, by name. On a page without a slot, what the overlay's own took. */
export function costsOf(state: OverlayState): readonly (readonly [name: string, value: string | undefined])[] {
  const { pageDecision, latestDecision, filled, pageScopes, requestsSinceLoad, manifest } = state;
  const measured = pageDecision ?? latestDecision;
  if (!measured) return [];
  const providers = new Set(Object.values(measured.predictions).map(({ executionProvider }) => executionProvider));
  const held = pageScopes.flatMap((scope) => filled.get(scope)?.heldMs ?? []);
  const from = measured.source === 'cache' ? 'from this device' : 'from the network';
  const newer = manifest && manifest.generation > measured.generation ? `; its origin has ${manifest.generation}` : '';
  return [
    ['Provider', [...providers].join(', ') || undefined],
    ['Slot filled after', held.length > 0 ? milliseconds(Math.max(...held)) : undefined],
    ['Requests for Edgewise on this page view', String(measured.requests)],
    ['Bytes fetched for it', bytes(measured.bytesFetched)],
    [
      'Requests sent since the page loaded',
      describeRequests(requestsSinceLoad, latestDecision?.requests ?? 0, measured.requests),
    ],
    ['Manifest', `generation ${measured.generation}, ${from}${newer}`],
  ];
}

/** The worker's requests are not the page's, so they come from its decisions: those after the first one are its questions for a newer manifest. */
function describeRequests(page: readonly string[], now: number, atDecision: number): string {
  const names = page.map((url) => url.replace(/^.*\/(?=.)/, '').replace(/^([0-9a-f]{8})[0-9a-f]{56}$/, 'model $1…'));
  if (now > atDecision) names.push('manifest.json, to see if there is a newer one');
  const count = page.length + Math.max(0, now - atDecision);
  return count === 0 ? '0' : `${count} (${[...new Set(names)].join(', ')})`;
}

/** What each experience did to the page view, by its name and scope. */
export function effectsOf({ measured }: Pick<OverlayState, 'measured'>): readonly (readonly [string, string])[] {
  return [...measured.values()].map((effect) => [
    `“${words(effect.proposition.scopeDetails.experience.id)}” in ${words(effect.scope)}`,
    effectInWords(effect),
  ]);
}

function effectInWords({ layoutShift, isLargestContentfulPaint, decisionToPaintMs }: Measured): string {
  const parts = [
    decisionToPaintMs === undefined ? undefined : `was painted ${milliseconds(decisionToPaintMs)} after the decision`,
    layoutShift === undefined
      ? undefined
      : `shifted ${layoutShift === 0 ? 'nothing' : `the layout by ${layoutShift.toFixed(4)}`}`,
    isLargestContentfulPaint ? 'is the largest paint' : undefined,
  ];
  return list(parts.filter((part) => part !== undefined)) || 'was shown, and this browser measures nothing of it';
}
