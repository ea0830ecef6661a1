import type { TestArtifact } from './artifacts.ts';

/** A valid manifest with one service whose models are `artifacts`, as plain JSON that a test may change. */
export function createTestManifest(generation: number, artifacts: readonly TestArtifact[]) {
  const models = artifacts.map(({ sha256, bytes }, index) => [
    `model-${index}`,
    { sha256, bytes, operators: ['ai.onnx.ml.LinearClassifier'], executionProviders: ['js', 'wasm'] },
  ]);
  return {
    manifestVersion: 1,
    generation,
    publishedAt: '2026-01-01T00:00:00Z',
    mirrors: ['https://mirror.example/e', 'https://second.example/e/'],
    services: {
      'purchase-intent': {
        version: `1.0.${generation}`,
        graph: { nodes: [{ id: 'hour', op: 'datetime-part' }], outputs: { probability: 'hour' } },
        models: Object.fromEntries(models),
        selfCheck: { input: { events: [], now: 0 }, scores: { probability: 0.5 } },
      },
    },
    segments: [{ id: 'hot', name: 'Hot', condition: { '>': [{ var: 'scores.purchase-intent.probability' }, 0.5] } }],
    activities: [
      {
        id: 'hero-offer',
        scope: 'hero',
        priority: 1,
        status: 'live',
        selection: { type: 'first' },
        experiences: [{ id: 'a', items: [] }],
      },
    ],
  };
}
