import { document } from './document.ts';

/** Calls `then` at once, or on a page that is being prerendered once it is activated, unless `signal` aborts before. */
export function whenActivated(then: () => void, signal: AbortSignal): void {
  if ((document as { readonly prerendering?: boolean }).prerendering)
    document.addEventListener('prerenderingchange', then, { signal });
  else then();
}
