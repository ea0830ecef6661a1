import { afterEach, expect, it, vi } from 'vitest';
import { newId } from './new-id.ts';

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['', crypto],
  [' on an insecure page', { getRandomValues: crypto.getRandomValues.bind(crypto) }],
])('gives another each time%s', (_, given) => {
  vi.stubGlobal('crypto', given);
  const ids = Array.from({ length: 100 }, newId);
  expect(new Set(ids).size).toBe(100);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]+(-[0-9a-f]+)+$/);
});
