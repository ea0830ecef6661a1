import type { PageContext } from '../worker/protocol.ts';
import { document } from './document.ts';

/** The page as conditions see it. */
export function readPageContext(): PageContext {
  return {
    url: location.href,
    path: location.pathname,
    query: Object.fromEntries(new URLSearchParams(location.search)),
    referrer: document.referrer,
    title: document.title,
    language: navigator.language,
  };
}
