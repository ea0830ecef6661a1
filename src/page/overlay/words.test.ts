import { expect, it } from 'vitest';
import { list, timeOfDay } from './words.ts';

it.each([
  [[], ''],
  [['displayed'], 'displayed'],
  [['displayed', 'clicked'], 'displayed and clicked'],
  [['displayed', 'clicked', 'bought'], 'displayed, clicked and bought'],
])('lists %j as people write it', (items, written) => {
  expect(list(items)).toBe(written);
});

it('tells the time by the clock of the device, in whatever zone it was written', () => {
  const local = new Date(2026, 2, 1, 18, 5, 9);
  const elsewhere = new Date(local.getTime() + 7 * 3_600_000).toISOString().replace('Z', '+07:00');
  expect([local.toISOString(), elsewhere].map(timeOfDay)).toEqual(['18:05:09', '18:05:09']);
});
