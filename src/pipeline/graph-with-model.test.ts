import { describe, expect, it } from 'vitest';
import { createJsSession } from '../engine/js/create-js-session.ts';
import { readSharedModel, sharedModels } from '../engine/testing/shared-models.ts';
import { compileGraph } from './graph.ts';
import { contextOf } from './testing/fixtures.ts';

const model = 'sklearn-titanic-pipeline.onnx';

describe.skipIf(!sharedModels.includes(model))('a graph over a model that scikit-learn exported', () => {
  it('feeds text, int64 and float columns and gives what the session gives for the same values', async () => {
    const session = await createJsSession(readSharedModel(model));
    const column = (name: string, type: string) => ({ name, path: `passenger.${name}`, type });
    const definition = {
      nodes: [
        {
          id: 'passenger',
          op: 'profile-reader',
          inputs: ['profile'],
          params: {
            columns: [
              column('pclass', 'int64'),
              column('sex', 'string'),
              column('age', 'float32'),
              column('fare', 'float64'),
              column('embarked', 'string'),
            ],
          },
        },
        {
          id: 'model',
          op: 'onnx',
          params: {
            model: 'titanic',
            feeds: Object.fromEntries(session.inputNames.map((name) => [name, `passenger.${name}`])),
          },
        },
      ],
      outputs: { survival: 'model.probabilities[:,1]', label: 'model.label' },
    };
    const graph = compileGraph(definition, { sessions: { titanic: session } });
    const passenger = { pclass: 1, sex: 'female', age: null, fare: 71.2833, embarked: 'C' };
    const { scores, features } = await graph.run(contextOf({ profile: { passenger } }));

    const one = [1, 1];
    const direct = await session.run({
      pclass: { type: 'int64', dims: one, data: BigInt64Array.of(1n) },
      sex: { type: 'string', dims: one, data: ['female'] },
      age: { type: 'float32', dims: one, data: Float32Array.of(Number.NaN) },
      fare: { type: 'float32', dims: one, data: Float32Array.of(71.2833) },
      embarked: { type: 'string', dims: one, data: ['C'] },
    });
    expect(scores).toEqual({ survival: direct.probabilities?.data[1], label: Number(direct.label?.data[0]) });
    expect(scores.survival).toBeGreaterThan(0.5);
    expect(features).toEqual(passenger);
  });
});
