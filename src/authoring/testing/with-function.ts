import { encodeModel, tensor } from '../onnx/writer.ts';

/** `Recency(seconds, halfLife) = 2 ^ (-seconds / halfLife)`, a function that the model brings along and calls. */
export const withFunction = encodeModel({
  opsets: { '': 17, 'example.shop': 1 },
  functions: [
    {
      domain: 'example.shop',
      name: 'Recency',
      inputs: ['seconds', 'halfLife'],
      outputs: ['recency'],
      opsets: { '': 17 },
      nodes: [
        { opType: 'Constant', inputs: [], outputs: ['two'], attributes: { value: { tensor: tensor('float32', [2]) } } },
        { opType: 'Div', inputs: ['seconds', 'halfLife'], outputs: ['halves'] },
        { opType: 'Neg', inputs: ['halves'], outputs: ['exponent'] },
        { opType: 'Pow', inputs: ['two', 'exponent'], outputs: ['recency'] },
      ],
    },
  ],
  graph: {
    inputs: [{ name: 'features', type: 'float32', shape: ['N', 2] }],
    outputs: [{ name: 'interest', type: 'float32', shape: ['N', 1] }],
    initializers: {
      views: tensor('int64', [0]),
      seconds: tensor('int64', [1]),
      halfLife: tensor('float32', [30]),
    },
    nodes: [
      { opType: 'Gather', inputs: ['features', 'views'], outputs: ['seen'], attributes: { axis: { int: 1 } } },
      { opType: 'Gather', inputs: ['features', 'seconds'], outputs: ['ago'], attributes: { axis: { int: 1 } } },
      { opType: 'Recency', domain: 'example.shop', inputs: ['ago', 'halfLife'], outputs: ['recency'] },
      { opType: 'Mul', inputs: ['seen', 'recency'], outputs: ['interest'] },
    ],
  },
});
