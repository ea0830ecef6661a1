import { afterEach, expect, it, vi } from 'vitest';
import { loadCustomOperators } from './custom-operators.ts';

afterEach(() => vi.unstubAllGlobals());

const written = `data:text/javascript,export const operators = { run() {} }`;
const graphOf = (module: string) => ({ nodes: [{ id: 'a', op: 'custom', params: { name: 'run', module } }] });

it.each([
  ['https://shop.example', 'https://cdn.example/operators.js'],
  ['https://shop.example', written],
  // That of a sandboxed frame.
  ['null', written],
])('in a page of the origin %s, imports no %s', async (origin, module) => {
  vi.stubGlobal('self', { location: { origin } });
  await expect(loadCustomOperators(graphOf(module), [], 'https://shop.example/')).rejects.toMatchObject({
    code: 'graph-invalid',
    message: expect.stringContaining('list it in the option operatorModules'),
  });
});

it('imports what the page has listed', async () => {
  vi.stubGlobal('self', { location: { origin: 'https://shop.example' } });
  const operators = await loadCustomOperators(graphOf(written), [new URL(written).href], 'https://shop.example/');
  expect(Object.keys(operators)).toEqual(['run']);
});
