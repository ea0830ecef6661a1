import type { ShownExperience } from '../delivery.ts';
import type { Measured } from '../events.ts';

/** How long after an experience was painted it is measured, in milliseconds. */
const settleMs = 1000;
/** How many layout shifts are kept for experiences that are yet to be measured: a frame has one at most. */
const shiftLimit = 1000;

interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources?: readonly { readonly node: Node | null }[];
}

interface LargestContentfulPaint extends PerformanceEntry {
  readonly element: Element | null;
}

/** Measures what experiences did to the page view. */
export interface Meter {
  shown(experience: ShownExperience): void;
  dispose(): void;
}

/**
 * Measures each experience a second after it was painted, or when the page is left before that.
 * What a browser has no entries for is left out.
 */
export function createMeter(onMeasured: (measured: Measured) => void): Meter {
  const shifts: LayoutShift[] = [];
  let largest: Element | null | undefined;
  const watch = <Entry extends PerformanceEntry>(type: string, onEntry: (entry: Entry) => void) => {
    if (!PerformanceObserver.supportedEntryTypes.includes(type)) return undefined;
    const observer = new PerformanceObserver((list) => (list.getEntries() as Entry[]).forEach(onEntry));
    observer.observe({ type, buffered: true });
    return observer;
  };
  const shiftObserver = watch<LayoutShift>('layout-shift', (entry) => {
    if (shifts.push(entry) > shiftLimit) shifts.shift();
  });
  const paintObserver = watch<LargestContentfulPaint>('largest-contentful-paint', ({ element }) => {
    largest = element;
  });
  const waiting = new Map<ShownExperience, ReturnType<typeof setTimeout>>();

  const measure = (experience: ShownExperience): void => {
    clearTimeout(waiting.get(experience));
    waiting.delete(experience);
    const { proposition, elements, decision, at, paintedAt } = experience;
    const holds = (node: Node | null = null): boolean => elements.some((element) => element.contains(node));
    const caused = shifts.filter(
      ({ startTime, hadRecentInput, sources }) =>
        startTime >= at && !hadRecentInput && (startTime <= paintedAt || sources?.some(({ node }) => holds(node))),
    );
    onMeasured({
      scope: proposition.scope,
      proposition,
      ...(shiftObserver && {
        layoutShift: caused.reduce((sum, { value }) => sum + value, 0),
      }),
      ...(largest !== undefined && { isLargestContentfulPaint: holds(largest) }),
      ...(decision && { decisionToPaintMs: paintedAt - decision.decidedAt }),
    });
  };
  const onHide = (): void => {
    for (const experience of waiting.keys()) measure(experience);
  };
  addEventListener('pagehide', onHide);

  return {
    shown(experience) {
      waiting.set(
        experience,
        setTimeout(() => measure(experience), settleMs),
      );
    },
    dispose() {
      removeEventListener('pagehide', onHide);
      for (const timer of waiting.values()) clearTimeout(timer);
      shiftObserver?.disconnect();
      paintObserver?.disconnect();
    },
  };
}
