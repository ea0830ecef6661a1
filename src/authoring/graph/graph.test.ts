import { unknown } from 'valibot';
import { describe, expect, it, vi } from 'vitest';
import { event, frameOf, plain } from '../../pipeline/testing/fixtures.ts';
import { encodeModel, tensor } from '../onnx/writer.ts';
import type { Estimator, FittedModel, TrainingData } from '../trainers/estimator.ts';
import { logisticRegression } from './estimator-nodes.ts';
import { graph } from './graph.ts';
import {
  array,
  cut,
  drop,
  fillna,
  frameToXdm,
  jsonToFrame,
  profileWriter,
  standardScaler,
  xdmToFrame,
} from './operator-nodes.ts';
import { visitGraph, visits } from './testing/visit-graph.ts';

/** y = 2 * (sum of the features), as ONNX. */
const doubled = encodeModel({
  opsets: { '': 17 },
  graph: {
    inputs: [{ name: 'features', type: 'float32', shape: ['N', 'C'] }],
    outputs: [{ name: 'variable', type: 'float32', shape: ['N', 1] }],
    initializers: { axes: tensor('int64', [1]), two: tensor('float32', [2]) },
    nodes: [
      { opType: 'ReduceSum', inputs: ['features', 'axes'], outputs: ['sum'] },
      { opType: 'Mul', inputs: ['sum', 'two'], outputs: ['variable'] },
    ],
  },
});

/** An estimator that learns nothing and keeps what it was given. */
function fakeEstimator(learn = vi.fn()): Estimator & { readonly given: () => TrainingData } {
  const model: FittedModel = {
    predict: () => ({ values: new Float64Array() }),
    toDefinition: () => ({ opsets: {}, graph: { inputs: [], outputs: [], nodes: [] } }),
    toOnnx: () => doubled,
  };
  return {
    name: 'fake',
    kind: 'regressor',
    paramsSchema: unknown(),
    async fit(data, params, options) {
      await learn(data, params, options);
      return model;
    },
    given: () => learn.mock.calls[0]?.[0],
  };
}

