import { columnsGraph } from '../../src/demo/training/features.ts';
import { createExamples } from '../../src/demo/training/train.ts';

const visits = 5000;
/** What the page counts of a visit; prices and times that a visit does not have stay empty, as they come out of a warehouse. */
const visitGraph = {
  nodes: columnsGraph.nodes.map((node) =>
    node.op === 'fillna' ? { ...node, params: { value: { lastCategory: 'none' } } } : node,
  ),
  outputs: columnsGraph.outputs,
};

/** The data of the examples' notebook: visits of the demo shop as CSV, and whether they ended in a purchase. */
export async function drawVisits(): Promise<string> {
  const examples = await createExamples(1, visits, visitGraph);
  const names = Object.keys(visitGraph.outputs);
  const lines = examples.map(({ columns, session }) =>
    [...names.map((name) => cellOf(columns[name])), Number(session.purchased)].join(','),
  );
  return `${[...names, 'purchased'].join(',')}\n${lines.join('\n')}\n`;
}

function cellOf(value: unknown): string {
  if (typeof value !== 'number') return String(value);
  return Number.isNaN(value) ? '' : String(Number(value.toFixed(2)));
}
