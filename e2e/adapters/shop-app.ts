import { createElement, type ReactElement, StrictMode, useEffect, useRef, useState } from 'react';
import {
  EdgewiseProvider,
  type EdgewiseProviderProps,
  Slot,
  useEdgewise,
  useProposition,
  useScores,
} from '../../src/adapters/react/index.ts';
import { defaultContent } from '../support/tiny-service.ts';

/** A shop's page in React, alike on the server and in the browser. */
export function ShopApp({ client }: Pick<EdgewiseProviderProps, 'client'>): ReactElement {
  const hero = useRef<HTMLElement>(null);
  useEffect(() => hero.current?.setAttribute('data-mounted', ''), []);
  return createElement(
    StrictMode,
    null,
    createElement(
      EdgewiseProvider,
      { client },
      createElement(
        Slot,
        { ref: hero, scope: 'hero', max: 2 },
        createElement('p', null, defaultContent),
        createElement(Counter),
      ),
      createElement(Delivery),
      createElement(Interest),
    ),
  );
}

/** Tells by its count that it is alive. */
function Counter(): ReactElement {
  const [count, setCount] = useState(0);
  return createElement('button', { type: 'button', onClick: () => setCount(count + 1) }, `Counted ${count}`);
}

function Delivery(): ReactElement {
  const content = useProposition('delivery')?.items[0]?.data.content;
  return createElement('p', null, `Delivery: ${typeof content === 'string' ? content : 'standard'}`);
}

function Interest(): ReactElement {
  const edgewise = useEdgewise();
  const probability = useScores('interest')?.probability;
  const look = (): void => edgewise?.track({ eventType: 'commerce.productViews', productListItems: [{ SKU: 'A-1' }] });
  return createElement(
    'p',
    null,
    `Interest: ${typeof probability === 'number' ? probability.toFixed(2) : 'unknown'}`,
    createElement('button', { type: 'button', onClick: look }, 'Look'),
  );
}
