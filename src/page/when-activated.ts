import { document } from './document.ts';

/** Makes what calls a function at once, or on a page that is being prerendered once it is activated, unless `signal` aborts before. */
export function createWhenActivated(signal: AbortSignal): (then: () => void) => void {
  return (then) => {
    if ((document as { readonly prerendering?: boolean }).prerendering)
      document.addEventListener('prerenderingchange', then, { signal });
    else then();
  };
}
