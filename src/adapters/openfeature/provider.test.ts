import { type Client, ErrorCode, OpenFeature, ProviderEvents, ProviderStatus } from '@openfeature/web-sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EdgewiseError } from '../../errors.ts';
import { consentRequired, createFakeClient, type FakeClient } from '../testing/fake-client.ts';
import { createOpenFeatureProvider } from './provider.ts';

const flags = ['layout', 'free', 'limit', 'texts', 'control', 'undecided'];
let client: FakeClient;
let openFeature: Client;
beforeEach(() => {
  client = createFakeClient();
  Object.assign(client.content, {
    layout: { experience: 'short', content: 'one-page' },
    free: { experience: 'on', content: true },
    limit: { experience: 'high', content: 50 },
    texts: { experience: 'warm', content: { title: 'Hello' } },
    control: { experience: 'control' },
  });
  openFeature = OpenFeature.getClient();
});
afterEach(async () => {
  OpenFeature.clearHandlers();
  await OpenFeature.clearProviders();
  await OpenFeature.clearContexts();
});

const start = (options: Partial<Parameters<typeof createOpenFeatureProvider>[0]> = {}) =>
  OpenFeature.setProviderAndWait(createOpenFeatureProvider({ client, flags, ...options }));

/** Gathers the details of an event. */
function listen(name: ProviderEvents) {
  const seen: unknown[] = [];
  openFeature.addHandler(name, (details) => void seen.push(details));
  return seen;
}

describe('a flag', () => {
  it('has the content of its json-content-item', async () => {
    await start();
    expect(openFeature.getStringValue('layout', 'classic')).toBe('one-page');
    expect(openFeature.getBooleanValue('free', false)).toBe(true);
    expect(openFeature.getNumberValue('limit', 1)).toBe(50);
    expect(openFeature.getObjectValue('texts', {})).toEqual({ title: 'Hello' });
    expect(client.asked).toEqual([flags]);
  });

  it('tells its experience, its reason and its activity', async () => {
    await start();
    expect(openFeature.getStringDetails('layout', 'classic')).toMatchObject({
      variant: 'short',
      reason: 'TARGETING_MATCH',
      flagMetadata: { activity: 'activity', selection: 'first', generation: 3 },
    });
  });

  it('is the default where nothing was decided, and where the experience has no content', async () => {
    await start();
    expect(openFeature.getStringDetails('undecided', 'classic')).toMatchObject({ value: 'classic', reason: 'DEFAULT' });
    expect(openFeature.getStringDetails('control', 'classic')).toMatchObject({ value: 'classic', variant: 'control' });
  });

  it.each([
    ['of another type', 'limit', ErrorCode.TYPE_MISMATCH],
    ['that is none', 'elsewhere', ErrorCode.FLAG_NOT_FOUND],
  ])('%s is the default, with its error', async (_, flag, errorCode) => {
    await start();
    expect(openFeature.getStringDetails(flag, 'classic')).toMatchObject({
      value: 'classic',
      reason: 'ERROR',
      errorCode,
    });
  });

  it('is the default before the provider is ready', () => {
    Object.assign(client, { ready: new Promise(() => {}) });
    OpenFeature.setProvider(createOpenFeatureProvider({ client, flags }));
    expect(openFeature.getStringDetails('layout', 'classic')).toMatchObject({
      value: 'classic',
      errorCode: ErrorCode.PROVIDER_NOT_READY,
    });
  });
});

