import type { DecisionDetail } from '../page/events.ts';
import { type Html, html } from './pages/html.ts';

/** What the panel knows of this page view. Everything may be missing: a decision may never come. */
export interface PanelState {
  /** Decided for the page's own slots. */
  readonly pageDecision?: Partial<DecisionDetail>;
  /** The last one, which the panel itself may have asked for. */
  readonly latestDecision?: Partial<DecisionDetail>;
  /** By scope: what the slot shows, and the milliseconds for which it was held. */
  readonly filled: ReadonlyMap<string, { readonly experience: string; readonly heldMs?: number }>;
  /** Scopes of the slots on this page. */
  readonly scopes: readonly string[];
  /** Addresses that the page itself has asked for since its load event. */
  readonly requestsSinceLoad: readonly string[];
  readonly errors: readonly string[];
}

/** The panel's inside, as markup. */
export function renderPanel(state: PanelState): string {
  const { pageDecision, latestDecision = pageDecision } = state;
  const measured = pageDecision ?? latestDecision;
  return html`${renderHeadline(state)}
${state.errors.map((error) => html`<p class="panel-error">${error}</p>`)}
${latestDecision ? html`${renderScores(latestDecision)}${renderSegments(latestDecision)}` : ''}
${renderScopes(state)}
${renderCost(state)}
${measured?.timings ? renderTimings(measured.timings) : ''}
${latestDecision ? html`${renderFeatures(latestDecision)}${renderEvents(latestDecision)}` : ''}`.markup;
}

function renderHeadline({ pageDecision, latestDecision, scopes }: PanelState): Html {
  if (!pageDecision) {
    const slotless = `This page has no slot to decide for.${latestDecision ? ' Asked now, this device would decide for the others:' : ''}`;
    return html`<p class="panel-headline">${scopes.length > 0 ? 'This page has not decided yet.' : slotless}</p>`;
  }
  const { durationMs, requests, late } = pageDecision;
  const sent =
    requests === undefined
      ? ''
      : requests === 0
        ? ', and sent no request to do it'
        : `, after fetching ${plural(requests, 'file')}`;
  const took = durationMs === undefined ? '' : ` in ${milliseconds(durationMs)}`;
  const kept = late
    ? ' It came after the page had shown its default content, so it is kept for the next page view.'
    : '';
  return html`<p class="panel-headline">This device decided${took}${sent}.${kept}</p>`;
}

function renderScores({ predictions = {} }: Partial<DecisionDetail>): Html {
  const services = Object.entries(predictions);
  if (services.length === 0) return html``;
  return section(
    'Scores',
    html`${services.map(([service, { scores, executionProvider, durationMs, serviceVersion }]) => {
      const bars = Object.entries(scores ?? {}).map(([name, value]) => renderScore(service, name, value));
      const source = [
        serviceVersion && `version ${serviceVersion}`,
        executionProvider && `provider ${executionProvider}`,
        durationMs !== undefined && milliseconds(durationMs),
      ].filter(Boolean);
      return html`${bars}<p class="panel-note">${source.join(' · ')}</p>`;
    })}`,
  );
}

function renderScore(service: string, name: string, value: unknown): Html {
  const label = `${words(service)}${name === 'probability' ? '' : `, ${words(name)}`}`;
  if (typeof value !== 'number') return html`<p class="panel-score">${label}: ${JSON.stringify(value)}</p>`;
  const percent = Math.round(Math.min(Math.max(value, 0), 1) * 100);
  return html`<div class="panel-score"><span>${label}</span><strong>${value.toFixed(3)}</strong><div class="panel-bar"><i style="width:${percent}%"></i></div></div>`;
}

function renderSegments({ segments = [] }: Partial<DecisionDetail>): Html {
  return section(
    'Segments',
    segments.length === 0
      ? html`<p>None yet.</p>`
      : html`<p class="panel-chips">${segments.map((segment) => html`<span>${words(segment)}</span> `)}</p>`,
  );
}

function renderScopes({ pageDecision, latestDecision = pageDecision, scopes, filled }: PanelState): Html {
  if (!latestDecision) return html``;
  const known = new Set([...scopes, ...(latestDecision.traces ?? []).map(({ scope }) => scope)]);
  return section(
    'What it chose, and why',
    html`${[...known].map((scope) => {
      const onPage = filled.get(scope);
      const chosen = latestDecision.propositions?.find((proposition) => proposition.scope === scope);
      const choice = chosen ? words(chosen.scopeDetails.experience.id) : 'default content';
      const shown = onPage ? words(onPage.experience) : 'default content';
      const here = scopes.includes(scope);
      const trace = latestDecision.traces?.find((candidate) => candidate.scope === scope);
      return html`<div class="panel-scope">
<h4>${words(scope)}</h4>
<p>${here ? html`On the page: <strong>${shown}</strong>. ` : ''}${here && shown === choice ? '' : html`${here ? 'By now it would be' : 'On its page it would be'}: <strong>${choice}</strong>.`}</p>
<ul>${(trace?.activities ?? []).map(
        ({ activityId, lostBy, detail }) =>
          html`<li><strong>${words(activityId)}</strong> ${lostBy ? html`lost: ${losses[lostBy] ?? lostBy}${detail ? ` (${detail})` : ''}` : 'won'}</li>`,
      )}</ul>
</div>`;
    })}`,
  );
}

