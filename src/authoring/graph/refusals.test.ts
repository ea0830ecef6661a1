import { describe, expect, it } from 'vitest';
import { frameOf } from '../../pipeline/testing/fixtures.ts';
import { logisticRegression } from './estimator-nodes.ts';
import { graph } from './graph.ts';
import { array, drop, jsonToFrame, onnx } from './operator-nodes.ts';
import { visitGraph, visits } from './testing/visit-graph.ts';

describe('graph', () => {
  it('refuses to run before it is fitted', async () => {
    await expect(graph(visitGraph).run(visits)).rejects.toMatchObject({
      code: 'graph-invalid',
      message:
        "Graph node 'encoded' (one-hot-encoder): it has not learned yet; call graph.fit(frame, { label }), or run edgewise train.",
    });
  });

  it.each<[string, object, object, string, string]>([
    [
      'a column that is missing',
      { visit: drop('frame', { columns: ['view'] }) },
      {},
      'graph-invalid',
      "Graph node 'visit' (drop), params.columns: 'view' is no column; there is views,device,bought,weight.",
    ],
    [
      'text in an array',
      { row: array('frame') },
      {},
      'graph-invalid',
      "Graph node 'row' (array), params.columns: column 'device' is string, which a float32 tensor can't hold; cast it before.",
    ],
    [
      'a model that is missing',
      { row: array('frame.views'), model: onnx('row', { model: 'm' }) },
      {},
      'graph-invalid',
      "Graph node 'model' (onnx), params.model: 'm' is unknown; the service has none.",
    ],
    [
      'a column that a reader needs',
      { visit: jsonToFrame('events', { columns: [{ name: 'viewz' }] }) },
      {},
      'input-invalid',
      "Graph node 'visit' (json-to-frame): the frame has no column 'viewz'; did you mean 'views'?",
    ],
  ])('refuses %s', async (_, nodes, outputs, code, message) => {
    await expect(graph({ nodes: nodes as never, outputs: outputs as never }).run(visits)).rejects.toMatchObject({
      code,
      message,
    });
  });

  it.each<[string, unknown, string]>([
    [
      'an unknown operator',
      { op: 'fill_na', inputs: ['frame'] },
      "Graph node 'x', op: operator 'fill_na' is unknown; did you mean 'fillna'?",
    ],
    [
      'an operator like none',
      { op: 'teleport', inputs: ['frame'] },
      "Graph node 'x', op: operator 'teleport' is unknown; see discoverOperators().",
    ],
    [
      'an unknown param',
      { op: 'fillna', inputs: ['frame'], params: { valeu: 0 } },
      "Graph node 'x' (fillna), params.valeu: there is no such param; did you mean 'value'?",
    ],
    [
      'a param of another operator',
      { op: 'log1p', inputs: ['frame'], params: { base: 10 } },
      "Graph node 'x' (log1p), params.base: there is no such param; it takes columns.",
    ],
    [
      'an unknown param of one that learns',
      { op: 'qcut', inputs: ['frame'], params: { column: 'a', q: 4, label: false } },
      "Graph node 'x' (qcut), params.label: there is no such param; did you mean 'labels'?",
    ],
    [
      'an unknown param of an estimator',
      { op: 'logistic-regression', inputs: ['frame'], params: { max_iter: 10 } },
      "Graph node 'x' (logistic-regression), params.max_iter: there is no such param; did you mean 'maxIter'?",
    ],
    [
      'a node that needs itself',
      { op: 'abs', inputs: ['x'] },
      "Graph node 'x' (abs), inputs: it needs its own result (x -> x); break the cycle.",
    ],
  ])('refuses %s', (_, node, message) => {
    expect(() => graph({ nodes: [{ id: 'x', ...(node as object) }] as never, outputs: {} })).toThrow(
      expect.objectContaining({ code: 'graph-invalid', message }),
    );
  });

  const fitOf = (frame = visits, options = {}) => graph(visitGraph).fit(frame, { label: 'bought', ...options });
  it.each<[string, () => Promise<unknown>, string]>([
    [
      'no rows',
      () => fitOf(frameOf({ views: ['int64', []], device: ['string', []], bought: ['bool', []] })),
      'The frame has no rows; give it some.',
    ],
    [
      'a label that is no column',
      () => fitOf(visits, { label: 'boght' }),
      "The frame has no column 'boght' for the label; did you mean 'bought'?",
    ],
    [
      'a row without a label',
      () =>
        fitOf(frameOf({ views: ['int64', [1, 2]], device: ['string', ['a', 'b']], bought: ['float64', [1, null]] })),
      "Column 'bought', the label, has nothing in row 1 (counted from 0); fill it or drop the row.",
    ],
    [
      'no label',
      () => graph(visitGraph).fit(visits),
      "Graph node 'model' (logistic-regression): it learns from labels; fit with a label.",
    ],
    [
      'one class',
      () =>
        fitOf(frameOf({ views: ['int64', [1, 2]], device: ['string', ['a', 'b']], bought: ['bool', [true, true]] })),
      "Graph node 'model': Logistic regression: the labels hold the one class 1; it takes two to tell apart.",
    ],
  ])('refuses to learn from %s', async (_, attempt, message) => {
    await expect(attempt()).rejects.toMatchObject({ code: 'input-invalid', message });
  });

  it('refuses rows that do not go with the labels, and tensors that no model takes', async () => {
    const nodes = {
      part: { op: 'split', inputs: ['frame'], params: { part: 'train' } },
      row: array('part.views'),
      model: logisticRegression('row'),
    } as const;
    await expect(graph({ nodes, outputs: {} }).fit(visits, { label: 'bought' })).rejects.toThrow(
      "Graph node 'model' (logistic-regression): 3 rows reach it for 4 labels; leave no rows out and add none on the way.",
    );
    const whole = { row: array('frame.views', { type: 'float64' }), model: logisticRegression('row') };
    await expect(graph({ nodes: whole, outputs: {} }).fit(visits, { label: 'bought' })).rejects.toThrow(
      "Graph node 'model' (logistic-regression), inputs: it learns from float32, not float64; change the type of the array.",
    );
    const text = { model: logisticRegression('frame') };
    await expect(graph({ nodes: text, outputs: {} }).fit(visits, { label: 'bought' })).rejects.toThrow(
      "Graph node 'model' (logistic-regression), inputs: column 'device' is string; encode or drop it.",
    );
  });
});
