import { expect, test } from 'vitest';
import { encodeModel } from '../../authoring/onnx/writer.ts';
import type { Tensor } from '../session.ts';
import { createJsSession } from './create-js-session.ts';
import { createOrtSession, createRandom, expectSameTensor } from './testing/differential.ts';
import { randomGraph } from './testing/random-graph.ts';

// Nodes hand memory on to each other, within a run and from one run to the next; what one kernel gives alone says nothing of that.

/** Elements are sums of many, each side's in an order of its own. */
const tolerance = { rtol: 1e-4, atol: 1e-5 };

test('graphs of many nodes give what ONNX Runtime gives, run after run, and leave feeds and earlier results alone', async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = createRandom(seed);
    const { model, inputs } = randomGraph(random);
    const bytes = encodeModel(model);
    const reference = await createOrtSession(bytes);
    const session = await createJsSession(bytes);
    const runs = [];
    for (let run = 0; run < 3; run++) {
      const feeds: Record<string, Tensor> = {};
      for (const { name, dims } of inputs) feeds[name] = random.tensor('float32', dims, { low: -1, high: 1 });
      const before = structuredClone(feeds);
      runs.push({ actual: await session.run(feeds), expected: await reference.run(feeds) });
      expect(feeds, `feeds of seed ${seed}`).toEqual(before);
    }
    for (const { actual, expected } of runs)
      for (const [name, tensor] of Object.entries(expected))
        expectSameTensor(actual[name], tensor, `${name} of seed ${seed}`, tolerance);
    await reference.release();
  }
});
