import { describe, expect, it } from 'vitest';
import { createFakeStore } from './testing/fake-device.ts';
import { ids, open, view } from './testing/open-visitor.ts';
import { visitorKey } from './visitor.ts';

describe('with a failing or corrupt device', () => {
  it('goes on in memory with one storage error', async () => {
    const store = createFakeStore();
    store.failing = 'all';
    const { visitor, errors } = open(store);
    await visitor.append([view('a')]);
    await visitor.append([view('b')]);
    await visitor.updateProfile(() => ({ loyalty: 'gold' }));
    expect(ids(await visitor.events())).toEqual(['a', 'b']);
    expect(await visitor.profile()).toEqual({ loyalty: 'gold' });
    expect(errors.map(({ code }) => code)).toEqual(['storage-unavailable']);
  });

  it('loses nothing over a failure that passes', async () => {
    const store = createFakeStore();
    const { visitor } = open(store);
    await visitor.append([view('a')]);
    store.failing = 'update';
    await visitor.append([view('b')]);
    await visitor.updateProfile(() => ({ loyalty: 'gold' }));
    store.failing = undefined;
    await visitor.append([view('c')]);
    expect(store.values.get(visitorKey)).toMatchObject({
      events: [view('a'), view('b'), view('c')],
      profile: { loyalty: 'gold' },
    });
  });

  const sound = { id: 'known', events: [view('a')], profile: { loyalty: 'gold' } };
  it.each([
    ['a string', 'rubbish', { events: [], profile: {} }],
    ['null', null, { events: [], profile: {} }],
    ['events that are no list', { ...sound, events: { 0: view('a') } }, { events: [], profile: sound.profile }],
    ['events with rubbish between', { ...sound, events: [1, view('a'), { _id: 'x' }] }, sound],
    ['a profile that is a list', { ...sound, profile: [] }, { events: sound.events, profile: {} }],
    ['an id that is a number', { ...sound, id: 5 }, { events: sound.events, profile: sound.profile }],
  ])('drops %s with one storage error, and writes what is sound', async (_, value, expected) => {
    const store = createFakeStore();
    store.values.set(visitorKey, value);
    const { visitor, errors } = open(store);
    expect({ events: await visitor.events(), profile: await visitor.profile() }).toEqual({
      events: expected.events,
      profile: expected.profile,
    });
    await visitor.append([view('b')]);
    await visitor.dispose();
    expect(errors.map(({ code }) => code)).toEqual(['storage-unavailable']);
    expect(store.values.get(visitorKey)).toMatchObject({ events: [...expected.events, view('b')] });
  });

  it('writes without the lock where the browser refuses locks', async () => {
    const store = createFakeStore();
    const locks = { request: () => Promise.reject(new DOMException('no locks here', 'SecurityError')) };
    const { visitor, errors } = open(store, { locks });
    expect(ids(await visitor.append([view('a')]))).toEqual(['a']);
    expect(store.values.get(visitorKey)).toMatchObject({ events: [view('a')] });
    expect(errors).toEqual([]);
  });
});
