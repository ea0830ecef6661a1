import { EdgewiseError, toEdgewiseError } from './errors.ts';
import { createClient } from './page/client.ts';
import type { Edgewise } from './page/edgewise.ts';
import { createInertClient } from './page/inert-client.ts';
import type { Loaders, PageFiles } from './page/loaders.ts';
import { type EdgewiseOptions, givenOptions } from './page/options.ts';
import { handleOf, startWorker } from './page/worker-factory.ts';

/**
 * Starts Edgewise on this page. It starts at once and never throws into the page: what fails shows the default content and emits one `error`.
 * On a server, which has no page, the client is switched off: `ready` is `failed`, and `predict` and `decide` reject with `disposed`.
 * @example
 * const edgewise = createEdgewise({ manifestUrl: '/edgewise/manifest.json' });
 * edgewise.track({ eventType: 'commerce.productViews', productListItems: [{ SKU: 'A-1', priceTotal: 49 }] });
 * const { scores } = await edgewise.predict('purchase-intent');
 */
export function createEdgewise(options: EdgewiseOptions): Edgewise {
  if (typeof document === 'undefined') {
    return createInertClient(
      new EdgewiseError('disposed', 'Edgewise is switched off on a server; ask it in the browser'),
    );
  }
  try {
    return createClient(givenOptions(options), { createWorker: makeWorker, load: (name) => files[name]() });
  } catch (cause) {
    return createInertClient(
      toEdgewiseError(cause, 'engine-failed', 'Edgewise could not be started; update this browser'),
    );
  }
}

const makeWorker: Loaders['createWorker'] = ({ createWorker, host, baseUrl }, attempt) => {
  if (createWorker) return handleOf(createWorker());
  const base = baseUrl === undefined ? import.meta.url : new URL(baseUrl, document.baseURI).href;
  const url = new URL(/* @vite-ignore */ 'worker.js', base).href;
  const { origin, protocol } = new URL(url);
  // webpack gives modules the address of their source, which is a file's, and an address of its own to the worker below.
  const isElsewhere = origin !== self.origin && protocol !== 'file:';
  if (baseUrl !== undefined || isElsewhere) return startWorker(url, host, attempt);
  // Written out in full, because this is the form that bundlers recognise and copy the worker for.
  return handleOf(new Worker(new URL(/* @vite-ignore */ './worker.js', import.meta.url), { type: 'module' }));
};

const files: { readonly [Name in keyof PageFiles]: () => Promise<PageFiles[Name]> } = {
  sanitizer: () => import('./page/render/purify.ts'),
  delivery: () => import('./page/delivery.ts'),
  overlay: () => import('./page/overlay/overlay.ts'),
};

export { EdgewiseError, type EdgewiseErrorCode, isEdgewiseError } from './errors.ts';
export type { Edgewise } from './page/edgewise.ts';
export type { DecisionDetail, EdgewiseEvents } from './page/events.ts';
export type { EdgewiseOptions } from './page/options.ts';
export type { Outcome, OutcomeProposition, OutcomeType } from './page/outcomes/outcome.ts';
export type { Reporter, ReporterName } from './page/reporters/reporter.ts';
export type { EdgewiseSlotElement, SlotAttributes } from './page/slot-element.ts';
export type { Consent } from './visitor/consent.ts';
export type { Decision, PageContext, Prediction, ReadyState } from './worker/protocol.ts';
export type { ExperienceEvent, ExperienceEventInput, ProductListItem } from './xdm/event.ts';
export type { Profile, SegmentMembership, StoredScore } from './xdm/profile.ts';
