import { afterEach, expect, test, vi } from 'vitest';
import { withinBounds } from './deadline.ts';
import { createDeferred } from './testing/deferred.ts';

afterEach(() => {
  vi.useRealTimers();
});

const never = () => new Promise<never>(() => {});

test('work within its bounds gives its result', async () => {
  const signal = new AbortController().signal;
  expect(await withinBounds({ deadlineMs: 1000, signal }, 'It', async () => 7)).toBe(7);
});

test('a deadline rejects with deadline-exceeded and aborts the work', async () => {
  vi.useFakeTimers();
  let given: AbortSignal | undefined;
  const result = withinBounds({ deadlineMs: 50 }, 'Loading the model', (signal) => {
    given = signal;
    return never();
  });
  const rejected = expect(result).rejects.toMatchObject({
    code: 'deadline-exceeded',
    message: expect.stringContaining('Loading the model took longer than 50 ms'),
  });
  await vi.advanceTimersByTimeAsync(50);
  await rejected;
  expect(given?.aborted).toBe(true);
});

test('work that blocked the thread beyond the deadline is rejected, and its result discarded', async () => {
  const discard = vi.fn();
  const block = async () => {
    const end = performance.now() + 20;
    while (performance.now() < end);
    return 'late';
  };
  await expect(withinBounds({ deadlineMs: 5 }, 'It', block, discard)).rejects.toMatchObject({
    code: 'deadline-exceeded',
  });
  expect(discard).toHaveBeenCalledExactlyOnceWith('late');
});

test('an aborted signal rejects with its own reason before the work starts', async () => {
  const work = vi.fn(never);
  const reason = new Error('left the page');
  await expect(withinBounds({ signal: AbortSignal.abort(reason) }, 'It', work)).rejects.toBe(reason);
  expect(work).not.toHaveBeenCalled();
});

test('what arrives after an abort is discarded', async () => {
  const controller = new AbortController();
  const discard = vi.fn();
  const { promise, resolve } = createDeferred<string>();
  const result = withinBounds({ signal: controller.signal }, 'It', () => promise, discard);
  controller.abort(new Error('enough'));
  await expect(result).rejects.toThrow('enough');
  resolve('late');
  await vi.waitFor(() => expect(discard).toHaveBeenCalledWith('late'));
});

test('a deadline beyond what a timer can hold is no deadline', async () => {
  expect(await withinBounds({ deadlineMs: 1e12 }, 'It', async () => 1)).toBe(1);
});
