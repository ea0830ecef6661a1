/** The page's address with a hash route (`#/…`), but without an anchor. */
export function currentRoute(): string {
  return location.href.replace(/#(?!!?\/).*/, '');
}

/** Calls `onMove` when a navigation within the document changes the path, the query or a hash route (`#/…`), until `signal` aborts. */
export function watchRoute(onMove: () => void, signal: AbortSignal): void {
  let lastRoute = currentRoute();
  watchNavigation(() => {
    if (currentRoute() === lastRoute) return;
    lastRoute = currentRoute();
    onMove();
  }, signal);
}

/** The Navigation API where it exists; else the two methods of `history` are wrapped until `signal` aborts. */
function watchNavigation(onNavigate: () => void, signal: AbortSignal): void {
  // By what it has: the name may be that of an element, or of a variable of the page.
  const { navigation } = window as { readonly navigation?: EventTarget & { readonly currentEntry?: unknown } };
  if (navigation?.currentEntry) return navigation.addEventListener('currententrychange', onNavigate, { signal });
  addEventListener('popstate', onNavigate, { signal });
  for (const method of ['pushState', 'replaceState'] as const) {
    const original = history[method];
    const wrapped: typeof original = function (this: History, ...args) {
      original.apply(this, args);
      if (!signal.aborted) onNavigate();
    };
    history[method] = wrapped;
    signal.addEventListener('abort', () => {
      // Somebody may have wrapped it again since; then ours must stay beneath theirs.
      if (history[method] === wrapped) history[method] = original;
    });
  }
}
