/** What the timer needs of the page. */
export interface ViewTimerOptions {
  /** The page's document; one that is hidden is seen by nobody. */
  readonly document: EventTarget & {
    readonly visibilityState: DocumentVisibilityState;
  };
  readonly createObserver: (
    onEntries: (entries: readonly IntersectionObserverEntry[]) => void,
    options: { readonly threshold: number[] },
  ) => Pick<IntersectionObserver, 'observe' | 'takeRecords' | 'disconnect'>;
  /** Called once, when the view has lasted. */
  readonly onViewed: () => void;
  /** Ends the timer, which is not held by it. */
  readonly signal: AbortSignal;
}

/** How long a view must last, in milliseconds. */
const viewMs = 1_000;

/** Times how long something has been in the visitor's view. */
export interface ViewTimer {
  /** Adds an element that shows it. */
  observe(element: Element): void;
}

/**
 * Fine enough for an element fifty viewports high; an element that fits in the viewport has its half among them. Not by `Array.from`:
 * Prototype and MooTools have one of their own, which calls no function.
 */
const thresholds = [...Array(51).keys()].map((step) => step / 100);

/**
 * Calls `onViewed` once at least half of one of the elements has been in view for a second without a break: the measure of
 * the Media Rating Council for display advertisements. Of an element larger than the viewport, half of what the viewport
 * can show of it counts. While the document is hidden the second stands still. Of what styles hide at its beginning or its end,
 * another begins.
 * @see https://www.mediaratingcouncil.org/standards-and-guidelines
 */
export function createViewTimer({ document, createObserver, onViewed, signal }: ViewTimerOptions): ViewTimer {
  const inView = new Set<Element>();
  let remainingMs = viewMs;
  let startedAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasHidden = false;
  let isEnded = false;

  const isHidden = (): boolean => [...inView].every(isHiddenByStyle);

  const run = (): void => {
    startedAt = performance.now();
    wasHidden = isHidden();
    timer = setTimeout(expire, remainingMs);
  };

  const update = (): void => {
    if (signal.aborted) return end();
    // While nothing is in view its elements alone keep the timer, so that it goes with them when they leave the page unseen.
    document[inView.size > 0 ? 'addEventListener' : 'removeEventListener']('visibilitychange', update);
    const runs = inView.size > 0 && document.visibilityState === 'visible';
    if (runs && timer === undefined) run();
    else if (!runs && timer !== undefined) {
      clearTimeout(timer);
      timer = undefined;
      remainingMs -= performance.now() - startedAt;
    }
    if (inView.size === 0) remainingMs = viewMs;
  };

  const take = (entries: readonly IntersectionObserverEntry[]): void => {
    for (const entry of entries) {
      if (isHalfInView(entry)) inView.add(entry.target);
      else inView.delete(entry.target);
    }
    update();
  };

  const expire = (): void => {
    // On a busy page, what was scrolled away may not have been told yet.
    take(observer.takeRecords());
    if (timer === undefined) return;
    // Nothing tells when a menu is opened: it is looked at again.
    if (wasHidden || isHidden()) {
      remainingMs = viewMs;
      return run();
    }
    end();
    onViewed();
  };

  const end = (): void => {
    isEnded = true;
    clearTimeout(timer);
    timer = undefined;
    document.removeEventListener('visibilitychange', update);
    observer.disconnect();
  };

  const observer = createObserver(take, { threshold: thresholds });

  return {
    observe(element) {
      if (!isEnded) observer.observe(element);
    },
  };
}

/** An observer finds in view what `visibility` or `opacity` hides, such as a menu that is not open. */
const isHiddenByStyle = (element: Element): boolean =>
  element.checkVisibility?.({ visibilityProperty: true, opacityProperty: true }) === false;

function isHalfInView({
  boundingClientRect: whole,
  intersectionRect: seen,
  rootBounds,
}: IntersectionObserverEntry): boolean {
  // A frame of another origin is not told how large the viewport is.
  const { width, height } = rootBounds ?? { width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY };
  const most = Math.min(whole.width, width) * Math.min(whole.height, height);
  return most > 0 && seen.width * seen.height >= most / 2;
}
