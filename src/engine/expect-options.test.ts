import { describe, expect, test } from 'vitest';
import { createEngine } from './create-engine.ts';
import { createSession } from './create-session.ts';
import type { Session } from './session.ts';
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
    ['a text', 'js', 'they are "js"; give an object'],
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
      'executionProviders is "js"; give a list of js, wasm, webgpu',
    ],
    [
      "a provider of onnxruntime's",
      { executionProviders: ['cpu'] },
      'executionProviders is ["cpu"]; give a list of js, wasm, webgpu',
    ],
    [
      'an option that there is not',
      { executionProvider: 'js' },
      'there is no option "executionProvider"; there is executionProviders, warmUp, limits, onFallback, signal, deadlineMs, loadRuntime',
    ],
    ['a listener that is none', { onFallback: true }, 'onFallback is true; give a function'],
    ['limits that are a number', { limits: 5 }, 'limits is 5; give an object'],
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
    await expect(
      session.run({ x: { type: 'float32', dims: [1, 1], data: new Float32Array(1) } }, any('y')),
    ).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringMatching(/outputs wanted/),
    });
    await session.release();
  });
});

describe('a session', () => {
  const run = (options: unknown) => async (session: Session) => {
    const feeds = { x: { type: 'float32', dims: [1, 1], data: Float32Array.of(1) } } as const;
    return session.run(feeds, ['y'], any(options)).finally(() => session.release());
  };

  test.each<[string, unknown, string]>([
    ['null', null, 'they are null; give an object'],
    ['a deadline as a text', { deadlineMs: '5' }, 'deadlineMs is "5"; give a number from 0 on'],
    ['an option that there is not', { deadline: 5 }, 'there is no option "deadline"; there is signal, deadlineMs'],
  ])('refuses %s for the options of a run', async (_, options, sentence) => {
    const engine = createEngine();
    const refusal = { code: 'input-invalid', message: `The options of session.run are wrong: ${sentence}.` };
    await expect(createSession(negate).then(run(options))).rejects.toMatchObject(refusal);
    await expect(engine.createSession(negate).then(run(options))).rejects.toMatchObject(refusal);
    await engine.dispose();
  });

  test.each<[string, unknown]>([
    ['none', undefined],
    ['those that it knows', { deadlineMs: 60_000, signal: undefined }],
  ])('runs by %s', async (_, options) => {
    expect(await createSession(negate).then(run(options))).toMatchObject({ y: { data: Float32Array.of(-1) } });
  });
});

describe('createEngine', () => {
  test.each<[string, unknown, string]>([
    ['null', null, 'they are null; give an object'],
    ['a loader that is none', { loadRuntime: 'wasm' }, 'loadRuntime is "wasm"; give a function'],
    [
      'options of sessions',
      { executionProviders: ['js'] },
      'there is no option "executionProviders"; there is loadRuntime, onRecycleNeeded, memoryLimitBytes',
    ],
  ])('refuses %s for options', (_, options, sentence) => {
    expect(() => createEngine(any(options))).toThrow(
      expect.objectContaining({
        code: 'input-invalid',
        message: `The options of createEngine are wrong: ${sentence}.`,
      }),
    );
  });

  test('gives an engine that refuses what it cannot open or prepare by', async () => {
    const engine = createEngine();
    const refused = (message: string) => ({ code: 'input-invalid', message });
    await expect(engine.createSession(negate, any(null))).rejects.toMatchObject(
      refused('The options of engine.createSession are wrong: they are null; give an object.'),
    );
    await expect(engine.prepareRuntime('wasm', any({ deadlineMs: '5' }))).rejects.toMatchObject(
      refused('The options of engine.prepareRuntime are wrong: deadlineMs is "5"; give a number from 0 on.'),
    );
    await expect(engine.prepareRuntime(any('js'))).rejects.toMatchObject(
      refused('There is no runtime "js" to prepare; there is wasm, webgpu.'),
    );
    await engine.dispose();
  });
});
