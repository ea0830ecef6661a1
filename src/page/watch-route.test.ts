import { afterEach, expect, it, vi } from 'vitest';
import { watchRoute } from './watch-route.ts';

afterEach(() => vi.unstubAllGlobals());

const start = 'https://shop.example/';

it.each([
  [start, `${start}sale`, 1],
  [start, `${start}?page=2`, 1],
  [start, `${start}#reviews`, 0],
  [start, `${start}#!/sale`, 1],
  [`${start}#/`, `${start}#/sale`, 1],
  [`${start}#/`, `${start}#/#reviews`, 0],
  [`${start}#/`, `${start}#/sale#reviews`, 1],
])('from %s to %s it hears of %i moves', (from, to, moves) => {
  const navigation = Object.assign(new EventTarget(), { currentEntry: {} });
  const location = new URL(from);
  vi.stubGlobal('window', { navigation });
  vi.stubGlobal('location', location);
  const onMove = vi.fn();
  watchRoute(onMove, new AbortController().signal);
  location.href = to;
  navigation.dispatchEvent(new Event('currententrychange'));
  navigation.dispatchEvent(new Event('currententrychange'));
  expect(onMove).toHaveBeenCalledTimes(moves);
});
