import { createElement, version } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { createEdgewise } from '../../src/index.ts';
import { ShopApp } from './shop-app.ts';
import { bringReviews, WaitingApp } from './waiting-app.ts';

const start = () => {
  made++;
  return createEdgewise({
    manifestUrl: '/edgewise/manifest.json',
    baseUrl: '/edgewise/',
    // Its workers are counted.
    host: 'dedicated',
    decisionBudgetMs: 20_000,
  });
};
let made = 0;

const container = () => document.body.appendChild(document.createElement('main'));

/** What a test calls in the page. */
const harness = {
  version,
  /** How many clients were made. */
  made: () => made,
  /** Renders the app in the browser alone; returns the function that takes it away. */
  render() {
    const root = createRoot(container());
    root.render(createElement(ShopApp, { client: start }));
    return () => root.unmount();
  },
  /** Renders the page that waits for its reviews. */
  renderWaiting: () => createRoot(container()).render(createElement(WaitingApp, { client: start })),
  bringReviews: () => bringReviews(),
  /** Hydrates what the server rendered, with the script tag's client where the page has a tag. Gathers what React had to recover from. */
  hydrate() {
    const recovered: string[] = [];
    const client = document.querySelector('[data-manifest-url]') ? undefined : start;
    const main = document.querySelector('main');
    if (main) {
      hydrateRoot(main, createElement(ShopApp, { client }), {
        onRecoverableError: (error) => recovered.push(String(error)),
      });
    }
    return recovered;
  },
};

export type ReactHarness = typeof harness;

Object.assign(window, { harness });
