import { expect, test } from 'vitest';
import { encodeModel, tensor } from './writer.ts';

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

test('makes halves of numbers', () => {
  expect(tensor('float16', [0.5, -1.5, 65504, 1e6])).toEqual({
    type: 'float16',
    dims: [4],
    data: Uint16Array.of(0x3800, 0xbe00, 0x7bff, 0x7c00),
  });
});
