import type { DecisionDetail, EdgewiseEvents } from '../page/events.ts';
import { type PanelState, renderPanel } from './panel-view.ts';
import { callEdgewise, trackedEvent } from './shop/tracking.ts';

/** Scopes that the panel asks about, wherever in the shop their slots are. */
const allScopes = ['hero', 'cart-discount'];

/** Adds the button "How this page decided" and the panel behind it. */
export function startPanel(): void {
  const scopes = [...document.querySelectorAll('edgewise-slot')].map((slot) => slot.getAttribute('scope') ?? '');
  const filled = new Map<string, { experience: string; heldMs?: number }>();
  let state: PanelState = { scopes, filled, requestsSinceLoad: [], errors: [] };

  const { button, panel, body, close } = buildPanel();
  const show = (change: Partial<PanelState> = {}): void => {
    state = { ...state, ...change };
    if (!panel.hidden) body.innerHTML = renderPanel(state);
  };

  const listeners: { readonly [Name in 'decision' | 'filled' | 'error']: (detail: EdgewiseEvents[Name]) => void } = {
    decision(decision) {
      // What the page decided for its own slots stays; later decisions are this panel's.
      const pageDecision: Partial<DecisionDetail> | undefined = state.pageDecision ?? decision;
      show({ latestDecision: decision, ...(scopes.length > 0 && { pageDecision }) });
    },
    filled({ scope, proposition, heldMs }) {
      filled.set(scope, { experience: proposition.scopeDetails.experience.id, heldMs });
      show();
    },
    error({ code, message }) {
      show({ errors: [...state.errors, `${code}: ${message}`] });
    },
  };
  // What happened before this script ran, then what happens from now on.
  const log = (window as { edgewiseLog?: readonly (readonly [string, unknown])[] }).edgewiseLog ?? [];
  for (const [name, detail] of log)
    (listeners as Record<string, ((detail: unknown) => void) | undefined>)[name]?.(detail);
  for (const [name, listener] of Object.entries(listeners)) callEdgewise(['on', name, listener]);

  watchRequestsSinceLoad((requestsSinceLoad) => show({ requestsSinceLoad }));

  const decideAgain = (): void => {
    if (!panel.hidden) callEdgewise(['decide', { scopes: allScopes }]);
  };
  const toggle = (open: boolean): void => {
    panel.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    show();
    decideAgain();
    (open ? close : button).focus();
  };
  button.addEventListener('click', () => toggle(panel.hidden === true));
  close.addEventListener('click', () => toggle(false));
  panel.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') toggle(false);
  });
  document.addEventListener(trackedEvent, decideAgain);
}

function buildPanel() {
  const button = Object.assign(document.createElement('button'), {
    type: 'button',
    className: 'panel-button',
    textContent: 'How this page decided',
  });
  button.setAttribute('aria-expanded', 'false');
  button.setAttribute('aria-controls', 'panel');
  const panel = Object.assign(document.createElement('aside'), { id: 'panel', className: 'panel', hidden: true });
  panel.setAttribute('aria-labelledby', 'panel-title');
  const header = document.createElement('header');
  const title = Object.assign(document.createElement('h2'), {
    id: 'panel-title',
    textContent: 'How this page decided',
  });
  const close = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Close' });
  const body = Object.assign(document.createElement('div'), { className: 'panel-body', tabIndex: 0 });
  header.append(title, close);
  panel.append(header, body);
  document.body.append(button, panel);
  return { button, panel, body, close };
}

/** Tells of what the page itself asks for once it has loaded: all addresses so far. */
function watchRequestsSinceLoad(onRequests: (urls: readonly string[]) => void): void {
  if (!('PerformanceObserver' in window)) return;
  const urls: string[] = [];
  const loadedAt = () => {
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return navigation?.loadEventStart || Number.POSITIVE_INFINITY;
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      // What came out of the browser's own cache was not sent.
      const cached = entry.transferSize === 0 && entry.decodedBodySize > 0;
      if (!cached && entry.startTime > loadedAt()) urls.push(entry.name);
    }
    onRequests(urls);
  }).observe({ type: 'resource', buffered: true });
}
