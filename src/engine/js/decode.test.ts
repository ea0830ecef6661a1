import { PbfWriter } from 'pbf';
import { expect, test } from 'vitest';
import { encodeModel, tensor } from '../../authoring/onnx/writer.ts';
import { isEdgewiseError } from '../../errors.ts';
import { decodeModel } from './decode.ts';

const body = {
  nodes: [{ opType: 'Neg', inputs: ['x'], outputs: ['b'] }],
  inputs: [],
  outputs: [{ name: 'b', type: 'float32' }],
} as const;
const big = (1n << 62n) + 1n;
const model = encodeModel({
  opsets: { '': 17, 'ai.onnx.ml': 3 },
  graph: {
    nodes: [
      {
        opType: 'Everything',
        domain: 'ai.onnx.ml',
        name: 'all',
        inputs: ['x', '', 'w'],
        outputs: ['y'],
        attributes: {
          int: { int: -5 },
          big: { int: big },
          ints: { ints: [1, -2, big, 300] },
          float: { float: 0.5 },
          floats: { floats: [1, 2, 3] },
          none: { floats: [] },
          string: { string: 'Été' },
          strings: { strings: ['a', '', 'a longer string than the quick way takes'] },
          tensor: { tensor: tensor('int64', [big]) },
          graph: { graph: body },
        },
      },
    ],
    inputs: [{ name: 'x', type: 'float32', shape: ['N', 3, ''] }],
    outputs: [
      { name: 'y', type: 'string' },
      { name: 'm', type: 'map', key: 'int64' },
    ],
    initializers: {
      w: tensor('float32', [1, 2], [2, 1]),
      s: tensor('string', ['é', '']),
      e: tensor('bool', [], [0, 2]),
    },
  },
});

test('reads back what was written, int64 exactly', () => {
  const { opsets, graph } = decodeModel(model);
  expect([...opsets]).toEqual([
    ['', 17],
    ['ai.onnx.ml', 3],
  ]);
  expect(graph.inputs).toEqual([{ name: 'x', type: 'float32', shape: ['N', 3, ''] }]);
  expect(graph.outputs).toEqual([
    { name: 'y', type: 'string', shape: undefined },
    { name: 'm', type: 'map', shape: undefined },
  ]);
  expect(Object.fromEntries(graph.initializers)).toEqual({
    w: tensor('float32', [1, 2], [2, 1]),
    s: tensor('string', ['é', '']),
    e: tensor('bool', [], [0, 2]),
  });
  const { attributes, ...node } = graph.nodes[0] ?? { attributes: new Map() };
  expect(node).toEqual({
    opType: 'Everything',
    domain: 'ai.onnx.ml',
    name: 'all',
    inputs: ['x', '', 'w'],
    outputs: ['y'],
  });
  const values = Object.fromEntries(
    [...attributes].map(([name, { value }]) => [name, value instanceof Float32Array ? [...value] : value]),
  );
  expect(values).toMatchObject({
    int: -5,
    big,
    ints: [1, -2, big, 300],
    float: 0.5,
    floats: [1, 2, 3],
    none: [],
    string: 'Été',
    strings: ['a', '', 'a longer string than the quick way takes'],
    tensor: tensor('int64', [big]),
    graph: { nodes: [{ opType: 'Neg' }] },
  });
});

/** A model whose one initializer is written field by field. */
function withInitializer(write: (writer: PbfWriter) => void): Uint8Array {
  const writer = new PbfWriter();
  writer.writeMessage(7, (_, graph) => graph.writeMessage(5, (_, proto) => write(proto), null), null);
  return writer.finish();
}

function initializer(write: (writer: PbfWriter) => void) {
  return decodeModel(withInitializer(write)).graph.initializers.get('w');
}

test('keeps the byte order mark that a name or a text begins with', () => {
  const names = ['\ufeffprice', 'price', '\ufeffeine längere Spalte in UTF-8'];
  const attributes = { keys_strings: { strings: names } };
  const nodes = [{ opType: 'LabelEncoder', domain: 'ai.onnx.ml', inputs: names, outputs: ['y'], attributes }];
  const { graph } = decodeModel(encodeModel({ opsets: { '': 17 }, graph: { inputs: [], outputs: [], nodes } }));
  expect(graph.nodes[0]?.inputs).toEqual(names);
  expect(graph.nodes[0]?.attributes.get('keys_strings')?.value).toEqual(names);
});

