import { describe, expect, test } from 'vitest';
import { createSession } from './create-session.ts';
import { writeModel } from './testing/write-model.ts';

const row = { name: 'x', type: 'float', shape: ['N', 1] } as const;
const negate = writeModel({
  nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
  inputs: [row],
  outputs: [{ ...row, name: 'y' }],
});
/** As a script without types may give it. */
const any = (value: unknown) => value as never;

describe('createSession', () => {
  test.each<[string, unknown, string]>([
    ['null', null, 'they are null; give an object'],
    ['a text', 'js', 'they are a text; give an object'],
    ['a limit that is no number', { limits: { nodes: Number.NaN } }, 'limits.nodes is NaN; give a number from 0 on'],
    [
      'a limit that there is not',
      { limits: { node: 1 } },
      'there is no limit "node"; there is nodes, tensorElements, loopTrips, recursion, bytes, work',
    ],
    [
      'a limit that was never set',
      { limits: { nodes: undefined } },
      'limits.nodes is undefined; give a number from 0 on',
    ],
    [
      'providers as a text',
      { executionProviders: 'js' },
      'executionProviders is a text; give a list of js, wasm, webgpu',
    ],
    ['a signal that is none', { signal: 5 }, 'signal is 5; give an AbortSignal'],
  ])('refuses %s for options', async (_, options, sentence) => {
    await expect(createSession(negate, any(options))).rejects.toMatchObject({
      code: 'input-invalid',
      message: `The options of createSession are wrong: ${sentence}.`,
    });
  });

  test('takes limits without end, and options that are undefined', async () => {
    const options = { limits: { work: Number.POSITIVE_INFINITY }, signal: undefined };
    await (await createSession(negate, any(options))).release();
  });

  test.each(['js', 'wasm'] as const)('gives a session on %s that refuses what are no feeds', async (provider) => {
    const session = await createSession(negate, { executionProviders: [provider] });
    for (const feeds of [undefined, null])
      await expect(session.run(any(feeds))).rejects.toMatchObject({
        code: 'input-invalid',
        message: expect.stringMatching(/input|feeds/i),
      });
    await session.release();
  });
});
