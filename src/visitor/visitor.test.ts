import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import type { Profile } from '../xdm/profile.ts';
import { logDisplays } from './display-log.ts';
import { createFakeLocks, createFakeStore } from './testing/fake-device.ts';
import { day, ids, open, start, view } from './testing/open-visitor.ts';
import { type Visitor, type VisitorLocks, visitorKey } from './visitor.ts';

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

  it('goes on behind what was done by a clock that was an hour ahead and is right again', async () => {
    const store = createFakeStore();
    const hour = 3_600_000;
    await open(store, { now: () => start + hour }).visitor.append([view('ahead', start + hour)]);
    const { visitor } = open(store);
    await visitor.append([view('since', start - 20)]);
    expect(await visitor.events()).toEqual([view('ahead', start - 60_000), view('since', start - 20)]);
    const later = open(store, { now: () => start + 2 * hour });
    expect(ids(await later.visitor.events())).toEqual(['ahead', 'since']);
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

    /** A device whose calls wait until they are let go, in order. */
    const createHeldStore = () => {
      const waiting: (() => void)[] = [];
      const store = createFakeStore(() => new Promise<void>((resolve) => waiting.push(resolve)));
      const reached = (call: string) => vi.waitFor(() => expect(store.calls.at(-1)).toBe(call));
      const letGo = () => {
        for (const go of waiting.splice(0)) go();
      };
      return { store, reached, letGo };
    };

    it('leaves nothing behind while the first read is under way', async () => {
      const { store, reached, letGo } = createHeldStore();
      store.values.set(visitorKey, { id: 'known', events: [view('a')], profile: {} });
      const { visitor } = open(store, { assumeNew: true });
      await visitor.events();
      await reached('get');
      const cleared = visitor.clear();
      letGo();
      await cleared;
      expect(await visitor.events()).toEqual([]);
      letGo();
      await visitor.dispose();
      expect([...store.values]).toEqual([]);
    });

    it('keeps from the device what waits for another tab to write', async () => {
      let release = () => {};
      const busy = new Promise<void>((resolve) => {
        release = resolve;
      });
      const locks: VisitorLocks = { request: (_, callback) => busy.then(callback) };
      const store = createFakeStore();
      const { visitor } = open(store, { locks });
      const appended = visitor.append([view('a')]);
      await vi.waitFor(() => expect(store.calls).toEqual(['get']));
      await visitor.clear();
      release();
      expect(await appended).toEqual([]);
      expect([...store.values]).toEqual([]);
    });

    it('forgets what the device was writing', async () => {
      const { store, reached, letGo } = createHeldStore();
      const { visitor } = open(store, { assumeNew: true });
      const appended = visitor.append([view('a')]);
      await reached('get');
      letGo();
      await reached('update');
      const cleared = visitor.clear();
      letGo();
      await Promise.all([appended, cleared]);
      expect([...store.values]).toEqual([]);
      expect(await visitor.events()).toEqual([]);
    });

    it('leaves nothing of a question that was read from the device when it was disposed', async () => {
      const store = createFakeStore();
      const { visitor } = open(store);
      const asked = visitor.updateDisplays(() => ({ visit: [1, 2], activities: [] }));
      const disposed = visitor.dispose();
      await visitor.clear();
      await Promise.all([asked, disposed]);
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

    it('brings no id back from a tab that has only read it', async () => {
      const store = createFakeStore();
      const [one, two] = [open(store).visitor, open(store).visitor];
      await one.append([view('a')]);
      const id = await two.visitorId();
      await one.clear();
      await two.append([view('b')]);
      expect(await two.visitorId()).not.toBe(id);
    });

    it('says so when the device does not delete', async () => {
      const store = createFakeStore();
      const { visitor } = open(store);
      store.failing = 'clear';
      await expect(visitor.clear()).rejects.toThrow('clear refused');
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
