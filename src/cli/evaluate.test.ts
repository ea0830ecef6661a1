import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run, runJson } from './testing/run-program.ts';

let folder: string;
let service: string;
let later: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-cli-'));
  [service, later] = [join(folder, 'intent'), join(folder, 'later.csv')];
  const [graph, data] = [join(folder, 'graph.json'), join(folder, 'visits.csv')];
  const nodes = [{ id: 'model', op: 'logistic-regression', inputs: ['frame'] }];
  const outputs = { probability: 'model.probabilities[:,1]', label: 'model.label' };
  await writeFile(graph, JSON.stringify({ nodes, outputs }));
  const rows = Array.from({ length: 40 }, (_, row) => `${row % 10},${row % 10 > 4 ? 'yes' : 'no'}`);
  await writeFile(data, `views,bought\n${rows.join('\n')}\n`);
  await run('train', graph, '--data', data, '--label', 'bought', '--out', service);
});
afterEach(() => rm(folder, { recursive: true }));

const evaluate = (...args: string[]) => run('evaluate', service, '--data', later, '--label', 'bought', ...args);

describe('evaluate', () => {
  it('measures each score of a graph on rows that say what came', async () => {
    await writeFile(later, 'when,bought,views\nMonday,no,1\nTuesday,yes,9\nFriday,yes,0\nSunday,no,2\n');
    expect(await runJson('evaluate', service, '--data', later, '--label', 'bought')).toEqual({
      rows: 4,
      metrics: {
        probability: { auc: 0.5, accuracy: 0.75, logLoss: expect.any(Number), brier: expect.any(Number) },
        label: { accuracy: 0.75 },
      },
    });
    expect((await evaluate()).out).toMatch(
      /^On 4 rows:\n {2}probability: auc 0\.5000, logLoss [\d.]+, accuracy 0\.7500, brier [\d.]+\n {2}label: accuracy 0\.7500$/,
    );
  });

  it('says what the rows leave without a metric, and what no metric compares', async () => {
    await writeFile(later, 'views,bought\n1,no\n9,yes\n,yes\n');
    expect(await evaluate()).toMatchObject({
      code: 0,
      err: expect.stringContaining('probability: The model gives NaN for line 4'),
    });
    await writeFile(later, 'views,bought\n1,\n');
    expect(await evaluate()).toMatchObject({
      code: 1,
      err: `edgewise evaluate: ${later}: Column 'bought', the label, has nothing in line 2; fill it or drop the row.`,
    });
    const graph = join(folder, 'numbers.json');
    await writeFile(graph, JSON.stringify({ nodes: [], outputs: { views: 'frame.views' } }));
    await writeFile(later, 'views,bought\n1,a\n2,b\n3,c\n');
    expect(await run('evaluate', graph, '--data', later, '--label', 'bought')).toMatchObject({
      code: 1,
      err: `edgewise evaluate: ${later}: No score of ${graph} can be compared with column 'bought'; give the column that it predicts, or add such a score to its outputs`,
    });
  });

  it('asks for data and a label', async () => {
    for (const [words, sentence] of [
      [[service, '--label', 'bought'], 'evaluate needs --data'],
      [[service, '--data', later], 'evaluate needs --label'],
      [['intent.onnx', '--data', later, '--label', 'bought'], 'intent.onnx is a model; name the service'],
    ] as const)
      expect(await run('evaluate', ...words)).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
  });
});
