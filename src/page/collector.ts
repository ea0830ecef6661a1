/** What the collector needs of the page. */
export interface CollectorOptions {
  /** Called once for every page view: load, SPA navigation, restore from the back-forward cache, activation of a prerendered page. */
  readonly onPageView: () => void;
}

/**
 * Watches for page views until `dispose` is called. The first is reported at once, or, on a page that is being prerendered, when it is activated.
 * A navigation within the page counts when the path, the query or a hash route (`#/…`) changes.
 */
export function createCollector({ onPageView }: CollectorOptions): { dispose(): void } {
  const controller = new AbortController();
  const { signal } = controller;
  if ('prerendering' in document && document.prerendering) {
    document.addEventListener('prerenderingchange', onPageView, { once: true, signal });
  } else onPageView();
  addEventListener('pageshow', (event) => event.persisted && onPageView(), { signal });

  const restore = watchRoute(onPageView, signal);
  return {
    dispose() {
      controller.abort();
      restore();
    },
  };
}

/**
 * Calls `onMove` when a navigation within the document changes the path, the query or a hash route (`#/…`), until `signal` aborts.
 * @returns the function that takes back what it changed in the page; to be called after `signal` has aborted.
 */
export function watchRoute(onMove: () => void, signal: AbortSignal): () => void {
  const route = (): string => {
    const { pathname, search, hash } = location;
    return pathname + search + (/^#!?\//.test(hash) ? hash : '');
  };
  let lastRoute = route();
  return watchNavigation(() => {
    if (route() === lastRoute) return;
    lastRoute = route();
    onMove();
  }, signal);
}

/** The Navigation API where it exists; else the two methods of `history` are wrapped, and unwrapped on dispose. */
function watchNavigation(onNavigate: () => void, signal: AbortSignal): () => void {
  if ('navigation' in window) {
    (window.navigation as EventTarget).addEventListener('currententrychange', onNavigate, { signal });
    return () => {};
  }
  addEventListener('popstate', onNavigate, { signal });
  const undo = (['pushState', 'replaceState'] as const).map((method) => {
    const original = history[method];
    const wrapped: typeof original = function (this: History, ...args) {
      original.apply(this, args);
      if (!signal.aborted) onNavigate();
    };
    history[method] = wrapped;
    return () => {
      // Somebody may have wrapped it again since; then ours must stay beneath theirs.
      if (history[method] === wrapped) history[method] = original;
    };
  });
  return () => {
    for (const restore of undo) restore();
  };
}
