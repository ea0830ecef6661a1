import type { ExperienceEventInput } from '../xdm/event.ts';
import { readPageContext } from './page-context.ts';
import { watchRoute } from './watch-route.ts';
import { whenActivated } from './when-activated.ts';

/**
 * Tracks every page view, until `signal` aborts: load, or on a page that is being prerendered its activation; navigation within the page that
 * changes the path, the query or a hash route (`#/…`); restore from the back-forward cache.
 */
export function collectPageViews(track: (event: ExperienceEventInput) => void, signal: AbortSignal): void {
  const onPageView = (): void => {
    const { url, title, referrer } = readPageContext();
    track({
      eventType: 'web.webpagedetails.pageViews',
      web: { webPageDetails: { URL: url, name: title, pageViews: { value: 1 } }, webReferrer: { URL: referrer } },
    });
  };
  whenActivated(onPageView, signal);
  addEventListener('pageshow', (event) => event.persisted && onPageView(), { signal });
  watchRoute(onPageView, signal);
}
