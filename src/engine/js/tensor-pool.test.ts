import { describe, expect, test } from 'vitest';
import { type NodeDefinition, tensor } from '../../authoring/onnx/writer.ts';
import type { Tensor } from '../session.ts';
import { createJsSession } from './create-js-session.ts';
import { createRandom, expectSameAsOrt } from './testing/differential.ts';
import { model, node, pair } from './testing/small-model.ts';

describe('memory', () => {
  test('large tensors go round between nodes without being mixed up', async () => {
    const random = createRandom(3);
    const names = ['x'];
    const nodes: NodeDefinition[] = [];
    for (let i = 0; i < 40; i++) {
      const opType = random.pick(['Add', 'Sub', 'Mul', 'Max', 'Tanh', 'Identity', 'Reshape']);
      const inputs =
        opType === 'Tanh' || opType === 'Identity' ? [random.pick(names)] : [random.pick(names), random.pick(names)];
      if (opType === 'Reshape') inputs[1] = 'shape';
      nodes.push(node(opType, inputs, [`v${i}`]));
      names.push(`v${i}`);
    }
    const outputs = ['v39', 'v20', 'v7'].map((name) => ({ name, type: 'float32' }) as const);
    const bytes = model({ nodes, outputs, initializers: { shape: tensor('int64', [-1, 2]) } });
    const session = await createJsSession(bytes);
    for (const rows of [3000, 3000, 10, 5000, 3000]) {
      const feed = random.tensor('float32', [rows, 2], { low: -1, high: 1 });
      const first = await session.run({ x: feed });
      const copy = structuredClone(first);
      await session.run({ x: random.tensor('float32', [rows, 2]) });
      expect(first).toEqual(copy);
      expect(await expectSameAsOrt(bytes, { x: feed })).toEqual(first);
    }
  });

  test('what comes out belongs to the caller', async () => {
    const initializers = { w: tensor('float32', [5, 6]) };
    const outputs = ['y', 'x', 'w', 'z'].map((name) => ({ name, type: 'float32' }) as const);
    const session = await createJsSession(
      model({ nodes: [node('Neg', ['x'], ['y']), node('Identity', ['x'], ['z'])], outputs, initializers }),
    );
    const feed = tensor('float32', [1, 2], [1, 2]);
    const overwrite = ({ data }: Tensor): void => {
      if (data instanceof Float32Array) data.fill(9);
    };
    Object.values(await session.run({ x: feed })).forEach(overwrite);
    expect(feed).toEqual(pair);
    expect(await session.run({ x: feed })).toEqual({
      y: tensor('float32', [-1, -2], [1, 2]),
      x: pair,
      z: pair,
      w: initializers.w,
    });
  });
});
