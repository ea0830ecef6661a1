import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeModel } from '../../authoring/onnx/writer.ts';

/** A model of one node: `y` = opType of `x`, float32 [rows, 1]. */
export function encodeUnary(opType: string, rows: string | number = 'N'): Uint8Array {
  return encodeModel({
    opsets: { '': 17 },
    graph: {
      nodes: [{ opType, inputs: ['x'], outputs: ['y'] }],
      inputs: [{ name: 'x', type: 'float32', shape: [rows, 1] }],
      outputs: [{ name: 'y', type: 'float32', shape: [rows, 1] }],
    },
  });
}

/** Scores how often something was looked at. */
export const tinyGraph = {
  nodes: [
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
    { id: 'model', op: 'onnx', inputs: ['row'], params: { model: 'model' } },
  ],
  outputs: { probability: 'model.y[:,0]' },
};

/** Writes a service's folder and returns its path. */
export async function writeTinyService(
  parent: string,
  {
    id = 'interest',
    service = { version: '1' } as object,
    graph = tinyGraph as object,
    model = encodeUnary('Sigmoid'),
  } = {},
): Promise<string> {
  const folder = join(parent, id);
  await mkdir(join(folder, 'models'), { recursive: true });
  await writeFile(join(folder, 'service.json'), JSON.stringify(service));
  await writeFile(join(folder, 'graph.json'), JSON.stringify(graph));
  await writeFile(join(folder, 'models', 'model.onnx'), model);
  return folder;
}

/** Rules over the tiny service. */
export const tinyRules = {
  segments: [{ id: 'keen', name: 'Keen', condition: { '>': [{ var: 'scores.interest.probability' }, 0.6] } }],
  activities: [
    {
      id: 'hero',
      scope: 'hero',
      priority: 1,
      status: 'live',
      audience: { segments: ['keen'] },
      selection: { type: 'first' },
      experiences: [
        {
          id: 'offer',
          items: [
            {
              schema: 'https://ns.adobe.com/personalization/html-content-item',
              data: { content: '<p>Free delivery</p>' },
            },
          ],
        },
      ],
    },
  ],
};