test('reads typed fields, packed or not', () => {
  const typed = (type: number, field: (writer: PbfWriter) => void) =>
    initializer((writer) => {
      writer.writePackedVarint(1, [2]);
      writer.writeVarintField(2, type);
      field(writer);
      writer.writeStringField(8, 'w');
    });
  expect(typed(1, (writer) => writer.writePackedFloat(4, [1.5, -2]))).toEqual(tensor('float32', [1.5, -2]));
  expect(
    typed(1, (writer) => {
      for (const value of [1.5, -2]) writer.writeFloatField(4, value);
    }),
  ).toEqual(tensor('float32', [1.5, -2]));
  expect(typed(3, (writer) => writer.writePackedVarint(5, [-1, 2]))).toEqual(tensor('int8', [-1, 2]));
  expect(typed(9, (writer) => writer.writePackedVarint(5, [1, 0]))).toEqual(tensor('bool', [1, 0]));
  expect(typed(7, (writer) => writer.writePackedVarint(7, [-1, 2]))).toEqual(tensor('int64', [-1, 2]));
  expect(typed(11, (writer) => writer.writePackedDouble(10, [0.1, 2]))).toEqual(tensor('float64', [0.1, 2]));
  expect(typed(13, (writer) => writer.writePackedVarint(11, [1, 2]))).toEqual(tensor('uint64', [1, 2]));
});

test.each([
  [
    'data in an external file',
    (writer: PbfWriter) => {
      writer.writeVarintField(2, 1);
      writer.writeStringField(8, 'w');
      writer.writeVarintField(14, 1);
    },
    'model-unsupported',
    "The initializer 'w' lies in an external file: save the model as one file.",
  ],
  [
    'an unknown element type',
    (writer: PbfWriter) => {
      writer.writeVarintField(2, 16);
      writer.writeStringField(8, 'w');
    },
    'model-unsupported',
    "The initializer 'w' has the element type 16, which is not supported.",
  ],
  [
    'huge dims without data',
    (writer: PbfWriter) => {
      writer.writePackedVarint(1, [2 ** 40, 2 ** 40]);
      writer.writeVarintField(2, 1);
    },
    'model-unsupported',
    'A tensor attribute has the dims [1099511627776,1099511627776], beyond limits.tensorElements.',
  ],
  [
    'fewer elements than its dims ask for',
    (writer: PbfWriter) => {
      writer.writePackedVarint(1, [3]);
      writer.writeVarintField(2, 1);
      writer.writeBytesField(9, new Uint8Array(7));
      writer.writeStringField(8, 'w');
    },
    'model-invalid',
    "The initializer 'w' has 1.75 elements where its dims [3] ask for 3.",
  ],
])('refuses %s', (_, write, code, message) => {
  expect(() => decodeModel(withInitializer(write))).toThrow(expect.objectContaining({ code, message }));
});

test('refuses a model cut short anywhere with one clear error', () => {
  for (let length = 0; length < model.length; length++) {
    try {
      decodeModel(model.subarray(0, length));
    } catch (error) {
      expect(isEdgewiseError(error) && error.code).toBe('model-invalid');
    }
  }
  expect(() => decodeModel(new Uint8Array())).toThrow('The model has no graph');
  expect(() => decodeModel(new TextEncoder().encode('<!doctype html><title>404</title>'))).toThrow(
    expect.objectContaining({ code: 'model-invalid' }),
  );
});

test('refuses graphs nested deeper than the limit', () => {
  let graph: Parameters<typeof encodeModel>[0]['graph'] = body;
  for (let depth = 0; depth < 40; depth++) {
    graph = {
      nodes: [{ opType: 'If', inputs: [], outputs: ['b'], attributes: { then_branch: { graph } } }],
      inputs: [],
      outputs: [],
    };
  }
  const bytes = encodeModel({ opsets: { '': 17 }, graph });
  expect(() => decodeModel(bytes)).toThrow(
    expect.objectContaining({ code: 'model-unsupported', message: expect.stringContaining('limits.recursion (32)') }),
  );
});
