import { expect, test } from 'vitest';
import { createJsSession } from '../engine/js/create-js-session.ts';
import { createDeferred } from '../engine/testing/deferred.ts';
import { parseManifest } from '../registry/manifest.ts';
import { createTestArtifact } from '../registry/testing/artifacts.ts';
import { createTestManifest } from '../registry/testing/manifest.ts';
import { createServices } from './services.ts';
import { negativeModel, negativeService } from './testing/negative-service.ts';

test('services that are released give the scores that were asked for before, and those of a decision that goes on with them', async () => {
  const running = createDeferred<void>();
  const told: string[] = [];
  const services = createServices({
    manifest: parseManifest({
      ...createTestManifest(1, []),
      segments: [],
      services: { negative: negativeService('1', createTestArtifact(1)) },
    }),
    baseUrls: [],
    artifacts: {
      get: async () => negativeModel,
      pin: () => {},
      flush: async () => {},
      dispose: async () => {},
    },
    models: {
      prepare: () => {},
      async open(bytes) {
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
      },
    },
    operatorModules: [],
    onError: (error) => told.push(error.message),
    clock: () => 0,
  });
  const predict = () => services.predict('negative', { events: [], profile: { age: 40 }, now: 0 });
  const asked = predict();
  const released = services.release();
  running.resolve();
  expect((await asked).prediction.scores).toEqual({ y: -40 });
  await released;
  expect(told).toEqual(['run', 'release']);
  expect((await predict()).prediction.scores).toEqual({ y: -40 });
});