describe('events', () => {
  it('tell that the provider is ready, and of no change before', async () => {
    const [ready, changed] = [listen(ProviderEvents.Ready), listen(ProviderEvents.ConfigurationChanged)];
    // A handler that comes late is told of the provider that is there: none, which is always ready.
    ready.length = 0;
    await start();
    expect(ready).toHaveLength(1);
    expect(changed).toEqual([]);
  });

  it('tell which flags a new generation changes', async () => {
    await start();
    const changed = listen(ProviderEvents.ConfigurationChanged);
    client.content.layout = { experience: 'long', content: 'classic' };
    delete client.content.free;
    client.emit('update', { generation: 4, status: 'live' });
    expect(changed).toEqual([expect.objectContaining({ flagsChanged: ['layout', 'free'] })]);
    expect(openFeature.getStringValue('layout', 'none')).toBe('classic');
    expect(openFeature.getBooleanDetails('free', false)).toMatchObject({ value: false, reason: 'DEFAULT' });
  });

  it('tell of a flag that the page had decided anew, and of nothing where all stays', async () => {
    await start();
    const changed = listen(ProviderEvents.ConfigurationChanged);
    await client.decide({ scopes: ['layout', 'hero'] });
    expect(changed).toEqual([]);
    client.content.layout = { experience: 'long', content: 'classic' };
    await client.decide({ scopes: ['layout', 'hero'] });
    expect(changed).toEqual([expect.objectContaining({ flagsChanged: ['layout'] })]);
  });

  it('tell of an error, keep the flags, and tell when it works again', async () => {
    await start();
    const [errors, ready] = [listen(ProviderEvents.Error), listen(ProviderEvents.Ready)];
    ready.length = 0;
    client.failure = new EdgewiseError('engine-failed', 'The model failed; publish it again');
    client.emit('update', { generation: 4, status: 'live' });
    await vi.waitFor(() => expect(errors).toEqual([expect.objectContaining({ message: client.failure?.message })]));
    expect(openFeature.providerStatus).toBe(ProviderStatus.ERROR);
    expect(openFeature.getStringValue('layout', 'classic')).toBe('one-page');
    client.failure = undefined;
    client.emit('update', { generation: 5, status: 'live' });
    expect(ready).toHaveLength(1);
    expect(openFeature.providerStatus).toBe(ProviderStatus.READY);
  });

  it('tell that a start failed, and that consent has come since', async () => {
    client = createFakeClient({ status: 'failed' });
    client.failure = consentRequired;
    await expect(start()).rejects.toThrow('did not start (failed)');
    expect(openFeature.providerStatus).toBe(ProviderStatus.ERROR);
    client.failure = undefined;
    client.content.layout = { experience: 'short', content: 'one-page' };
    client.emit('ready', { status: 'complete' });
    expect(openFeature.providerStatus).toBe(ProviderStatus.READY);
    expect(openFeature.getStringValue('layout', 'classic')).toBe('one-page');
  });

  it('are told to nobody once another provider has come', async () => {
    await start();
    await OpenFeature.clearProviders();
    const asked = client.asked.length;
    client.emit('update', { generation: 4, status: 'live' });
    expect(client.asked).toHaveLength(asked);
    expect(client.disposed).toBe(0);
  });
});

describe('the context', () => {
  it('becomes an event before the flags are decided', async () => {
    const order: string[] = [];
    client.track = ({ eventType, plan }) => void order.push(`${eventType} ${plan}`);
    const { decide } = client;
    client.decide = (request) => {
      order.push('decide');
      return decide(request);
    };
    await OpenFeature.setContext({ plan: 'trial' });
    await start({ contextToEvent: ({ plan }) => (plan ? { eventType: 'account.plan', plan } : undefined) });
    await OpenFeature.setContext({ plan: 'paid' });
    expect(order).toEqual(['account.plan trial', 'decide', 'account.plan paid', 'decide']);
  });

  it('has the flags decided anew when it changes, which the SDK tells of', async () => {
    await start();
    const [changed, contextChanged] = [
      listen(ProviderEvents.ConfigurationChanged),
      listen(ProviderEvents.ContextChanged),
    ];
    client.content.layout = { experience: 'long', content: 'classic' };
    await OpenFeature.setContext({ plan: 'paid' });
    expect(openFeature.getStringValue('layout', 'none')).toBe('classic');
    expect(contextChanged).toHaveLength(1);
    expect(changed).toEqual([]);
  });
});

it('tracks what OpenFeature tracks', async () => {
  await start();
  openFeature.track('commerce.purchases', { value: 49, currency: 'EUR' });
  expect(client.tracked).toEqual([{ eventType: 'commerce.purchases', value: 49, currency: 'EUR' }]);
});
