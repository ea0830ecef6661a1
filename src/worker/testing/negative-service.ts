import { writeModel } from '../../engine/testing/write-model.ts';

/** A model that gives `x`, a column, with its sign turned. */
export const negativeModel = writeModel({
  inputs: [{ name: 'x', type: 'float', shape: ['N', 1] }],
  outputs: [{ name: 'y', type: 'float', shape: ['N', 1] }],
  nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
});

/** The service whose score `y` is the profile's `age` by {@link negativeModel}. @param model where that lies, and its provider. */
export const negativeService = (version: string, model: object) => ({
  version,
  graph: {
    nodes: [
      {
        id: 'age',
        op: 'profile-reader',
        inputs: ['profile'],
        params: { columns: [{ name: 'x', path: 'age', type: 'float32' }] },
      },
      { id: 'model', op: 'onnx', params: { model: 'negative', feeds: { x: 'age.x' } } },
    ],
    outputs: { y: 'model.y' },
  },
  models: { negative: { operators: ['Neg'], executionProviders: ['js'], ...model } },
});
