import { expect, it } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

it('lets through so many in any period, and says how long to wait', () => {
  const limit = createRateLimit(2, 1000);
  expect([0, 400, 500].map((now) => limit.take(now))).toEqual([0, 0, 500]);
  expect(limit.take(999)).toBe(1);
  expect(limit.take(1000)).toBe(0);
  expect(limit.take(1399)).toBe(1);
  expect(limit.take(1400)).toBe(0);
});
