/** Keeps something from happening more often than `count` times within any `periodMs` milliseconds. */
export interface RateLimit {
  /** Milliseconds until it may happen again; 0: it may now, and is counted. */
  take(now: number): number;
}

/** @param count how often within the period. @param periodMs its length in milliseconds. */
export function createRateLimit(count: number, periodMs: number): RateLimit {
  const taken: number[] = [];
  return {
    take(now) {
      while ((taken[0] ?? now) <= now - periodMs) taken.shift();
      const [oldest = now] = taken;
      if (taken.length >= count) return oldest + periodMs - now;
      taken.push(now);
      return 0;
    },
  };
}
