import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { consentRequired, createFakeClient, type FakeClient } from '../testing/fake-client.ts';
import { createClientStore } from './store.ts';

let client: FakeClient;
beforeEach(() => {
  vi.useFakeTimers();
  client = createFakeClient();
  client.content.hero = { experience: 'welcome', content: 1 };
});

afterEach(() => vi.unstubAllGlobals());

/** Lets everything run that is not for later. */
const settle = () => vi.advanceTimersByTimeAsync(0);

it('makes the client with the first who holds it, and disposes it once after the last', async () => {
  const make = vi.fn(() => client);
  const store = createClientStore(make);
  expect(make).not.toHaveBeenCalled();
  expect(store.client()).toBeUndefined();
  const release = store.hold();
  const unsubscribe = store.subscribe(() => {});
  expect(store.client()).toBe(client);
  release();
  await settle();
  expect(client.disposed).toBe(0);
  unsubscribe();
  await settle();
  expect(client.disposed).toBe(1);
  expect(make).toHaveBeenCalledOnce();
  expect(store.client()).toBeUndefined();
});

it('keeps the client when all let go and hold it again in the same task, as strict mode has them do', async () => {
  const make = vi.fn(() => client);
  const store = createClientStore(make);
  store.hold()();
  store.hold();
  await settle();
  expect(make).toHaveBeenCalledOnce();
  expect(client.disposed).toBe(0);
});

it('makes a new client for those who come after the last has gone', async () => {
  const make = vi.fn(() => createFakeClient());
  const store = createClientStore(make);
  store.hold()();
  await settle();
  store.hold();
  expect(make).toHaveBeenCalledTimes(2);
});

it('leaves a client that it was given alone, but for its listeners', async () => {
  const store = createClientStore(client);
  const listener = vi.fn();
  store.subscribe(listener)();
  await settle();
  listener.mockClear();
  await client.decide({ scopes: ['hero'] });
  expect(listener).not.toHaveBeenCalled();
  expect(client.disposed).toBe(0);
});

it("takes the script tag's client where it is given none, and leaves it running", async () => {
  vi.stubGlobal('window', { edgewise: client });
  const store = createClientStore();
  const release = store.hold();
  expect(store.client()).toBe(client);
  release();
  await settle();
  expect(store.client()).toBeUndefined();
  expect(client.disposed).toBe(0);
});

it('waits for the script tag, whatever else loads before it', async () => {
  const document = new EventTarget();
  const window = { edgewise: { q: [] } as FakeClient | object };
  vi.stubGlobal('document', document);
  vi.stubGlobal('window', window);
  const store = createClientStore();
  const listener = vi.fn();
  store.subscribe(listener);
  store.askForScope('hero');
  document.dispatchEvent(new Event('load'));
  await settle();
  expect(store.client()).toBeUndefined();
  window.edgewise = client;
  document.dispatchEvent(new Event('load'));
  expect(store.client()).toBe(client);
  expect(listener).toHaveBeenCalledOnce();
  await settle();
  expect(store.proposition('hero')?.scopeDetails.experience.id).toBe('welcome');
});

it('takes no client once the last has gone', async () => {
  const document = new EventTarget();
  vi.stubGlobal('document', document);
  vi.stubGlobal('window', {});
  const store = createClientStore();
  store.hold()();
  await settle();
  vi.stubGlobal('window', { edgewise: client });
  document.dispatchEvent(new Event('load'));
  expect(store.client()).toBeUndefined();
});

it('asks for all scopes of a task in one decision, and for each once', async () => {
  const store = createClientStore(client);
  for (const scope of ['hero', 'cart', 'hero']) store.askForScope(scope);
  store.hold();
  await settle();
  store.askForScope('hero');
  await settle();
  expect(client.asked).toEqual([['hero', 'cart']]);
  expect(store.proposition('hero')?.scopeDetails.experience.id).toBe('welcome');
  expect(store.proposition('cart')).toBeUndefined();
});

it('does not ask again for a scope whose decision is under way', async () => {
  let answer = (): void => {};
  client.decide = vi.fn(
    () =>
      new Promise<[]>((resolve) => {
        answer = () => resolve([]);
      }),
  );
  const store = createClientStore(client);
  store.hold();
  store.askForScope('hero');
  await settle();
  store.askForScope('cart');
  await settle();
  expect(vi.mocked(client.decide).mock.calls).toEqual([[{ scopes: ['hero'] }], [{ scopes: ['cart'] }]]);
  answer();
});

it('asks again for what failed when the runtime stands', async () => {
  client.failure = consentRequired;
  const store = createClientStore(client);
  const listener = vi.fn();
  store.subscribe(listener);
  store.askForScope('hero');
  await settle();
  expect(store.proposition('hero')).toBeUndefined();
  client.failure = undefined;
  client.emit('ready', { status: 'complete' });
  await settle();
  expect(client.asked).toEqual([['hero'], ['hero']]);
  expect(store.proposition('hero')).toBeDefined();
  expect(listener).toHaveBeenCalled();
});

it('takes up what others decide, and keeps a proposition that has not changed', async () => {
  const store = createClientStore(client);
  const listener = vi.fn();
  store.subscribe(listener);
  await client.decide({ scopes: ['hero'] });
  const first = store.proposition('hero');
  await client.decide({ scopes: ['hero'] });
  expect(store.proposition('hero')).toBe(first);
  client.content.hero = { experience: 'back', content: 2 };
  listener.mockClear();
  await client.decide({ scopes: ['hero'] });
  expect(store.proposition('hero')?.scopeDetails.experience.id).toBe('back');
  expect(listener).toHaveBeenCalled();
});

it('gives nothing for any scope once the site is paused', async () => {
  const store = createClientStore(client);
  const listener = vi.fn();
  store.subscribe(listener);
  store.askForScope('hero');
  await settle();
  expect(store.proposition('hero')).toBeDefined();
  listener.mockClear();
  client.emit('update', { generation: 4, status: 'live' });
  expect(store.proposition('hero'), 'a new generation decides on the next page view').toBeDefined();
  client.emit('update', { generation: 5, status: 'paused' });
  expect(store.proposition('hero')).toBeUndefined();
  expect(listener).toHaveBeenCalledOnce();
});

it('has a service scored that no decision needed, once', async () => {
  const store = createClientStore(client);
  store.hold();
  store.askForScores('intent');
  await settle();
  store.askForScores('intent');
  await settle();
  expect(store.scores('intent')).toEqual({ probability: 0.7 });
  expect(client.predicted).toEqual(['intent']);
  await client.decide({ scopes: [] });
  store.askForScores('decided');
  await settle();
  expect(store.scores('decided')).toEqual({ probability: 0.7 });
  expect(client.predicted, 'a decision has scored it already').toEqual(['intent']);
});