const losses: Readonly<Record<string, string>> = {
  status: 'not live',
  schedule: 'not its time',
  'audience-segments': 'not in its segment',
  'audience-condition': 'its condition does not hold',
  'experience-conditions': 'none of its experiences fits',
  outranked: 'another goes first',
  invalid: 'it does not follow the schema',
};

function renderCost({ pageDecision, latestDecision, filled, scopes, requestsSinceLoad }: PanelState): Html {
  // On a page without a slot, what the panel itself asked for.
  const measured = pageDecision ?? latestDecision;
  const providers = new Set(
    Object.values(measured?.predictions ?? {}).flatMap(({ executionProvider }) => executionProvider ?? []),
  );
  const held = scopes.flatMap((scope) => filled.get(scope)?.heldMs ?? []);
  const rows: [string, string | undefined][] = [
    ['Provider', [...providers].join(', ') || undefined],
    ['Slot filled after', held.length > 0 ? milliseconds(Math.max(...held)) : undefined],
    ['Requests for Edgewise on this page view', text(measured?.requests)],
    ['Bytes fetched for it', measured?.bytesFetched === undefined ? undefined : bytes(measured.bytesFetched)],
    [
      'Requests sent since the page loaded',
      describeRequests(requestsSinceLoad, latestDecision?.requests, measured?.requests),
    ],
    [
      'Manifest',
      measured?.generation === undefined
        ? undefined
        : `generation ${measured.generation}${measured.source === 'cache' ? ', from this device' : ', from the network'}`,
    ],
  ];
  return section(
    'What it took',
    html`<dl>${rows.flatMap(([label, value]) => (value === undefined ? [] : html`<div><dt>${label}</dt><dd>${value}</dd></div>`))}</dl>`,
  );
}

/** The worker's requests are not the page's, so they come from its decisions: those after the first one are its questions for a newer manifest. */
function describeRequests(page: readonly string[], now = 0, atDecision = now): string {
  const names = page.map((url) => url.replace(/^.*\/(?=.)/, '').replace(/^([0-9a-f]{8})[0-9a-f]{56}$/, 'model $1…'));
  if (now > atDecision) names.push('manifest.json, to see if there is a newer one');
  const count = page.length + Math.max(0, now - atDecision);
  return count === 0 ? '0' : `${count} (${[...new Set(names)].join(', ')})`;
}

function renderTimings(timings: Readonly<Record<string, number>>): Html {
  const stages = Object.entries(timings);
  const longest = Math.max(1e-3, ...stages.map(([, ms]) => ms));
  return section(
    'Milliseconds of each stage',
    html`<dl class="panel-stages">${stages.map(
      ([stage, ms]) =>
        html`<div><dt>${words(stage)}</dt><dd><div class="panel-bar"><i style="width:${Math.round((ms / longest) * 100)}%"></i></div>${ms.toFixed(ms < 10 ? 2 : 0)}</dd></div>`,
    )}</dl>`,
  );
}

function renderFeatures({ predictions = {} }: Partial<DecisionDetail>): Html {
  // The services share their features, so each column is shown once.
  const features = Object.assign({}, ...Object.values(predictions).map((prediction) => prediction.features ?? {}));
  const rows = Object.entries(features);
  if (rows.length === 0) return html``;
  return section(
    'Features',
    html`<dl>${rows.map(([name, value]) => html`<div><dt>${words(name)}</dt><dd>${formatFeature(value)}</dd></div>`)}</dl>`,
  );
}

function renderEvents({ events = [] }: Partial<DecisionDetail>): Html {
  const shown = events.slice(-30).reverse();
  return section(
    `Events so far: ${events.length}`,
    html`<ol class="panel-events">${shown.map(
      ({ eventType, timestamp, productListItems }) =>
        html`<li><time datetime="${timestamp}">${timestamp.slice(11, 19)}</time> ${eventType.replace(/^(commerce|web\.webpagedetails|decisioning)\./, '')}${
          productListItems?.[0]?.name ? html` <em>${String(productListItems[0].name)}</em>` : ''
        }</li>`,
    )}</ol>`,
  );
}

function section(title: string, content: Html): Html {
  return html`<section><h3>${title}</h3>${content}</section>`;
}

function formatFeature(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toFixed(3);
  return value === null || value === '' ? '–' : String(value);
}

/** `purchase-intent` and `productViews` as people write them. */
function words(name: string): string {
  const spaced = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[-_]/g, ' ')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

function bytes(count: number): string {
  return count < 1024 ? `${count} B` : `${(count / 1024).toFixed(1)} kB`;
}

function text(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
