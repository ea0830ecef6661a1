import { expect, test, vi } from 'vitest';
import { createSharedLoad } from './shared-load.ts';
import { createDeferred } from './testing/deferred.ts';

test('all who ask share one load, and what has loaded is kept', async () => {
  const load = createSharedLoad<number>();
  const begin = vi.fn(async () => 1);
  expect(await Promise.all([load(begin), load(begin)])).toEqual([1, 1]);
  expect(await load(begin)).toBe(1);
  expect(begin).toHaveBeenCalledTimes(1);
});

test('a failed load is forgotten, so the next one who asks tries again', async () => {
  const load = createSharedLoad<number>();
  await expect(load(() => Promise.reject(new Error('offline')))).rejects.toThrow('offline');
  expect(await load(async () => 2)).toBe(2);
});

test('one who aborts leaves alone; the load is aborted when the last has left', async () => {
  const load = createSharedLoad<number>();
  const { promise } = createDeferred<number>();
  let given: AbortSignal | undefined;
  const begin = (signal: AbortSignal) => {
    given = signal;
    return promise;
  };
  const first = new AbortController();
  const second = new AbortController();
  const results = [load(begin, first.signal), load(begin, second.signal)];
  first.abort(new Error('first left'));
  await expect(results[0]).rejects.toThrow('first left');
  expect(given?.aborted).toBe(false);
  second.abort(new Error('second left'));
  await expect(results[1]).rejects.toThrow('second left');
  expect(given?.aborted).toBe(true);
  expect(await load(async () => 3)).toBe(3);
});
