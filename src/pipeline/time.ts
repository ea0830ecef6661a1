const zoneless = /T[\d:.,]+$/;

/**
 * Milliseconds since 1970 of an ISO 8601 date and time, or of a number that is that already. A date and time without an
 * offset counts as UTC, whatever the device's zone. NaN where there is none.
 */
export function parseTime(value: unknown): number {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return Number.NaN;
  return Date.parse(zoneless.test(value) ? `${value}Z` : value);
}
