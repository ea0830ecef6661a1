import { expect, test } from 'vitest';
import { encodeModel, type ModelDefinition, tensor } from '../../authoring/onnx/writer.ts';
import { createJsSession } from './create-js-session.ts';
import { runJs } from './testing/differential.ts';

const x = (shape: (number | string)[] = ['N', 2]) => ({ name: 'x', type: 'float32', shape }) as const;

function model(graph: Partial<ModelDefinition['graph']>, rest: Partial<ModelDefinition> = {}): Uint8Array {
  return encodeModel({
    opsets: { '': 17, 'ai.onnx.ml': 3 },
    graph: { nodes: [], inputs: [x()], outputs: [], ...graph },
    ...rest,
  });
}

test('runs a chain of nodes, whatever order they are written in', async () => {
  const bytes = model({
    nodes: [
      { opType: 'Mul', inputs: ['sum', 'sum'], outputs: ['y'] },
      { opType: 'Add', inputs: ['x', 'one'], outputs: ['sum'] },
    ],
    outputs: [{ name: 'y', type: 'float32', shape: ['N', 2] }],
    initializers: { one: tensor('float32', [1], []) },
  });
  const { y } = await runJs(bytes, { x: tensor('float32', [1, 2, 3, 4], [2, 2]) });
  expect(y).toEqual(tensor('float32', [4, 9, 16, 25], [2, 2]));
});

test('drops a trailing ZipMap and keeps its labels', async () => {
  const bytes = model({
    nodes: [
      { opType: 'Softmax', inputs: ['x'], outputs: ['p'] },
      {
        opType: 'ZipMap',
        domain: 'ai.onnx.ml',
        inputs: ['p'],
        outputs: ['maps'],
        attributes: { classlabels_strings: { strings: ['no', 'yes'] } },
      },
    ],
    outputs: [{ name: 'maps', type: 'map', key: 'string' }],
  });
  const session = await createJsSession(bytes);
  expect(session.outputMetadata).toEqual([
    { name: 'maps', isTensor: true, type: 'float32', shape: ['', 2], classLabels: ['no', 'yes'] },
  ]);
  const { maps } = await session.run({ x: tensor('float32', [0, 0], [1, 2]) });
  expect(maps).toEqual(tensor('float32', [0.5, 0.5], [1, 2]));
});
