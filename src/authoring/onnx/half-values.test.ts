import { expect, it } from 'vitest';
import type { TensorType } from '../../engine/session.ts';
import { frameOf } from '../../pipeline/testing/fixtures.ts';
import { graph } from '../graph/graph.ts';
import { checkService } from '../publish/check-service.ts';
import { encodeModel } from './writer.ts';

const halved = (input: TensorType, output: TensorType, to: number) =>
  encodeModel({
    opsets: { '': 17 },
    graph: {
      inputs: [{ name: 'x', type: input, shape: ['N', 1] }],
      outputs: [{ name: 'y', type: output, shape: ['N', 1] }],
      nodes: [{ opType: 'Cast', inputs: ['x'], outputs: ['y'], attributes: { to: { int: to } } }],
    },
  });

it.each([
  ['takes x', halved('float16', 'float32', 1)],
  ['gives y', halved('float32', 'float16', 10)],
])('refuses a graph over a model that %s in float16, whose bits would pass for numbers', async (what, model) => {
  const refusal = {
    code: 'graph-invalid',
    message: expect.stringContaining(`Model "m" ${what} in float16, which graphs neither feed nor read: keep`),
  };
  const definition = {
    nodes: [
      {
        id: 'visit',
        op: 'json-to-frame',
        inputs: ['events'],
        params: { columns: [{ name: 'views', type: 'float32', default: 0 }] },
      },
      { id: 'row', op: 'array', inputs: ['visit'] },
      { id: 'model', op: 'onnx', inputs: ['row'], params: { model: 'm' } },
    ],
    outputs: { score: 'model.y' },
  };
  const over = graph(definition, { models: { m: model } });
  await expect(over.run(frameOf({ views: ['float32', [1]] }))).rejects.toMatchObject(refusal);
  const service = { version: '1.0.0', graph: definition, models: { m: model } };
  await expect(checkService('halves', service, ['js'])).rejects.toMatchObject(refusal);
  await over.release();
});

it('refuses to learn behind such a model', async () => {
  const behind = {
    nodes: [
      { id: 'row', op: 'array', inputs: ['frame'] },
      { id: 'halves', op: 'onnx', inputs: ['row'], params: { model: 'm' } },
      { id: 'learned', op: 'ridge', inputs: ['halves.y'] },
    ],
    outputs: { score: 'learned.predictions' },
  };
  const learning = graph(behind, { models: { m: halved('float32', 'float16', 10) } }).fit(
    frameOf({ views: ['float32', [1, 2, 3]], bought: ['float32', [1, 2, 3]] }),
    { label: 'bought' },
  );
  await expect(learning).rejects.toMatchObject({
    code: 'graph-invalid',
    message: expect.stringContaining('Model "m" gives y in float16'),
  });
});
