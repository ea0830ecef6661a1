import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { EdgewiseError } from '../errors.ts';
import type { Profile } from '../xdm/profile.ts';
import { logDisplays } from './display-log.ts';
import {
  createVisitor,
  type Visitor,
  type VisitorLocks,
  type VisitorOptions,
  type VisitorStore,
  visitorKey,
} from './visitor.ts';

const start = Date.parse('2026-03-01T12:00:00Z');
const day = 86_400_000;
const view = (_id: string, time = start) => ({
  _id,
  timestamp: new Date(time).toISOString(),
  eventType: 'commerce.productViews',
});
const ids = (events: readonly { readonly _id: string }[]) => events.map(({ _id }) => _id);

interface FakeStore extends VisitorStore {
  readonly values: Map<string, unknown>;
  readonly calls: string[];
  /** Makes calls of this method reject while it is set. */
  failing: 'get' | 'update' | 'delete' | 'all' | undefined;
}

/** A device in memory, whose calls take effect when `turn` lets them, one whole call at a time. */
function createFakeStore(turn: () => Promise<unknown> = () => Promise.resolve()): FakeStore {
  const values = new Map<string, unknown>();
  const calls: string[] = [];
  async function take(method: 'get' | 'update' | 'delete') {
    calls.push(method);
    await turn();
    if (store.failing === method || store.failing === 'all') throw new Error(`${method} refused`);
  }
  const store: FakeStore = {
    values,
    calls,
    failing: undefined,
    async get(key) {
      await take('get');
      return structuredClone(values.get(key));
    },
    async update(key, updater) {
      await take('update');
      values.set(key, structuredClone(updater(structuredClone(values.get(key)))));
    },
    async delete(key) {
      await take('delete');
      values.delete(key);
    },
  };
  return store;
}

function createFakeLocks(): VisitorLocks {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    request(_, callback) {
      const result = tail.then(callback);
      tail = result.catch(() => undefined);
      return result;
    },
  };
}

function open(store: VisitorStore, options: Partial<VisitorOptions> = {}) {
  const errors: EdgewiseError[] = [];
  let count = 0;
  const prefix = options.randomId?.() ?? 'random';
  const visitor = createVisitor({
    store,
    now: () => start,
    onError: (error) => errors.push(error),
    ...options,
    randomId: () => `${prefix}-${count++}`,
  });
  return { visitor, errors };
}

