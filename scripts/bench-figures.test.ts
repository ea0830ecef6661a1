import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findPerformance, renderPerformance } from '../bench/readme.ts';
import { parseArguments } from '../bench/support/arguments.ts';
import { readFigures } from '../bench/support/figures.ts';

const readme = fileURLToPath(new URL('../README.md', import.meta.url));

test("README's performance section says what bench/figures.json says", async () => {
  const section = findPerformance(await readFile(readme, 'utf8'));
  expect(section, 'run "npx tsx bench/readme.ts"').toBe(renderPerformance(await readFigures()));
});

test('the section is found between its markers, and missed without them', () => {
  expect(findPerformance('a\n<!-- performance -->\n\nfast\n\n<!-- /performance -->\nb')).toBe('fast');
  expect(findPerformance('a\nfast\nb')).toBeUndefined();
});

test('a figure that misses what is asked says so', () => {
  const figure = { measure: 'first visit', asked: 'under 100 ms', measured: '120 ms', ok: false };
  const section = renderPerformance({ date: '2026-01-01', machine: '2 cores', browsers: {}, cold: [figure], run: [] });
  expect(section).toContain('120 ms, missed');
});

test('a bench takes its arguments, and says in one sentence which one is wrong', () => {
  const parts = ['loopback', 'heap'] as const;
  expect(parseArguments(['--browsers=webkit', '--runs=3', '--parts=heap'], { parts })).toEqual({
    browsers: ['webkit'],
    runs: 3,
    parts: ['heap'],
    whole: false,
    update: false,
  });
  expect(parseArguments(['--browsers=webkit,chromium,firefox'], { parts })).toMatchObject({ whole: true });
  expect(() => parseArguments(['--browsers=opera'], { parts })).toThrow('--browsers has no "opera"');
  expect(() => parseArguments(['--runs=0'], { parts })).toThrow('--runs must be a whole number above 0');
  expect(() => parseArguments(['--fast'], { parts })).toThrow('There is no argument "--fast"');
});
