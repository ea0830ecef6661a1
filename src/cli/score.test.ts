import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from './program.ts';
import { csv, definition, makeBuyersFolder, visits, writeGraph } from './testing/buyers.ts';
import { run, runJson } from './testing/run-program.ts';

let folder: string;
let graph: string;
let data: string;
let out: string;
beforeEach(async () => {
  ({ folder, graph, data, out } = await makeBuyersFolder());
});
afterEach(() => rm(folder, { recursive: true }));

const train = (...args: string[]) => run('train', graph, '--data', data, '--label', 'bought', ...args);

describe('score', () => {
  it('scores the rows of a file by the service or its graph', async () => {
    await train('--out', out);
    await writeFile(data, 'views,adds\n0,1\n10,1\n');
    const answer = await runJson('score', out, '--data', data);
    expect(answer).toEqual({ rows: 2, scores: { probability: [expect.closeTo(0, 1), expect.closeTo(1, 1)] } });
    const lines = (await run('score', join(out, 'graph.json'), '--data', data)).out.split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe('probability');
    expect(Number(lines[2])).toBeGreaterThan(0.9);
  });

  it('takes the columns that were learned from by their names, in any order and with others beside them', async () => {
    await writeGraph(graph, { nodes: [{ ...definition.nodes[1], inputs: ['frame'] }, definition.nodes[2]] });
    await train('--out', out);
    const { scores } = (await runJson('score', out, '--data', data)) as { scores: { probability: number[] } };
    expect(scores.probability.map((value) => value > 0.5)).toEqual(visits.map(([views]) => views > 5));
    await writeFile(data, `adds,customer,views\n${visits.map(([views, adds]) => `${adds},Ada,${views}`).join('\n')}\n`);
    expect(await runJson('score', out, '--data', data)).toEqual({ rows: 200, scores });
    await writeFile(data, 'views,bought\n1,0\n');
    expect(await run('score', out, '--data', data)).toMatchObject({
      code: 1,
      err: `edgewise score: ${data} and ${join(out, 'graph.json')}:11:9: Graph node 'row' (array), params.columns: 'adds' is no column; there is views,bought.`,
    });
  });

  it('leaves out the label for a graph that takes all columns, and names the data that do not go with it', async () => {
    await writeGraph(graph, { nodes: [{ ...definition.nodes[1], inputs: ['frame'] }, definition.nodes[2]] });
    await writeFile(data, csv.replaceAll('yes', '1').replaceAll('no', '0'));
    await train('--out', out);
    const fitted = JSON.parse(await readFile(join(out, 'graph.json'), 'utf8'));
    delete fitted.nodes[0].params.columns;
    await writeFile(join(out, 'graph.json'), JSON.stringify(fitted));
    expect((await run('score', out, '--data', data)).err).toBe(
      `edgewise score: ${data} and ${join(out, 'graph.json')}:1:110: Graph node 'model' (onnx), inputs: the model takes shape [N, 2], not [?, 3].`,
    );
    const answer = (await runJson('score', out, '--data', data, '--label', 'bought')) as { rows: number };
    expect(answer.rows).toBe(200);
    expect(await run('score', out, '--data', data, '--label', 'bougth')).toMatchObject({
      code: 1,
      err: `edgewise score: ${data}: The CSV has no column 'bougth' to leave out; did you mean 'bought'?`,
    });
  });

  it('prints the rows of a large file many at a time', async () => {
    await train('--out', out);
    await writeFile(
      data,
      `views,adds\n${Array.from({ length: 2500 }, (_, row) => `${row % 10},${row % 5}`).join('\n')}\n`,
    );
    const printed: string[] = [];
    await runProgram(['score', out, '--data', data], { out: (line) => printed.push(line), err: expect.fail });
    expect(printed.join('\n').split('\n')).toHaveLength(2501);
    expect(printed.length).toBeLessThan(10);
  });

  it('says where it has no score', async () => {
    await train('--out', out);
    await writeFile(data, 'views,adds\n0,1\n,1\n3,\n');
    expect(await run('score', out, '--data', data)).toMatchObject({
      code: 0,
      err: `${data}: probability is NaN in line 3 and in 1 more row, for a value is missing there, or beyond float32; impute, clip or fill it.`,
    });
  });

  it('gives a column to each value of a row, and quotes texts', async () => {
    await writeGraph(graph, { outputs: { all: 'model.probabilities', label: 'model.label' } });
    await writeFile(data, csv.replaceAll('yes', '"yes, please"'));
    await train('--out', out);
    await writeFile(data, 'views,adds\n10,1\n');
    const [header, row] = (await run('score', out, '--data', data)).out.split('\n');
    expect(header).toBe('all_0,all_1,label');
    expect(row).toMatch(/^[\d.e-]+,[\d.e-]+,"yes, please"$/);
  });

  it('names the file of a model that is none, or that was cut off', async () => {
    await train('--out', out);
    const model = join(out, 'models', 'model.onnx');
    await writeFile(model, (await readFile(model)).subarray(0, 60));
    expect((await run('score', out, '--data', data)).err).toMatch(
      `edgewise score: ${join(out, 'graph.json')}: Model "model": The model is truncated`,
    );
    await writeFile(model, csv);
    const sentence = `${model} is no ONNX model; give `;
    expect((await run('score', out, '--data', data)).err).toContain(sentence);
    expect((await run('publish', out, '--out', join(folder, 'public'), '--unsigned')).err).toContain(sentence);
  });

  it('asks for a graph that is fitted, and for data', async () => {
    expect(await run('score', 'intent.onnx', '--data', data)).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        'intent.onnx is a model; name the service that holds it, or the graph that feeds it',
      ),
    });
    expect(await run('score', graph, '--data', data)).toMatchObject({ code: 1, err: expect.stringContaining('fit') });
    expect(await run('score', graph)).toMatchObject({ code: 2, err: expect.stringContaining('score needs --data') });
  });
});
