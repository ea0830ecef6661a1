import { describe, expect, it } from 'vitest';
import { graph } from './graph.ts';
import { array, select } from './operator-nodes.ts';

/** As a script without types may call it. */
const make = (definition: unknown) => graph(definition as never);
const outputs = { row: 'row' };
const remedy = 'write { nodes: { id: operator(inputs, params) }, outputs: { score: reference } }';

describe('a graph of another form', () => {
  it.each<[string, unknown, string]>([
    ['that was never set', undefined, `Graph, nodes: "nodes" is missing; ${remedy}.`],
    ['that is a text', '{}', `Graph, nodes: "nodes" is missing; ${remedy}.`],
    ['without outputs', { nodes: {} }, `Graph, outputs: "outputs" is missing; ${remedy}.`],
    [
      'whose outputs are a list',
      { nodes: {}, outputs: ['row'] },
      'Graph, outputs: it is a list; give references by the name of the score.',
    ],
    ['whose node is null', { nodes: { row: null }, outputs }, 'Graph, nodes.row: it is null; give an object.'],
    ['whose node is a text', { nodes: { row: 'array' }, outputs }, 'Graph, nodes.row: it is "array"; give an object.'],
    ['whose node has no operator', { nodes: [{ id: 'row' }], outputs }, 'Graph, nodes.0.op: "op" is missing.'],
    ['whose id is a number', { nodes: [{ id: 1, op: 'array' }], outputs }, 'Graph, nodes.0.id: it is 1; give a text.'],
    [
      'whose inputs are no list',
      { nodes: [{ id: 'row', op: 'array', inputs: 'frame' }], outputs },
      'Graph, nodes.0.inputs: it is "frame"; give a list.',
    ],
    [
      'whose node takes nothing',
      { nodes: { row: array(undefined as never) }, outputs },
      'Graph, nodes.row.inputs: it is undefined; give a list.',
    ],
    [
      'whose params are null',
      { nodes: [{ id: 'row', op: 'array', inputs: ['frame'], params: null }], outputs },
      'Graph, nodes.0.params: it is null; give an object.',
    ],
    [
      'whose output is a number',
      { nodes: { row: array('frame') }, outputs: { row: 1 } },
      'Graph, outputs.row: it is 1; give a text.',
    ],
    [
      'that is one already',
      make({ nodes: { row: array('frame') }, outputs }),
      `Graph, nodes: "nodes" is missing; ${remedy}.`,
    ],
  ])('%s is refused by what is wrong with it', (_, definition, message) => {
    expect(() => make(definition)).toThrow(expect.objectContaining({ code: 'graph-invalid', message }));
  });

  it.each<[string, unknown, string]>([
    ['null', null, 'the top: it is null; give an object'],
    ['models that are none', { models: [], model: {} }, "model: there is no option 'model'; did you mean 'models'?"],
    [
      'an operator that is no function',
      { customOperators: { own: 5 } },
      'customOperators.own: it is 5; give a function',
    ],
  ])('and the options where they are %s', (_, options, sentence) => {
    expect(() => graph({ nodes: { row: array('frame') }, outputs: { row: 'row' } }, options as never)).toThrow(
      expect.objectContaining({ code: 'input-invalid', message: `The options of graph are wrong at ${sentence}` }),
    );
  });

  it.each([5, 'views'])('a node whose params are %j is refused', (params) => {
    expect(() => make({ nodes: { some: select('frame', params as never), row: array('some') }, outputs })).toThrow(
      expect.objectContaining({
        code: 'graph-invalid',
        message: expect.stringMatching(/^Graph, nodes\.some\.params: /),
      }),
    );
  });
});
