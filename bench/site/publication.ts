import type { ServiceSource } from '../../src/authoring/publish/check-service.ts';
import type { PublishOptions } from '../../src/authoring/publish/publish.ts';
import { featureCount } from '../../src/demo/training/features.ts';
import { trainServices } from '../../src/demo/training/train.ts';
import type { JsonLogic } from '../../src/xdm/condition.ts';
import { encodeConvolution, encodeForest } from '../support/models.ts';

export const modelNames = ['demo', 'forest', 'convolution'] as const;
/** `demo`: the demo shop's purchase intent. `forest`: 100 trees of depth 4. `convolution`: needs ONNX Runtime. */
export type ModelName = (typeof modelNames)[number];

/** What the bench's shop publishes: one service over each model, and `both`, the two services of the demo shop. */
export interface Publications {
  /** From events to `model`, which may be any of the models. */
  readonly graph: ServiceSource['graph'];
  readonly models: Readonly<Record<ModelName, Uint8Array>>;
  readonly both: Omit<PublishOptions, 'outDir'>;
}

/** What the demo's features hold, in the order of the demo's columns; recency only above a minute, so that a slow line leaves the score alone. */
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
export async function createPublications(): Promise<Publications> {
  const ranges = Array.from({ length: featureCount }, (_, index) => featureRanges[index] ?? ([0, 1] as const));
  const trained = await trainServices({ sessions: 3_000, heldOut: 500 });
  const intent = trained['purchase-intent'].source;
  const demo = intent.models.model;
  if (!demo) throw new Error('The demo has no model of purchase intent.');
  return {
    graph: intent.graph,
    models: {
      demo,
      forest: encodeForest({ trees: 100, depth: 4, ranges }),
      convolution: encodeConvolution(featureCount),
    },
    both: createPublication({ intent, churn: trained['churn-risk'].source }),
  };
}

/** The demo's purchase intent over another model. */
export function createService(graph: ServiceSource['graph'], model: Uint8Array): ServiceSource {
  return { version: '1', graph, models: { model } };
}

/** Two offers, one from a score of 0.5 of `intent` and one below, so that a slot is always filled. All services are asked. */
export function createPublication(services: Readonly<Record<string, ServiceSource>>): Omit<PublishOptions, 'outDir'> {
  const intent = { var: 'scores.intent.probability' };
  const others = Object.keys(services).map((id) => ({ '>=': [{ var: `scores.${id}.probability` }, 0] }));
  const offer = (id: string, priority: number, condition: JsonLogic, content: string) => ({
    id,
    scope: 'hero',
    priority,
    status: 'live' as const,
    audience: { condition: { and: [condition, ...others] } },
    selection: { type: 'first' as const },
    experiences: [
      { id, items: [{ schema: 'https://ns.adobe.com/personalization/html-content-item' as const, data: { content } }] },
    ],
  });
  return {
    services,
    activities: [
      offer('ready', 2, { '>=': [intent, 0.5] }, '<p>Order by three, brew by Thursday</p>'),
      offer('not-ready', 1, { '<': [intent, 0.5] }, '<p>Stay for a cup</p>'),
    ],
  };
}