describe('graph', () => {
  it('is the JSON that it was written as, in order', () => {
    const json = graph(visitGraph).toJSON();
    expect(json.nodes.map(({ id, op, inputs }) => [id, op, inputs])).toEqual([
      ['visit', 'json-to-frame', ['events']],
      ['encoded', 'one-hot-encoder', ['visit']],
      ['scaled', 'standard-scaler', ['encoded']],
      ['row', 'array', ['scaled']],
      ['model', 'logistic-regression', ['row']],
    ]);
    expect(graph(JSON.parse(JSON.stringify(graph(visitGraph)))).toJSON()).toEqual(JSON.parse(JSON.stringify(json)));
  });

  it('types references and params', () => {
    const nodes = { visit: xdmToFrame('events', { columns: [{ name: 'views', aggregate: 'count' }] }) };
    // @ts-expect-error: there is no node 'visits'.
    expect(() => graph({ nodes: { ...nodes, row: array('visits') }, outputs: {} })).toThrow(
      /'visits' names an unknown node; did you mean 'visit'\?$/,
    );
    // @ts-expect-error: an output refers to a node, too.
    expect(() => graph({ nodes, outputs: { views: 'visits.views' } })).toThrow(/Graph output 'views'/);
    // @ts-expect-error: fillna needs a value.
    expect(fillna('visit', {})).toBeDefined();
    // @ts-expect-error: params must be there where one is required.
    expect(drop('visit')).toBeDefined();
    // @ts-expect-error: a text is no number of bins.
    expect(cut('visit', { column: 'views', bins: '3' })).toBeDefined();
  });

  it('runs as JSON over events what it learned from a frame', async () => {
    const fitted = await graph(visitGraph).fit(visits, { label: 'bought', sampleWeight: 'weight' });
    expect(fitted.isFitted).toBe(true);
    const { scores } = await fitted.run(visits);
    expect(scores.label).toEqual([0, 1, 0, 1]);

    const again = graph(JSON.parse(JSON.stringify(fitted)), { models: fitted.models });
    const rows = [{ views: 1, device: 'phone' }, { views: 4, device: 'desktop' }, { device: 'phone' }, { views: 3 }];
    for (const [row, visit] of rows.entries()) {
      const result = await again.run([event('visit', 0, { visit })]);
      expect(result.scores.probability).toBe((scores.probability as number[])[row]);
    }
    const blank = frameOf({ views: ['int64', [3]], device: ['string', ['']] });
    expect((await fitted.run(blank)).scores.probability, 'an empty text is nothing, as in a CSV and on a page').toEqual(
      (scores.probability as number[]).slice(3),
    );
    await Promise.all([fitted.release(), again.release()]);
    // It loads its models again.
    expect((await again.run(visits)).scores).toEqual(scores);
    await again.release();
  });

  it('holds what is trained under the name of its node, and operators of the page alone', async () => {
    const fitted = await graph(visitGraph).fit(visits, { label: 'bought', sampleWeight: 'weight' });
    expect(Object.keys(fitted.models)).toEqual(['model']);
    expect(fitted.toJSON().nodes.at(-1)).toEqual({
      id: 'model',
      op: 'onnx',
      inputs: ['row'],
      params: { model: 'model' },
    });
    expect(fitted.fitted.model?.classes).toEqual([0, 1]);
    expect(fitted.toJSON().nodes[1]?.params).toMatchObject({ categories: [['desktop', 'none', 'phone']] });
  });

  it('gives an estimator rows, names, labels and weights, and no column of those', async () => {
    const fake = fakeEstimator();
    const nodes = [
      { id: 'filled', op: 'fillna', inputs: ['frame'], params: { value: { device: '-' } } },
      { id: 'encoded', op: 'one-hot-encoder', inputs: ['filled'], params: { columns: ['device'] } },
      { id: 'model', op: 'fake', inputs: ['encoded'] },
    ];
    const options = { estimators: new Map([['fake', fake]]) };
    const fitted = await graph({ nodes, outputs: { y: 'model.variable' } }, options).fit(visits, {
      label: 'bought',
      sampleWeight: 'weight',
    });
    const { features, rowName, ...others } = fake.given();
    expect(rowName?.(1)).toBe('row 1 (counted from 0)');
    expect(others).toEqual({
      featureNames: ['views', 'device_-', 'device_desktop', 'device_phone'],
      labels: [0, 1, 0, 1],
      sampleWeight: [1, 2, 3, 4],
    });
    expect([...features]).toEqual([1, 0, 0, 1, 4, 0, 1, 0, Number.NaN, 0, 0, 1, 3, 1, 0, 0]);
    expect((await fitted.run(frameOf({ views: ['int64', [3]], device: ['string', ['phone']] }))).scores.y).toEqual([8]);
  });

  it('trains a node on what an estimator before it gives', async () => {
    const fake = fakeEstimator();
    const nodes = [
      { id: 'row', op: 'array', inputs: ['frame'], params: { columns: ['weight'] } },
      { id: 'first', op: 'fake', inputs: ['row'] },
      { id: 'second', op: 'fake', inputs: ['first.variable'] },
    ];
    const fit = vi.spyOn(fake, 'fit');
    await graph({ nodes, outputs: {} }, { estimators: new Map([['fake', fake]]) }).fit(visits, { label: 'bought' });
    expect(fit.mock.calls.map(([{ featureNames }]) => featureNames)).toEqual([['weight'], ['weight']]);
    expect([...(fit.mock.calls[1]?.[0].features ?? [])]).toEqual([2, 4, 6, 8]);
  });

  it.each([
    ['an array', { row: array('frame'), model: logisticRegression('row') }],
    [
      'an array behind a scaler',
      { scaled: standardScaler('frame', { columns: ['x'] }), row: array('scaled'), model: logisticRegression('row') },
    ],
    ['an estimator', { model: logisticRegression('frame'), 'model-row': array('frame.x') }],
  ] as const)(
    'takes the columns of another frame by the names that it learned from: %s of the frame',
    async (_, nodes) => {
      const [x, y] = [
        [1, 9, 2, 8],
        [50, 40, 10, 20],
      ];
      const learned = frameOf({ x: ['float64', x], y: ['float64', y], high: ['bool', [false, true, false, true]] });
      const definition = { nodes, outputs: { probability: 'model.probabilities[:,1]' } } as const;
      const fitted = await graph(definition as never).fit(learned, { label: 'high' });
      const { probability } = (await fitted.run(learned)).scores;
      const other = frameOf({ extra: ['string', ['', '', '', '']], y: ['float64', y], x: ['float64', x] });
      expect((await fitted.run(other)).scores.probability).toEqual(probability);
      await expect(fitted.run(frameOf({ x: ['float64', x] }))).rejects.toMatchObject({
        code: 'graph-invalid',
        message: expect.stringContaining("(array), params.columns: 'y' is no column; there is x."),
      });
    },
  );

  it('tells of its progress, and ends with the reason of a signal', async () => {
    const onProgress = vi.fn();
    await graph(visitGraph).fit(visits, { label: 'bought', sampleWeight: 'weight', onProgress });
    expect(onProgress.mock.calls[0]).toEqual([0, 'encoded: one-hot-encoder']);
    expect(onProgress.mock.calls.at(-1)).toEqual([1, 'fitted']);
    const shares = onProgress.mock.calls.map(([share]) => share);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    const reason = new Error('enough');
    await expect(graph(visitGraph).fit(visits, { label: 'bought', signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
  });

  it('writes no profile over a frame, and as the page over events', async () => {
    const definition = {
      nodes: {
        visit: xdmToFrame('events', { columns: [{ name: 'views', aggregate: 'count' }] }),
        xdm: frameToXdm('visit'),
        stored: profileWriter('profile', { scores: { views: 'visit.views' } }),
      },
      outputs: { views: 'visit.views' },
    } as const;
    const over = await graph(definition).run(frameOf({ views: ['int64', [1, 2]] }));
    expect([over.scores.views, over.profile, over.xdm.xdm]).toEqual([[1, 2], {}, [{ views: 1 }, { views: 2 }]]);
    const { scores, profile } = await graph(definition).run([event('a', 5), event('b', 0)]);
    expect(scores.views).toBe(2);
    expect(profile._edgewise?.scores?.service?.views?.value).toBe(2);
  });

  it('takes texts of truth over a frame for what they are over events', async () => {
    const nodes = {
      visit: jsonToFrame('events', { columns: [{ name: 'member', type: 'bool' }] }),
      row: array('visit', { type: 'float32' }),
    };
    const asked = graph({ nodes, outputs: { member: 'row[:,0]' } });
    const over = await asked.run(frameOf({ member: ['string', ['false', 'true']] }));
    const visits = ['false', 'true'].map(
      async (member) => (await asked.run([event('a', 0, { member })])).scores.member,
    );
    expect([over.scores.member, await Promise.all(visits)]).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('gives the frame of a node, though nodes behind it are not fitted', async () => {
    const nodes = {
      filled: fillna('frame', { value: { views: 0 } }),
      scaled: standardScaler('filled', { columns: ['views'] }),
    };
    const unfitted = graph({ nodes, outputs: {} });
    expect(plain(await unfitted.transform(visits, 'filled')).views).toEqual([1n, 4n, 0n, 3n]);
    await expect(unfitted.transform(visits, 'scaled')).rejects.toThrow(
      /'scaled' \(standard-scaler\): it has not learned yet/,
    );
    const row = graph({ nodes: { row: array('frame.views') }, outputs: {} });
    await expect(row.transform(visits, 'row')).rejects.toThrow("Graph node 'row' gives no frame; name one that does.");
  });
});
