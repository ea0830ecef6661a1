import { describe, expect, it, test } from 'vitest';
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

/** As a script without types may give it. */
const any = (value: unknown) => value as never;

describe('a tensor is refused', () => {
  const integers = (least: number | string, most: number | string) => `give whole numbers from ${least} to ${most}`;

  it.each<[string, () => unknown, string]>([
    ['of a type that there is not', () => tensor(any('float'), [1]), `there is no such type; did you mean 'float32'?`],
    ['of no values', () => tensor('float32', any(undefined)), 'it takes a list of values, and was given undefined'],
    ['of half an integer', () => tensor('int32', [1, 1.5]), `value 1 is 1.5; ${integers(-2147483648, 2147483647)}`],
    [
      'of more than an integer holds',
      () => tensor('int32', [2 ** 40]),
      `value 0 is 1099511627776; ${integers(-2147483648, 2147483647)}`,
    ],
    ['of less than it holds', () => tensor('uint8', [-1]), `value 0 is -1; ${integers(0, 255)}`],
    [
      'of half an int64',
      () => tensor('int64', [1.5]),
      `value 0 is 1.5; ${integers('-9223372036854775808', '9223372036854775807')}`,
    ],
    [
      'of more than an int64',
      () => tensor('uint64', [2n ** 64n]),
      `value 0 is 18446744073709551616; ${integers(0, '18446744073709551615')}`,
    ],
    ['of texts', () => tensor('float32', ['1', 'one']), 'value 1 is "one"; give numbers'],
    ['of a value that is missing', () => tensor('float32', any([1, undefined])), 'value 1 is undefined; give numbers'],
    ['of what is neither true nor false', () => tensor('bool', [0.5]), 'value 0 is 0.5; give true or false'],
    [
      'of other dims',
      () => tensor('float32', [1, 2, 3], [2, 2]),
      'it has 3 values for dims [2,2], which ask for 4; give other dims',
    ],
    [
      'of dims that are none',
      () => tensor('float32', [1], any('1')),
      'its dims are a text; give a list of whole numbers',
    ],
    [
      'of less than no rows',
      () => tensor('float32', [1], [-1, -1]),
      'its dims are [-1,-1]; give a list of whole numbers',
    ],
  ])('%s', (_, make, sentence) => {
    expect(make).toThrow(
      expect.objectContaining({ code: 'input-invalid', message: expect.stringMatching(/^Tensor of \w+: /) }),
    );
    expect(make).toThrow(sentence);
  });
});

describe('a model is refused', () => {
  const graph = { nodes: [], inputs: [], outputs: [] };
  const opsets = { '': 17 };
  const withNode = (node: object) => ({ opsets, graph: { ...graph, nodes: [node] } });
  const node = { opType: 'Relu', inputs: ['x'], outputs: ['y'] };

  it.each<[string, unknown, string]>([
    ['that was never set', undefined, 'the top: it is undefined; give an object'],
    ['without operator sets', { graph }, 'opsets: "opsets" is missing'],
    ['of an operator set that is none', { graph, opsets: { '': '17' } }, 'opsets.: it is "17"; give a number'],
    ['without a graph', { opsets }, 'graph: "graph" is missing'],
    ['without nodes', { opsets, graph: { inputs: [], outputs: [] } }, 'graph.nodes: "nodes" is missing'],
    ['whose node has no operator', withNode({ inputs: [], outputs: [] }), 'graph.nodes.0.opType: "opType" is missing'],
    [
      'whose attribute has no kind',
      withNode({ ...node, attributes: { axis: 1 } }),
      'graph.nodes.0.attributes.axis: it has no kind; write it as { int: 1 }',
    ],
    [
      'whose attribute has another kind',
      withNode({ ...node, attributes: { axis: { integer: 1 } } }),
      'graph.nodes.0.attributes.axis: it has no kind; write it as { int: 1 }',
    ],
    [
      'whose input has no type',
      { opsets, graph: { ...graph, inputs: [{ name: 'x', type: 'float' }] } },
      `graph.inputs.0.type: it is "float"; did you mean 'float32'?`,
    ],
    [
      'whose shape is none',
      { opsets, graph: { ...graph, inputs: [{ name: 'x', type: 'float32', shape: [1.5] }] } },
      'graph.inputs.0.shape.0: it is 1.5; give a whole number, or a name',
    ],
    [
      'whose initializer is a list',
      { opsets, graph: { ...graph, initializers: { w: [1] } } },
      'graph.initializers.w.type: "type" is missing',
    ],
  ])('%s', (_, model, sentence) => {
    expect(() => encodeModel(any(model))).toThrow(
      expect.objectContaining({
        code: 'model-invalid',
        message: `The definition of the model is wrong at ${sentence}`,
      }),
    );
  });
});
