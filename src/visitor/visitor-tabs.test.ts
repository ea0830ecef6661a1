import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createFakeLocks, createFakeStore } from './testing/fake-device.ts';
import { ids, open, start, view } from './testing/open-visitor.ts';
import { visitorKey } from './visitor.ts';

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

  it("sees another tab's events after its own next write, and without one by reading on", async () => {
    const store = createFakeStore();
    const [one, two] = [open(store).visitor, open(store).visitor];
    await one.append([view('a')]);
    expect(ids(await two.events())).toEqual(['a']);
    await one.append([view('b', start + 1)]);
    await two.append([view('c', start + 2)]);
    expect(ids(await two.events())).toEqual(['a', 'b', 'c']);
    await vi.waitFor(async () => expect(ids(await one.events())).toEqual(['a', 'b', 'c']));
    await two.append([view('d', start + 3)]);
    await vi.waitFor(async () => expect(ids(await one.events())).toEqual(['a', 'b', 'c', 'd']));
  });

  it('writes nothing for a visitor whom the device knows and who does nothing', async () => {
    const store = createFakeStore();
    await open(store).visitor.append([view('a')]);
    store.calls.length = 0;
    const { visitor } = open(store);
    await visitor.events();
    await visitor.visitorId();
    await visitor.dispose();
    expect(new Set(store.calls)).toEqual(new Set(['get']));
  });

  it('agrees on one visitor id', async () => {
    const store = createFakeStore();
    const [one, two] = [open(store, { randomId: () => 'one' }).visitor, open(store, { randomId: () => 'two' }).visitor];
    await Promise.all([one.append([view('a')]), two.append([view('b')])]);
    expect(await one.visitorId()).toBe(await two.visitorId());
  });
});
