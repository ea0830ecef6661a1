import { expect, it } from 'vitest';
import { list } from './words.ts';

it.each([
  [[], ''],
  [['displayed'], 'displayed'],
  [['displayed', 'clicked'], 'displayed and clicked'],
  [['displayed', 'clicked', 'bought'], 'displayed, clicked and bought'],
])('lists %j as people write it', (items, written) => {
  expect(list(items)).toBe(written);
});
