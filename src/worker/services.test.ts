import { describe, expect, it, test } from 'vitest';
import { createJsSession } from '../engine/js/create-js-session.ts';
import type { ExecutionProvider, Session } from '../engine/session.ts';
import { createDeferred } from '../engine/testing/deferred.ts';
import { parseManifest } from '../registry/manifest.ts';
import { createTestArtifact } from '../registry/testing/artifacts.ts';
import { createTestManifest } from '../registry/testing/manifest.ts';
import type { ModelOpener } from './model-opener.ts';
import { createServices } from './services.ts';
import { negativeModel, negativeService } from './testing/negative-service.ts';

const visit = { events: [], profile: { age: 40 }, now: 0 };

/** The service `negative`, whose model `open` opens, and what went wrong. */
function openServices(open: ModelOpener['open'], changes: object = {}, model: object = {}) {
  const errors: string[] = [];
  const negative = { ...negativeService('1', { ...createTestArtifact(1), ...model }), ...changes };
  const services = createServices({
    manifest: parseManifest({ ...createTestManifest(1, []), segments: [], services: { negative } }),
    baseUrls: [],
    artifacts: {
      get: async () => negativeModel,
      pin: () => {},
      flush: async () => {},
      dispose: async () => {},
    },
    models: { prepare: () => {}, open },
    operatorModules: [],
    onError: (error) => errors.push(error.message),
    clock: () => 0,
  });
  return { services, errors };
}

test('services that are released give the scores that were asked for before, and those of a decision that goes on with them', async () => {
  const running = createDeferred<void>();
  const told: string[] = [];
  const { services, errors } = openServices(async (bytes) => {
    const session = await createJsSession(bytes);
    return {
      ...session,
      async run(feeds, ...rest) {
        await running.promise;
        told.push('run');
        return session.run(feeds, ...rest);
      },
      async release() {
        told.push('release');
        await session.release();
      },
    };
  });
  const predict = () => services.predict('negative', visit);
  const asked = predict();
  const released = services.release();
  running.resolve();
  expect((await asked).prediction.scores).toEqual({ y: -40 });
  await released;
  expect(told).toEqual(['run', 'release']);
  expect((await predict()).prediction.scores).toEqual({ y: -40 });
  expect(errors).toEqual([]);
});

describe('the self-check', () => {
  const selfCheck = [
    { input: { events: [], profile: { age: 3 }, now: 0 }, scores: { y: -3 } },
    { input: { events: [], profile: { age: 5000 }, now: 0 }, scores: { y: -5000.4 } },
  ];
  /** Scores by the providers of the model, of which those in `wrong` give twice what they should; `released` tells whose sessions were. */
  const openWith = (wrong: readonly ExecutionProvider[], check: unknown = selfCheck) => {
    const released: string[] = [];
    const open = async (bytes: Uint8Array, [executionProvider = 'js']: readonly ExecutionProvider[]) => {
      const session = await createJsSession(bytes);
      return {
        ...session,
        executionProvider,
        async run(...given) {
          const { y, ...others } = await session.run(...given);
          if (!y || !wrong.includes(executionProvider)) return { ...others, ...(y && { y }) };
          return { ...others, y: { ...y, data: Float32Array.from([Number(y.data[0]) * 2]) } };
        },
        release: async () => void released.push(executionProvider),
      } satisfies Session;
    };
    return { ...openServices(open, { selfCheck: check }, { executionProviders: ['js', 'wasm'] }), released };
  };

  it('lets a service score whose samples come out as published, to a ten-thousandth', async () => {
    const { services, errors, released } = openWith([]);
    const { prediction } = await services.predict('negative', visit);
    expect(prediction).toMatchObject({ scores: { y: -40 }, executionProvider: 'js' });
    expect([errors, released]).toEqual([[], []]);
  });

  it.each([
    ['in the second', [selfCheck[0], { input: { events: [], profile: { age: 1 }, now: 0 }, scores: { y: -1.001 } }]],
    ['by a text', { ...selfCheck[0], scores: { y: '-3' } }],
    ['by a list', { ...selfCheck[0], scores: { y: [-3] } }],
    ['by a score that the service has not', { ...selfCheck[0], scores: { z: -3 } }],
  ])('refuses scores that are off %s', async (_, check) => {
    await expect(openWith([], check).services.predict('negative', visit)).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining('no other provider is left'),
    });
  });

  it('has the next provider take over from one that scores otherwise, and tells of it', async () => {
    const { services, errors, released } = openWith(['js']);
    const { prediction } = await services.predict('negative', visit);
    expect(prediction).toMatchObject({ scores: { y: -40 }, executionProvider: 'wasm' });
    expect(errors).toEqual([
      'Service "negative" on js failed its self-check (y is -6 where -3 was published); wasm has taken over',
    ]);
    expect(released).toEqual(['js']);
    await services.predict('negative', visit);
    expect(errors).toHaveLength(1);
  });

  it('gives no score where every provider scores otherwise', async () => {
    const { services, errors, released } = openWith(['js', 'wasm']);
    await expect(services.predict('negative', visit)).rejects.toMatchObject({
      code: 'engine-failed',
      message:
        'Service "negative" on wasm failed its self-check (y is -6 where -3 was published) and no other provider is left; publish it again',
    });
    expect(errors).toEqual([]);
    expect(new Set(released)).toEqual(new Set(['js', 'wasm']));
  });
});
