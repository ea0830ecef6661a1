import { expect, test } from 'vitest';
import { EdgewiseError } from '../../errors.ts';
import { caseOf, fuzz } from './testing/fuzz/fuzz.ts';
import { createFuzzProcess } from './testing/fuzz/fuzz-process.ts';
import { faultOf } from './testing/fuzz/try-model.ts';

// A slice of what scripts/fuzz.ts tries.

test('random models, feeds and documents are answered or refused, within a second and 256 MB', {
  timeout: 240_000,
}, async () => {
  const { tried, findings } = await fuzz({ seed: 20_240_310, models: 2600, documents: 100 });
  expect(findings).toEqual([]);
  expect(tried).toBe(3000);
});

test('a seed makes the same cases each time', async () => {
  expect(await caseOf(5, 'model', 17)).toEqual(await caseOf(5, 'model', 17));
  expect(await caseOf(5, 'model', 17)).not.toEqual(await caseOf(6, 'model', 17));
  expect(await caseOf(5, 'graph', 3)).toEqual(await caseOf(5, 'graph', 3));
});

test('what hangs, grows, breaks the process or is wrong is found, and the next case is tried all the same', async () => {
  const runner = createFuzzProcess();
  try {
    expect(await runner.judge({ target: 'self', does: 'hang' })).toMatch(/^it takes \d+ ms, more than 1000$/);
    expect(await runner.judge({ target: 'self', does: 'grow' })).toMatch(/^it takes \d+ MB, more than 256$/);
    expect(await runner.judge({ target: 'self', does: 'exit' })).toMatch(/^it ended the process \(3\)/);
    expect(await runner.judge({ target: 'self', does: 'throw' })).toBe('run: no EdgewiseError');
    expect(await runner.judge({ target: 'self', does: 'nothing' })).toBeUndefined();
  } finally {
    runner.stop();
  }
});

test('an error must be foreseen, and an EdgewiseError', () => {
  expect(faultOf(new EdgewiseError('input-invalid', 'Feed a tensor.'), 'run')).toBeUndefined();
  expect(faultOf(new TypeError('x is undefined'), 'run')).toMatch(/no EdgewiseError but TypeError: x is undefined/);
  expect(faultOf('text', 'run')).toMatch(/no EdgewiseError but text/);
  const cause = new TypeError('x is undefined');
  expect(faultOf(new EdgewiseError('model-invalid', 'It is wrong.', { cause }), 'load')).toMatch(/by accident/);
  expect(faultOf(new EdgewiseError('engine-failed', 'It failed.'), 'run')).toMatch(/engine-failed/);
});
