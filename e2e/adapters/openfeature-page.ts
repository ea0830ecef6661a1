import { OpenFeature, ProviderEvents } from '@openfeature/web-sdk';
import { createOpenFeatureProvider } from '../../src/adapters/openfeature/index.ts';
import { createEdgewise } from '../../src/index.ts';

const edgewise = createEdgewise({ manifestUrl: '/edgewise/manifest.json', baseUrl: '/edgewise/' });
const flags = OpenFeature.getClient();
const events: string[] = [];
flags.addHandler(ProviderEvents.Ready, () => events.push('ready'));
flags.addHandler(ProviderEvents.Error, (details) => events.push(`error: ${details?.message}`));
flags.addHandler(ProviderEvents.ConfigurationChanged, (details) => events.push(`changed: ${details?.flagsChanged}`));
// The handler of readiness has just been told of the provider that does nothing.
events.length = 0;

OpenFeature.setProvider(
  createOpenFeatureProvider({
    client: edgewise,
    flags: ['delivery'],
    contextToEvent: ({ looks }) => (looks ? { eventType: 'commerce.productViews' } : undefined),
  }),
);

/** A line of the shop that follows its flag. */
const line = document.body.appendChild(document.createElement('p'));
const showDelivery = (): void => {
  line.textContent = `Delivery: ${flags.getStringValue('delivery', 'standard')}`;
};
for (const event of [ProviderEvents.Ready, ProviderEvents.ContextChanged, ProviderEvents.ConfigurationChanged])
  flags.addHandler(event, showDelivery);

/** What a test calls in the page. */
const harness = {
  events,
  delivery: () => flags.getStringDetails('delivery', 'standard'),
  setContext: (context: { readonly looks: number }) => OpenFeature.setContext(context),
};

export type OpenFeatureHarness = typeof harness;

Object.assign(window, { harness });
