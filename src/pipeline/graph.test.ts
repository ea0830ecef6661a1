import { describe, expect, it, vi } from 'vitest';
import { createFrame } from './frame.ts';
import { compileGraph } from './graph.ts';
import type { GraphOptions } from './operator.ts';
import { contextOf, event, fakeClassifier, fakeSession, frameOf } from './testing/fixtures.ts';

const purchaseIntent = {
  nodes: [
    {
      id: 'visit',
      op: 'xdm-to-frame',
      inputs: ['events'],
      params: {
        columns: [
          { name: 'views', aggregate: 'count', where: { '==': [{ var: 'event.eventType' }, 'commerce.productViews'] } },
          { name: 'price', path: 'productListItems[0].priceTotal', default: 0 },
        ],
      },
    },
    {
      id: 'scaled',
      op: 'standard-scaler',
      inputs: ['visit'],
      params: { columns: ['views', 'price'], scale: [10, 100] },
    },
    { id: 'features', op: 'array', inputs: ['scaled'] },
    { id: 'model', op: 'onnx', params: { model: 'intent', feeds: { X: 'features' } } },
  ],
  outputs: {
    probability: 'model.probabilities[:,1]',
    all: 'model.probabilities',
    label: 'model.label',
    views: 'visit.views',
  },
};

const events = [
  event('commerce.productViews', 60),
  event('web.webpagedetails.pageViews', 30),
  event('commerce.productViews', 0, { productListItems: [{ SKU: 'A-1', priceTotal: 49 }] }),
];

const options = (): GraphOptions => ({ sessions: { intent: fakeClassifier() } });

const twoColumns: GraphOptions['frame'] = { a: 'float64', b: 'string' };
const compileNodes = (nodes: unknown, outputs: unknown = {}) =>
  compileGraph({ nodes, outputs }, { ...options(), frame: twoColumns, serviceId: 's' });

