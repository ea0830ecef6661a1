import { EdgewiseError } from '../../errors.ts';
import { newId } from '../../xdm/new-id.ts';
import type { DeliveryPage } from '../delivery.ts';
import { document } from '../document.ts';
import { createReporting } from '../reporters/reporting.ts';
import { currentRoute, watchRoute } from '../watch-route.ts';
import type { Outcome } from './outcome.ts';
import { createOutcomeCounter, type OutcomeCounter } from './outcome-counter.ts';
import { createPageViewMemory } from './page-view-memory.ts';
import { createReportQueue, type ReportQueue } from './report-queue.ts';
import { createViewTimer } from './view-timer.ts';

/** Counts outcomes on this page: into the event log, to listeners, to reporters, and to `reportUrl` where there is one. */
export function trackOutcomes(page: DeliveryPage): Omit<OutcomeCounter, 'nextPageView'> {
  const { options, consent, track, emit, report } = page;
  const lifetime = new AbortController();
  const { signal } = lifetime;
  const isAllowed = (): boolean => consent() === 'in';
  const queue = openQueue(page, isAllowed);
  const tellReporters = createReporting(options.reporters, report);

  const onOutcome = (outcome: Outcome): void => {
    // A conversion is an event that lies in the log already.
    if (outcome.type !== 'convert') track(outcome.event);
    emit(outcome.type, outcome);
    queue?.add(outcome.event);
    tellReporters(outcome);
  };

  // Not by `timeOrigin`, which goes on by the clock that was when the browser was started. What browsers round is less than 20 ms, in which
  // no page is there to be clicked in.
  const began = new Date(Date.now() - performance.now() + 20).toISOString();
  const isReload = performance
    .getEntriesByType('navigation')
    .some((entry) => (entry as PerformanceNavigationTiming).type === 'reload');
  const counter = createOutcomeCounter({
    createViewTimer: (onViewed, until) =>
      createViewTimer({
        document,
        createObserver: (onEntries, settings) => new IntersectionObserver(onEntries, settings),
        onViewed,
        signal: until,
      }),
    memory: createPageViewMemory({ storage: () => sessionStorage, url: currentRoute, isReload }),
    isEarlier: (timestamp) => !isReload && timestamp < began,
    stamp: (timestamp = new Date().toISOString()) => ({ _id: newId(), timestamp }),
    isAllowed,
    onOutcome,
  });
  watchRoute(counter.nextPageView, signal);

  if (queue) {
    // The last that a page hears for certain; where it is closed, some browsers say the one, some the other.
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && queue.flush(), {
      signal,
    });
    addEventListener('pagehide', queue.flush, { signal });
    // What no beacon took on the page views before.
    queue.flush();
  }

  return {
    ...counter,
    dispose() {
      counter.dispose();
      lifetime.abort();
    },
  };
}

function openQueue(
  { options: { reportUrl }, report }: DeliveryPage,
  isAllowed: () => boolean,
): ReportQueue | undefined {
  if (!reportUrl) return undefined;
  const url = URL.canParse(reportUrl, document.baseURI) ? new URL(reportUrl, document.baseURI) : undefined;
  // Beacons go by HTTP, and throw otherwise.
  if (!url || !/^https?:$/.test(url.protocol)) {
    report(
      new EdgewiseError(
        'input-invalid',
        `reportUrl is ${JSON.stringify(reportUrl)}; give the address that takes outcomes`,
      ),
    );
    return undefined;
  }
  return createReportQueue({
    url: url.href,
    storage: () => localStorage,
    // Some extensions take it away.
    sendBeacon: (address, body) => navigator.sendBeacon?.(address, body) ?? false,
    isOnline: () => navigator.onLine,
    isAllowed,
  });
}
