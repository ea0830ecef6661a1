import { describe, expect, it } from 'vitest';
import { neededArtifacts, parseManifest } from './manifest.ts';
import { createTestArtifact } from './testing/artifacts.ts';
import { createTestManifest } from './testing/manifest.ts';

const one = createTestArtifact(1);

/** A manifest with the field at `path` replaced. */
function manifestWith(path: string, value: unknown): unknown {
  const manifest = createTestManifest(1, [one]);
  const names = path.split('.');
  const last = names.pop() ?? '';
  // biome-ignore lint/suspicious/noExplicitAny: a test walks plain JSON.
  const parent = names.reduce((object: any, name) => object[name], manifest);
  parent[last] = value;
  return manifest;
}

describe('parseManifest', () => {
  it('accepts a manifest and tells its parts', () => {
    const { generation, services, segments, activities } = parseManifest(createTestManifest(7, [one]));
    expect(generation).toBe(7);
    expect(services['purchase-intent']?.models['model-0']?.sha256).toBe(one.sha256);
    expect(services['purchase-intent']?.graph).toHaveProperty('nodes');
    expect(segments.map(({ id }) => id)).toEqual(['hot']);
    expect(activities.map(({ scope }) => scope)).toEqual(['hero']);
  });

  it('fills in what may be missing', () => {
    const bare = { manifestVersion: 1, generation: 1, publishedAt: '2026-01-01T00:00:00Z', services: {} };
    expect(parseManifest(bare)).toEqual({ ...bare, mirrors: [], segments: [], activities: [] });
  });

  it.each([
    ['campaign', { a: 1 }],
    ['services.purchase-intent.owner', 'team'],
    ['services.purchase-intent.models.model-0.note', null],
    ['activities.0.color', 'red'],
  ])('tolerates the unknown field %s', (path, value) => {
    expect(parseManifest(manifestWith(path, value)).generation).toBe(1);
  });

  it('accepts several self-checks, and label or list scores', () => {
    const checks = [0, 1].map((now) => ({
      input: { events: [{ _id: '1', timestamp: '2026-01-01T00:00:00Z', eventType: 'a', web: {} }], profile: {}, now },
      scores: { label: 'buys', probabilities: [0.5, 0.5] },
    }));
    const { services } = parseManifest(manifestWith('services.purchase-intent.selfCheck', checks));
    expect(services['purchase-intent']?.selfCheck).toEqual(checks);
  });

  it.each([
    ['manifestVersion', 2],
    ['generation', 0],
    ['generation', 1.5],
    ['generation', '1'],
    ['publishedAt', 1],
    ['mirrors.0', 5],
    ['services', 'x'],
    ['services.purchase-intent', 'x'],
    ['services.purchase-intent.version', undefined],
    ['services.purchase-intent.graph', null],
    ['services.purchase-intent.models.model-0.sha256', one.sha256.toUpperCase()],
    ['services.purchase-intent.models.model-0.sha256', '../secrets'],
    ['services.purchase-intent.models.model-0.sha256', `../${one.sha256}`],
    ['services.purchase-intent.models.model-0.sha256', `${one.sha256}/..`],
    ['services.purchase-intent.selfCheck', { input: { events: [{ _id: '1' }], now: 0 }, scores: {} }],
    ['services.purchase-intent.models.model-0.bytes', -1],
    ['services.purchase-intent.models.model-0.bytes', 2 ** 40],
    ['services.purchase-intent.models.model-0.executionProviders', []],
    ['services.purchase-intent.models.model-0.executionProviders.0', 'cuda'],
    ['services.purchase-intent.models.model-0.operators', 'Add'],
    ['services.purchase-intent.selfCheck', 1],
    ['segments.0.id', 'a.b'],
    ['activities.0.status', 'on'],
    ['activities.0.experiences.0.id', 5],
  ])('names %s when it is %j', (path, value) => {
    expect(() => parseManifest(manifestWith(path, value))).toThrow(
      expect.objectContaining({ code: 'manifest-invalid', message: expect.stringContaining(` ${path}: `) }),
    );
  });

  it.each([undefined, null, 'text', 5, []])('refuses %j', (value) => {
    expect(() => parseManifest(value)).toThrow(expect.objectContaining({ code: 'manifest-invalid' }));
  });
});

describe('neededArtifacts', () => {
  const runtimes = {
    wasm: { version: '1.30.0', ...artifactOf(2) },
    webgpu: { version: '1.30.0', ...artifactOf(3) },
  };

  it.each([
    [['js', 'wasm'], [one.sha256]],
    [['wasm'], [one.sha256, runtimes.wasm.sha256]],
    [
      ['webgpu', 'wasm'],
      [one.sha256, runtimes.webgpu.sha256],
    ],
  ])('for models run by %j: the models, and the runtime of the first provider', (executionProviders, expected) => {
    const manifest = manifestWith('services.purchase-intent.models', {
      a: { ...artifactOf(1), operators: [], executionProviders },
      same: { ...artifactOf(1), operators: [], executionProviders },
    });
    const needed = neededArtifacts(parseManifest({ ...(manifest as object), runtimes }));
    expect(needed.map(({ sha256 }) => sha256)).toEqual(expected);
  });
});

function artifactOf(seed: number) {
  const { sha256, bytes } = createTestArtifact(seed);
  return { sha256, bytes };
}