describe('Graph.run', () => {
  it('turns events into scores and shows the features that went into the model', async () => {
    const graph = compileGraph(purchaseIntent, options());
    const result = await graph.run(contextOf({ events }));
    expect(graph.outputNames).toEqual(['probability', 'all', 'label', 'views']);
    expect(result.scores.probability).toBeCloseTo(0.2, 6);
    expect(result.scores.all).toHaveLength(2);
    expect(result.scores).toMatchObject({ label: 0, views: 2 });
    expect(result.features).toEqual({ views: 0.2, price: 0.49 });
  });

  it('gives the same profile object when nothing writes to it', async () => {
    const profile = { loyalty: { tier: 'gold' } };
    const result = await compileGraph(purchaseIntent, options()).run(contextOf({ profile }));
    expect(result.profile).toBe(profile);
  });

  it('asks a session only for the outputs that something refers to', async () => {
    const session = fakeClassifier();
    const run = vi.spyOn(session, 'run');
    const definition = { ...purchaseIntent, outputs: { label: 'model.label' } };
    await compileGraph(definition, { sessions: { intent: session } }).run(contextOf());
    expect(run.mock.calls[0]?.[1]).toEqual(['label']);
  });

  it('runs over the rows of a frame', async () => {
    const graph = compileGraph(
      {
        nodes: [
          { id: 'features', op: 'array', inputs: ['frame'], params: { columns: ['b', 'a'] } },
          { id: 'model', op: 'onnx', inputs: ['features'], params: { model: 'intent' } },
        ],
        outputs: { probability: 'model.probabilities[:,1]', first: 'model.probabilities[0,1]', label: 'model.label' },
      },
      { ...options(), frame: { a: 'float64', b: 'float32' } },
    );
    const frame = frameOf({
      b: ['float32', [0.25, 0.75, 1]],
      unused: ['string', ['x', 'y', 'z']],
      a: ['float64', [1, 2, 3]],
    });
    const { scores } = await graph.run(contextOf({ frame }));
    expect(scores).toEqual({ probability: [0.25, 0.75, 1], first: 0.25, label: [0, 1, 1] });
  });

  it.each([
    ['is missing', undefined],
    ['is missing', createFrame({})],
    ['is string', frameOf({ a: ['string', ['x']] })],
  ])('refuses a frame whose column %s', async (found, frame) => {
    const graph = compileGraph({ nodes: [], outputs: { a: 'frame.a' } }, { sessions: {}, frame: { a: 'float64' } });
    await expect(graph.run(contextOf(frame ? { frame } : {}))).rejects.toMatchObject({
      code: 'input-invalid',
      message: `Column 'a' of the frame ${found}; give it as float64.`,
    });
  });

  it('refuses an index that lies outside of the rows that a run has', async () => {
    const graph = compileNodes([], { third: 'frame.a[2]', last: 'frame.a[-1]' });
    const rows = (...a: number[]) => contextOf({ frame: frameOf({ a: ['float64', a], b: ['string', a.map(String)] }) });
    expect((await graph.run(rows(5, 6, 7))).scores).toEqual({ third: 7, last: 7 });
    await expect(graph.run(rows(5, 6))).rejects.toMatchObject({
      code: 'input-invalid',
      message: "Graph output 'third': 'frame.a[2]' lies outside of its value, of shape [2].",
    });
  });

  it('joins several frames side by side, and refuses unequal rows', async () => {
    const nodes = [
      { id: 'hour', op: 'datetime-part', inputs: ['events'], params: { column: 'timestamp', part: 'hour' } },
      { id: 'both', op: 'array', inputs: ['hour', 'frame.a'] },
    ];
    const graph = compileNodes(nodes, { both: 'both' });
    const one = await graph.run(contextOf({ events, frame: frameOf({ a: ['float64', [5]], b: ['string', ['']] }) }));
    expect(one.scores.both).toEqual([12, 5]);
    const two = graph.run(contextOf({ events, frame: frameOf({ a: ['float64', [5, 6]], b: ['string', ['', '']] }) }));
    await expect(two).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringMatching(/^Graph node 'both' \(array\): .* 1 and 2 rows/),
    });
  });

  it('feeds several inputs of a model, frames and columns as they are', async () => {
    const feeds: unknown[] = [];
    const session = fakeSession(
      [
        { name: 'age', type: 'float32', shape: ['N', 1] },
        { name: 'sex', type: 'string', shape: ['N', 1] },
        { name: 'flat', type: 'float64', shape: ['N'] },
      ],
      [{ name: 'out', type: 'float32', shape: [] }],
      (given) => {
        feeds.push(given);
        return { out: { type: 'float32', dims: [1, 2], data: Float32Array.of(0.5, 0.25) } };
      },
    );
    const graph = compileGraph(
      {
        nodes: [
          { id: 'm', op: 'onnx', params: { model: 'm', feeds: { sex: 'frame.b', age: 'frame.a', flat: 'frame.a' } } },
        ],
        outputs: { bare: 'm', last: 'm[0,-1]' },
      },
      { sessions: { m: session }, frame: twoColumns },
    );
    const result = await graph.run(contextOf({ frame: frameOf({ a: ['float64', [33]], b: ['string', ['female']] }) }));
    expect(feeds).toEqual([
      {
        age: { type: 'float32', dims: [1, 1], data: Float32Array.of(33) },
        sex: { type: 'string', dims: [1, 1], data: ['female'] },
        flat: { type: 'float64', dims: [1], data: Float64Array.of(33) },
      },
    ]);
    expect(result.scores).toEqual({ bare: [0.5, 0.25], last: 0.25 });
    expect(result.features).toEqual({ a: 33, b: 'female' });
  });

  it('stops when aborted, and hands the signal to the session', async () => {
    const session = fakeClassifier();
    const run = vi.spyOn(session, 'run');
    const graph = compileGraph(purchaseIntent, { sessions: { intent: session } });
    const controller = new AbortController();
    await graph.run(contextOf({ signal: controller.signal }));
    expect(run.mock.calls[0]?.[2]).toEqual({ signal: controller.signal });
    controller.abort();
    await expect(graph.run(contextOf({ signal: controller.signal }))).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('runs 10,000 nodes, however they are ordered', async () => {
    const chain = Array.from({ length: 10_000 }, (_, index) => ({
      id: `n${index}`,
      op: 'clip',
      inputs: [index === 0 ? 'frame.a' : `n${index - 1}`],
      params: { upper: 20_000 - index },
    }));
    const graph = compileNodes(chain.reverse(), { last: 'n9999' });
    const { scores } = await graph.run(contextOf({ frame: frameOf({ a: ['float64', [1e6]], b: ['string', ['']] }) }));
    expect(scores.last).toBe(10_001);
  });

  it('keeps nothing between runs', async () => {
    const graph = compileGraph(purchaseIntent, options());
    const first = await graph.run(contextOf({ events }));
    await graph.run(contextOf());
    expect(await graph.run(contextOf({ events }))).toEqual(first);
  });
});
