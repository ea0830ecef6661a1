import type { ExperienceEventInput } from '../xdm/event.ts';
import { readPageContext } from './page-context.ts';
import { watchRoute } from './watch-route.ts';

/**
 * Tracks every page view, until `signal` aborts: this one; navigation within the page that changes the path, the query or a hash route
 * (`#/…`); restore from the back-forward cache.
 */
export function collectPageViews(track: (event: ExperienceEventInput) => void, signal: AbortSignal): void {
  const onPageView = (): void => {
    const { url, title, referrer } = readPageContext();
    track({
      eventType: 'web.webpagedetails.pageViews',
      web: { webPageDetails: { URL: url, name: title, pageViews: { value: 1 } }, webReferrer: { URL: referrer } },
    });
  };
  onPageView();
  addEventListener('pageshow', (event) => event.persisted && onPageView(), { signal });
  watchRoute(onPageView, signal);
}
