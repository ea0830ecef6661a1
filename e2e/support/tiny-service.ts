import { encodeModel, type ModelDefinition, tensor } from '../../src/authoring/onnx/writer.ts';
import type { ServiceSource } from '../../src/authoring/publish/check-service.ts';
import type { PublishOptions } from '../../src/authoring/publish/publish.ts';
import type { Activity, Segment } from '../../src/decisioning/activity.ts';

/** What the slot `hero` shows to a visitor who has looked at two products or more. */
export const offer = 'Two looks: free delivery';
/** What it shows to everybody else, and whenever anything fails. */
export const defaultContent = 'Welcome to the shop';

/** `probability = 1 / (1 + exp(-(4 * views - 6)))`: 0.12 after one product view, 0.88 after two. */
export const interestModel: ModelDefinition = {
  opsets: { '': 17 },
  graph: {
    inputs: [{ name: 'features', type: 'float32', shape: ['N', 1] }],
    outputs: [{ name: 'probability', type: 'float32', shape: ['N', 1] }],
    initializers: { weight: tensor('float32', [4], [1, 1]), bias: tensor('float32', [-6]) },
    nodes: [
      { opType: 'Gemm', inputs: ['features', 'weight', 'bias'], outputs: ['logit'] },
      { opType: 'Sigmoid', inputs: ['logit'], outputs: ['probability'] },
    ],
  },
};

const features = [
  {
    id: 'visit',
    op: 'xdm-to-frame',
    inputs: ['events'],
    params: {
      columns: [
        { name: 'views', aggregate: 'count', where: { '==': [{ var: 'event.eventType' }, 'commerce.productViews'] } },
      ],
    },
  },
  { id: 'row', op: 'array', inputs: ['visit'], params: { type: 'float32' } },
];

/** The graph of {@link interestModel}; `feeds` as the operator `onnx` takes them. */
export function interestGraph(feeds: Readonly<Record<string, string>> = { features: 'row' }): ServiceSource['graph'] {
  return {
    nodes: [...features, { id: 'model', op: 'onnx', params: { model: 'interest', feeds } }],
    outputs: { probability: 'model.probability' },
  };
}

export const interestService: ServiceSource = {
  version: '1',
  graph: interestGraph(),
  models: { interest: encodeModel(interestModel) },
};

export const segments: readonly Segment[] = [
  { id: 'interested', name: 'Interested', condition: { '>=': [{ var: 'scores.interest.probability' }, 0.5] } },
];

export const activities: readonly Activity[] = [
  {
    id: 'hero-for-the-interested',
    scope: 'hero',
    priority: 1,
    status: 'live',
    audience: { segments: ['interested'] },
    selection: { type: 'first' },
    experiences: [
      {
        id: 'free-delivery',
        items: [
          {
            schema: 'https://ns.adobe.com/personalization/html-content-item',
            data: { content: `<p class="offer">${offer}</p>` },
          },
        ],
      },
    ],
  },
];

/** A small shop's whole publication: one service, one segment, one activity. */
export const publication: Omit<PublishOptions, 'outDir'> = {
  services: { interest: interestService },
  segments,
  activities,
};
