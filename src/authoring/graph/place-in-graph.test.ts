import { expect, it } from 'vitest';
import { placeInGraph } from './place-in-graph.ts';

const nodes = [
  { id: 'visit', op: 'json-to-frame' },
  { id: 'row', op: 'array' },
];

it.each([
  ["Graph node 'row' (array), params.columns.0: there is none.", ['nodes', 1, 'params', 'columns', '0']],
  ["Graph node 'row' (array), inputs: it takes 1, not 2.", ['nodes', 1, 'inputs']],
  ["Graph node 'visit', op: operator 'json' is unknown.", ['nodes', 0, 'op']],
  ["Graph node 'row' (array): column 'device', row 2: it is text.", ['nodes', 1]],
  ['Graph node \'row\' calls the operator "f", which was not given', ['nodes', 1]],
  ["Graph output 'probability': 'row.y' is not there.", ['outputs', 'probability']],
  ['Graph, nodes.1.id: it is taken.', ['nodes', '1', 'id']],
  ["Graph node '(another)': it is not of this graph.", undefined],
  ['Logistic regression: there is one class.', undefined],
])('finds what %j is about', (message, path) => {
  expect(placeInGraph(message, { nodes })).toEqual(path);
});
