import { createElement, lazy, type ReactElement, StrictMode, Suspense, useState } from 'react';
import { EdgewiseProvider, type EdgewiseProviderProps, Slot } from '../../src/adapters/react/index.ts';
import { defaultContent } from '../support/tiny-service.ts';

/** A page of slots alone, without hooks, all of which waits for the code of its reviews once they are asked for. */
export function WaitingApp({ client }: Pick<EdgewiseProviderProps, 'client'>): ReactElement {
  return createElement(
    StrictMode,
    null,
    createElement(
      Suspense,
      { fallback: 'Loading' },
      createElement(
        EdgewiseProvider,
        { client },
        createElement(Slot, { scope: 'hero' }, createElement('p', null, defaultContent)),
        createElement(Reviews),
      ),
    ),
  );
}

function Reviews(): ReactElement {
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return createElement(LateReviews);
  return createElement('button', { type: 'button', onClick: () => setOpen(true) }, 'Reviews');
}

const lateReviews = (): ReactElement => createElement('p', null, 'All are content');
const LateReviews = lazy(
  () =>
    new Promise<{ default: typeof lateReviews }>((resolve) => {
      bringReviews = () => resolve({ default: lateReviews });
    }),
);

/** Brings the code of the reviews. */
export let bringReviews = (): void => {};
