import { expect, test } from 'vitest';
import { encodeModel } from './writer.ts';

test('refuses an initializer whose data does not fit its dims', () => {
  const model = () =>
    encodeModel({
      opsets: { '': 17 },
      graph: {
        nodes: [],
        inputs: [],
        outputs: [],
        initializers: { weights: { type: 'float32', dims: [3], data: new Float32Array(2) } },
      },
    });
  expect(model).toThrow("The initializer 'weights' has 2 elements, but its dims [3] ask for 3.");
});
