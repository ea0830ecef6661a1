import type { PublishOptions } from '../../src/authoring/publish.ts';
import { featureCount, serviceGraph } from '../../src/demo/training/features.ts';
import { trainServices } from '../../src/demo/training/train.ts';
import { encodeConvolution, encodeForest } from '../support/models.ts';

export const modelNames = ['demo', 'forest', 'convolution'] as const;
/** `demo`: the demo shop's purchase intent. `forest`: 100 trees of depth 4. `convolution`: needs ONNX Runtime. */
export type ModelName = (typeof modelNames)[number];

/** What the demo's features hold, in the order of `featureGraph`; recency only above a minute, so that a slow line leaves the score alone. */
const featureRanges: readonly (readonly [number, number])[] = [
  [0, 8],
  [0, 20],
  [0, 8],
  [0, 6],
  [10, 120],
  [0, 4],
  [0, 3],
  [0, 300],
  [0, 2],
  [60, 1800],
];

/** Each model as bytes: `features` float32 [N, 15] to `probabilities` float32 [N, 2]. */
export async function createModels(): Promise<Record<ModelName, Uint8Array>> {
  const ranges = Array.from({ length: featureCount }, (_, index) => featureRanges[index] ?? ([0, 1] as const));
  const trained = await trainServices({ sessions: 3_000, heldOut: 500 });
  const demo = trained['purchase-intent'].source.models['model'];
  if (!demo) throw new Error('The demo has no model of purchase intent.');
  return {
    demo,
    forest: encodeForest({ trees: 100, depth: 4, ranges }),
    convolution: encodeConvolution(featureCount),
  };
}

/** One service and two offers, one above and one below a score of 0.5, so that a slot is always filled. */
export function createPublication(model: Uint8Array): Omit<PublishOptions, 'outDir'> {
  const score = { var: 'scores.intent.probability' };
  const offer = (id: string, priority: number, condition: object, content: string) => ({
    id,
    scope: 'hero',
    priority,
    status: 'live' as const,
    audience: { condition: { ...condition } },
    selection: { type: 'first' as const },
    experiences: [
      { id, items: [{ schema: 'https://ns.adobe.com/personalization/html-content-item' as const, data: { content } }] },
    ],
  });
  return {
    services: { intent: { version: '1', graph: serviceGraph, models: { model } } },
    activities: [
      offer('ready', 2, { '>=': [score, 0.5] }, '<p>Order by three, brew by Thursday</p>'),
      offer('not-ready', 1, { '<': [score, 0.5] }, '<p>Stay for a cup</p>'),
    ],
  };
}
