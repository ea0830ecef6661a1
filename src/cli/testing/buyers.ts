import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Visits of 200 visitors: how many products each looked at and added. Who looked at more than five bought. */
export const visits = Array.from({ length: 200 }, (_, row) => [(row * 7) % 11, (row * 3) % 5] as const);
export const csv = `views,adds,bought\n${visits.map(([views, adds]) => `${views},${adds},${views > 5 ? 'yes' : 'no'}`).join('\n')}\n`;

/** A graph that learns who buys. */
export const definition = {
  nodes: [
    { id: 'scaled', op: 'standard-scaler', inputs: ['frame'], params: { columns: ['views', 'adds'] } },
    { id: 'row', op: 'array', inputs: ['scaled'], params: { type: 'float32' } },
    { id: 'model', op: 'logistic-regression', inputs: ['row'], params: { C: 100 } },
  ],
  outputs: { probability: 'model.probabilities[:,1]' },
};

/** Writes the graph, with some of its parts changed. */
export const writeGraph = (path: string, changed: object = {}): Promise<void> =>
  writeFile(path, JSON.stringify({ ...definition, ...changed }, null, 2));

/** A folder of its own with the graph and the visits. */
export interface BuyersFolder {
  readonly folder: string;
  readonly graph: string;
  readonly data: string;
  /** Where the service is to lie. */
  readonly out: string;
}

export async function makeBuyersFolder(): Promise<BuyersFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-cli-'));
  const [graph, data, out] = [join(folder, 'graph.json'), join(folder, 'visits.csv'), join(folder, 'intent')] as const;
  await writeGraph(graph);
  await writeFile(data, csv);
  return { folder, graph, data, out };
}