describe('createVisitor', () => {
  it('touches the device only when it is first asked', async () => {
    const store = createFakeStore();
    const { visitor } = open(store);
    await Promise.resolve();
    expect(store.calls).toEqual([]);
    await visitor.events();
    expect(store.calls[0]).toBe('get');
  });

  it('keeps events, profile and id for the next page view', async () => {
    const store = createFakeStore();
    const first = open(store).visitor;
    await first.append([view('a')]);
    await first.updateProfile((profile) => ({ ...profile, loyalty: 'gold' }));
    const id = await first.visitorId();
    await first.dispose();
    const next = open(store, { randomId: () => 'other' }).visitor;
    expect(ids(await next.events())).toEqual(['a']);
    expect(await next.profile()).toEqual({ loyalty: 'gold' });
    expect(await next.visitorId()).toBe(id);
  });

  it('keeps the id of a visitor who did nothing yet', async () => {
    const store = createFakeStore();
    const first = open(store).visitor;
    const id = await first.visitorId();
    await first.dispose();
    expect(await open(store, { randomId: () => 'other' }).visitor.visitorId()).toBe(id);
  });

  it('shows an event at once, before the device has it', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const store = createFakeStore();
    const { visitor } = open(store);
    await visitor.append([view('a')]);
    const update = store.update;
    store.update = async (...args) => {
      await held;
      return update(...args);
    };
    const stored = visitor.append([view('b')]);
    expect(ids(await visitor.events())).toEqual(['a', 'b']);
    release();
    expect(ids(await stored)).toEqual(['b']);
  });

  it('reads at once when nothing is believed to be stored, and joins what is', async () => {
    let answer = () => {};
    const told = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const store = createFakeStore();
    const before = open(store).visitor;
    await before.append([view('a')]);
    const get = store.get;
    store.get = async (...args) => {
      await told;
      return get(...args);
    };
    const { visitor } = open(store, { assumeNew: true, randomId: () => 'other' });
    const stored = visitor.append([view('b')]);
    expect(ids(await visitor.events())).toEqual(['b']);
    answer();
    await stored;
    expect(ids(await visitor.events())).toEqual(['a', 'b']);
    expect(await visitor.visitorId()).toBe(await before.visitorId());
  });

  it('fills in _id and timestamp, and returns the event as stored', async () => {
    const { visitor } = open(createFakeStore());
    const [stored] = await visitor.append([{ eventType: 'x' }]);
    expect(stored).toEqual({
      _id: expect.stringMatching(/^random/),
      timestamp: '2026-03-01T12:00:00.000Z',
      eventType: 'x',
    });
  });

  it('stores an event once by _id, whether repeated in one call, a later one, or on a later page view', async () => {
    const store = createFakeStore();
    const { visitor } = open(store);
    expect(ids(await visitor.append([view('a'), view('a')]))).toEqual(['a']);
    expect(await visitor.append([view('a', start - 5)])).toEqual([]);
    await visitor.dispose();
    const next = open(store).visitor;
    expect(await next.append([view('a')])).toEqual([]);
    expect(await next.events()).toEqual([view('a')]);
  });

  it('keeps 500 events of 30 days by default', async () => {
    const { visitor } = open(createFakeStore());
    await visitor.append([view('too-old', start - 30 * day - 1), view('old', start - 30 * day)]);
    expect(ids(await visitor.events())).toEqual(['old']);
    await visitor.append(Array.from({ length: 501 }, (_, index) => view(`e${index}`, start - 500 + index)));
    const kept = await visitor.events();
    expect(kept).toHaveLength(500);
    expect(kept[0]?._id).toBe('e1');
  });

  it('takes its bounds from the options', async () => {
    const { visitor } = open(createFakeStore(), { eventLimit: 2, eventMaxAgeMs: 1_000 });
    const stored = await visitor.append([
      view('a', start - 1_001),
      view('b', start - 3),
      view('c', start - 2),
      view('d'),
    ]);
    expect(ids(stored)).toEqual(['c', 'd']);
    expect(ids(await visitor.events())).toEqual(['c', 'd']);
  });

  it('drops what has grown too old since it was stored', async () => {
    const store = createFakeStore();
    await open(store).visitor.append([view('a')]);
    const { visitor } = open(store, { now: () => start + 31 * day });
    expect(await visitor.events()).toEqual([]);
  });

  it('reports an invalid event, stores the others, and goes on', async () => {
    const { visitor, errors } = open(createFakeStore());
    expect(ids(await visitor.append([view('a'), { eventType: 7 }, null, view('b')]))).toEqual(['a', 'b']);
    expect(errors.map(({ code }) => code)).toEqual(['input-invalid', 'input-invalid']);
    expect(errors[0]?.message).toContain('eventType');
    await visitor.append([view('c')]);
    expect(ids(await visitor.events())).toEqual(['a', 'b', 'c']);
  });

  describe('profile', () => {
    it('applies updates one after the other', async () => {
      const store = createFakeStore();
      const { visitor } = open(store);
      const add = (profile: Profile) => ({ ...profile, visits: Number(profile.visits ?? 0) + 1 });
      await Promise.all([visitor.updateProfile(add), visitor.updateProfile(add), visitor.updateProfile(add)]);
      expect(await visitor.profile()).toEqual({ visits: 3 });
      expect(store.values.get(visitorKey)).toMatchObject({ profile: { visits: 3 } });
    });

    it('keeps what two tabs write to different fields', async () => {
      const store = createFakeStore();
      const [one, two] = [open(store).visitor, open(store).visitor];
      await Promise.all([one.profile(), two.profile()]);
      await one.updateProfile((profile) => ({ ...profile, one: 1 }));
      await two.updateProfile((profile) => ({ ...profile, two: 2 }));
      expect(await two.profile()).toEqual({ one: 1, two: 2 });
    });

    it.each([
      ['throws', () => JSON.parse('not JSON')],
      ['returns no object', () => JSON.parse('[]')],
      ['returns what JSON cannot hold', () => ({ big: 1n })],
    ])('refuses an update that %s, and keeps the profile', async (_, patch) => {
      const { visitor } = open(createFakeStore());
      await visitor.updateProfile(() => ({ loyalty: 'gold' }));
      await expect(visitor.updateProfile(patch)).rejects.toMatchObject({ code: 'input-invalid' });
      expect(await visitor.profile()).toEqual({ loyalty: 'gold' });
    });

    it("lets another tab's profile stand when an update fails on it", async () => {
      const store = createFakeStore();
      const [one, two] = [open(store), open(store)];
      await Promise.all([one.visitor.profile(), two.visitor.profile()]);
      await one.visitor.updateProfile(() => ({ locked: true }));
      const update = two.visitor.updateProfile((profile) => {
        if (profile.locked) throw new Error('locked');
        return { mine: true };
      });
      await expect(update).rejects.toMatchObject({ code: 'input-invalid' });
      expect(await two.visitor.profile()).toEqual({ locked: true });
      expect(two.errors).toEqual([]);
    });
  });

  describe('displays', () => {
    const display = (_id: string) => ({
      ...view(_id),
      eventType: 'decisioning.propositionDisplay',
      _experience: { decisioning: { propositions: [{ scopeDetails: { activity: { id: 'offer' } } }] } },
    });
    const log = (visitor: Visitor) =>
      visitor.updateDisplays((stored, events) => logDisplays(stored, events, Number.POSITIVE_INFINITY));
    const timesShown = async (visitor: Visitor) => (await log(visitor)).activities[0]?.count;

    it('are counted on when the event log drops them, and once on every page view', async () => {
      const store = createFakeStore();
      for (let pageView = 0; pageView < 4; pageView++) {
        const { visitor } = open(store, { eventLimit: 2, randomId: () => `page-${pageView}` });
        void visitor.append([display(`shown-${pageView}`)]);
        expect(await timesShown(visitor)).toBe(pageView + 1);
        void visitor.append([view(`a-${pageView}`), view(`b-${pageView}`), display('shown-0')]);
        expect(await timesShown(visitor)).toBe(pageView + 1);
        await visitor.dispose();
      }
    });

    it('of two tabs are counted together, each once', async () => {
      const store = createFakeStore();
      const locks = createFakeLocks();
      const tabs = [open(store, { locks }).visitor, open(store, { locks, randomId: () => 'second' }).visitor];
      await Promise.all(
        tabs.map(async (visitor, index) => {
          await visitor.append([display('both'), display(`only-${index}`)]);
          await log(visitor);
        }),
      );
      for (const tab of tabs) await tab.dispose();
      expect(await timesShown(open(store).visitor)).toBe(3);
    });
  });

  describe('clear', () => {
    it('deletes all that was stored, with a new id for what comes after', async () => {
      const store = createFakeStore();
      const { visitor } = open(store);
      const id = await visitor.visitorId();
      await visitor.append([view('a')]);
      await visitor.updateProfile(() => ({ loyalty: 'gold' }));
      await visitor.clear();
      expect([...store.values]).toEqual([]);
      expect(await visitor.events()).toEqual([]);
      expect(await visitor.profile()).toEqual({});
      expect(await visitor.visitorId()).not.toBe(id);
    });

    it('stops what is on its way to the device', async () => {
      const store = createFakeStore();
      const { visitor } = open(store);
      await visitor.visitorId();
      const appended = visitor.append([view('a')]);
      const updated = visitor.updateProfile(() => ({ loyalty: 'gold' }));
      await visitor.clear();
      expect(await appended).toEqual([]);
      await updated;
      await visitor.dispose();
      expect([...store.values]).toEqual([]);
    });

    it('leaves nothing behind while the first read is under way', async () => {
      const store = createFakeStore();
      const { visitor } = open(store);
      const events = visitor.events();
      await visitor.clear();
      await events;
      await visitor.dispose();
      expect([...store.values]).toEqual([]);
    });

    it('brings nothing back from a tab that has not heard of it', async () => {
      const store = createFakeStore();
      const [one, two] = [
        open(store, { randomId: () => 'one' }).visitor,
        open(store, { randomId: () => 'two' }).visitor,
      ];
      await one.append([view('a')]);
      const id = await two.visitorId();
      await two.append([view('b')]);
      await one.clear();
      await two.append([view('c')]);
      expect(ids(await two.events())).toEqual(['c']);
      expect(await two.visitorId()).not.toBe(id);
    });

    it('says so when the device does not delete', async () => {
      const store = createFakeStore();
      const { visitor } = open(store);
      store.failing = 'delete';
      await expect(visitor.clear()).rejects.toMatchObject({ code: 'storage-unavailable' });
    });

    it('works after dispose', async () => {
      const store = createFakeStore();
      const { visitor } = open(store);
      await visitor.append([view('a')]);
      await visitor.dispose();
      await visitor.clear();
      expect([...store.values]).toEqual([]);
    });
  });

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

  describe('with two tabs', () => {
    const batches = fc.array(fc.tuple(fc.boolean(), fc.array(fc.nat(12), { maxLength: 4 })), { maxLength: 12 });

    it('loses no event and keeps none twice, in whatever order the device answers', async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), batches, async (scheduler, appends) => {
          const store = createFakeStore(() => scheduler.schedule(Promise.resolve()));
          const [one, two] = [open(store).visitor, open(store).visitor];
          const done = Promise.all(
            appends.map(([isOne, numbers]) =>
              (isOne ? one : two).append(numbers.map((number) => view(`e${number}`, start + number))),
            ),
          );
          await scheduler.waitFor(done);
          const expected = [...new Set(appends.flatMap(([, numbers]) => numbers))].sort((left, right) => left - right);
          const returned = (await done).flat();
          expect(ids(returned).sort()).toEqual(expected.map((number) => `e${number}`).sort());
          await scheduler.waitFor(Promise.all([one.dispose(), two.dispose()]));
          const next = open(store).visitor.events();
          await scheduler.waitFor(next);
          expect(ids(await next)).toEqual(expected.map((number) => `e${number}`));
        }),
        { numRuns: 60 },
      );
    });

    it('is safe by locks alone on a store whose update is not atomic', async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), async (scheduler) => {
          const store = createFakeStore(() => scheduler.schedule(Promise.resolve()));
          store.update = async (key, updater) => {
            const value = await store.get(key);
            await scheduler.schedule(Promise.resolve());
            store.values.set(key, structuredClone(updater(value)));
          };
          const locks = createFakeLocks();
          const [one, two] = [open(store, { locks }).visitor, open(store, { locks }).visitor];
          await scheduler.waitFor(
            Promise.all([
              one.append([view('a')]),
              two.append([view('b')]),
              one.append([view('c')]),
              two.append([view('d')]),
            ]),
          );
          expect(store.values.get(visitorKey)).toHaveProperty('events.length', 4);
        }),
        { numRuns: 40 },
      );
    });

    it("sees another tab's events after its own next write, and by the read after next without one", async () => {
      const store = createFakeStore();
      const [one, two] = [open(store).visitor, open(store).visitor];
      await one.append([view('a')]);
      expect(ids(await two.events())).toEqual(['a']);
      await one.append([view('b', start + 1)]);
      await two.append([view('c', start + 2)]);
      expect(ids(await two.events())).toEqual(['a', 'b', 'c']);
      await one.events();
      // A profile update that changes nothing ends after the read behind.
      await one.updateProfile((profile) => profile);
      expect(ids(await one.events())).toEqual(['a', 'b', 'c']);
    });

    it('agrees on one visitor id', async () => {
      const store = createFakeStore();
      const [one, two] = [
        open(store, { randomId: () => 'one' }).visitor,
        open(store, { randomId: () => 'two' }).visitor,
      ];
      await Promise.all([one.append([view('a')]), two.append([view('b')])]);
      expect(await one.visitorId()).toBe(await two.visitorId());
    });
  });

  it('takes the lock manager of the browser, by type', () => {
    expectTypeOf<LockManager>().toExtend<VisitorLocks>();
  });

  it('refuses calls after dispose, once its last write has ended', async () => {
    const store = createFakeStore();
    const { visitor } = open(store);
    await visitor.events();
    void visitor.append([view('a')]);
    await visitor.dispose();
    expect(store.values.get(visitorKey)).toMatchObject({ events: [view('a')] });
    await expect(visitor.append([view('b')])).rejects.toMatchObject({ code: 'disposed' });
    await expect(visitor.events()).rejects.toMatchObject({ code: 'disposed' });
  });
});
