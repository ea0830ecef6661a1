import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readServiceFolder } from '../authoring/publish/service-folder.ts';
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

describe('train', () => {
  it('prints what the model is worth, and writes a service', async () => {
    const { out: answer } = await train('--test-every', '4', '--out', out, '--json');
    expect(JSON.parse(answer)).toEqual({
      metrics: { auc: 1, logLoss: expect.any(Number), brier: expect.any(Number), accuracy: expect.any(Number) },
      fitSeconds: expect.any(Number),
      classes: ['no', 'yes'],
      model: join(out, 'models', 'model.onnx'),
    });
    const { id, source } = await readServiceFolder(out);
    expect({ id, version: source.version, models: Object.keys(source.models) }).toEqual({
      id: 'intent',
      version: '1.0.0',
      models: ['model'],
    });
    expect(source.graph.nodes).toMatchObject([
      { params: { columns: ['views', 'adds'], mean: [expect.any(Number), expect.any(Number)] } },
      { op: 'array' },
      { op: 'onnx', params: { model: 'model' } },
    ]);
  });

  it('tests on the rows whose number the given one divides, and on none with 0', async () => {
    const metricsOf = async (every: string) => {
      const answer = (await runJson('train', graph, '--data', data, '--label', 'bought', '--test-every', every)) as {
        metrics: Record<string, number>;
        model: unknown;
      };
      expect(answer.model).toBeNull();
      return answer.metrics;
    };
    expect(await metricsOf('0')).toEqual({});
    expect((await metricsOf('2')).logLoss).not.toBe((await metricsOf('3')).logLoss);
    expect((await train('--test-every', '0')).out).toMatch(
      /^Trained in [\d.]+ s\nClasses, in the order of their probabilities: no, yes$/,
    );
    expect((await train()).out).toMatch(/^Trained in [\d.]+ s; on the test rows: auc 1\.0000, /);
  });

  it('keeps the texts of columns that the page reads as texts, as score does: 007 is no 7, and true no True', async () => {
    const columns = [
      { name: 'code', type: 'string' },
      { name: 'flag', default: '' },
      { name: 'isBack', type: 'bool' },
    ];
    const nodes = [
      { id: 'visit', op: 'json-to-frame', inputs: ['profile'], params: { columns } },
      { id: 'encoded', op: 'one-hot-encoder', inputs: ['visit'], params: { columns: ['code', 'flag'] } },
      { id: 'row', op: 'cast', inputs: ['encoded'], params: { type: 'float32' } },
      { id: 'model', op: 'logistic-regression', inputs: ['row'] },
    ];
    await writeGraph(graph, { nodes });
    const visits = (isBack: string) =>
      `code,flag,isBack,bought\n${Array.from({ length: 40 }, (_, row) => `${row % 2 ? '007' : '7'},${row % 3 ? 'true' : 'false'},${isBack},${row % 2 ? 'yes' : 'no'}`).join('\n')}\n`;
    await writeFile(data, visits('1'));
    await train('--out', out);
    const { source } = await readServiceFolder(out);
    const categories = [
      ['007', '7'],
      ['false', 'true'],
    ];
    expect(source.graph.nodes).toMatchObject([{}, { params: { categories } }, {}, {}]);
    const scored = await run('score', out, '--data', data);
    expect(
      scored.out
        .split('\n')
        .slice(1, 3)
        .map((score) => Number(score) > 0.5),
    ).toEqual([false, true]);
    await writeFile(data, visits('no'));
    expect((await train()).err).toContain("CSV line 2, column 'isBack': 'no' is not bool; correct it or the type.");
  });

  it('tells the order of the classes, by which an output takes the probability of one', async () => {
    await writeFile(data, csv.replaceAll('yes', 'bought').replaceAll('no', 'left'));
    const words = ['train', graph, '--data', data, '--label', 'bought'];
    expect(await runJson(...words)).toMatchObject({ classes: ['bought', 'left'] });
    expect((await run(...words)).out).toContain('Classes, in the order of their probabilities: bought, left');
    await writeFile(data, csv.replaceAll('yes', '1').replaceAll('no', '0'));
    expect((await run(...words)).out).not.toContain('Classes');
    const spent = { id: 'model', op: 'linear-regression', inputs: ['row'] };
    await writeGraph(graph, { nodes: [...definition.nodes.slice(0, 2), spent], outputs: {} });
    expect(await runJson(...words)).toMatchObject({ classes: null });
  });

  it('says why a metric is not defined, where all rows to test on are of one class', async () => {
    const labels = visits.map(([views], row) => (row % 5 === 0 || views > 5 ? 'yes' : 'no'));
    await writeFile(data, `views,adds,bought\n${visits.map((row, at) => [...row, labels[at]].join(',')).join('\n')}\n`);
    const { code, out: printed, err } = await train();
    expect(code).toBe(0);
    expect(printed).toMatch(/; on the test rows: auc not defined, logLoss [\d.]+, /);
    expect(err).toBe(
      'auc is not defined, for every test row has the label "yes": it takes rows of both classes; keep other rows apart, or more of them.',
    );
  });

  it('learns clusters without a label, which others need', async () => {
    expect(await run('train', graph, '--data', data)).toMatchObject({
      code: 2,
      err: expect.stringContaining('train needs --label'),
    });
    const row = { ...definition.nodes[1], inputs: ['frame'], params: { columns: ['views', 'adds'], type: 'float32' } };
    const clusters = { id: 'model', op: 'k-means', inputs: ['row'], params: { nClusters: 2 } };
    await writeGraph(graph, { nodes: [row, clusters], outputs: { cluster: 'model.label' } });
    expect(await run('train', graph, '--data', data)).toMatchObject({ code: 0, err: '' });
  });

  it('says of a graph that takes the frame that it is for no page', async () => {
    expect((await train('--out', out)).err).toMatch(
      /graph\.json: it takes the frame, which no page has, so that publish refuses it/,
    );
    expect((await train()).err).toBe('');
  });

  it("keeps the author's version", async () => {
    await train('--out', out);
    await writeFile(join(out, 'service.json'), '{ "version": "7" }');
    expect(await train('--out', out)).toMatchObject({ code: 0 });
    expect((await readServiceFolder(out)).source.version).toBe('7');
  });

  it('refuses a folder that cannot be made before it trains', async () => {
    const said: string[] = [];
    const args = ['train', graph, '--data', data, '--label', 'bought', '--out', join(data, 'intent')];
    const surroundings = { out: () => {}, err: said.push.bind(said), progress: () => expect.fail('it trains') };
    expect(await runProgram(args, surroundings)).toBe(1);
    expect(said).toEqual([
      `edgewise train: ${join(data, 'intent', 'models')} would lie in what is no folder; name another`,
    ]);
  });

  it('tells how far it is', async () => {
    const seen: [number, string][] = [];
    const args = ['train', graph, '--data', data, '--label', 'bought'];
    await runProgram(args, { out: () => {}, err: () => {}, progress: (done, what) => seen.push([done, what]) });
    expect(seen.at(-1)?.[0]).toBe(1);
    expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).sort((a, b) => a - b));
    expect(seen.some(([, what]) => what.startsWith('model: '))).toBe(true);
  });

  it.each<[string, string, string]>([
    ['a byte order mark and one class', '\uFEFFviews,adds,bought\n1,2,no\n2,1,no\n3,1,no\n4,1,no\n', 'one class'],
    ['a ragged row', `${csv}1\n`, 'CSV line 202 has 1 field,'],
    ['a quote left open', `${csv}"1,2,no\n`, 'CSV line 202: a quoted field is never closed'],
    ['no rows', 'views,adds,bought\n', 'row'],
    ['one class', 'views,adds,bought\n1,2,no\n2,1,no\n3,1,no\n4,1,no\n', 'class'],
    [
      'a label that is missing',
      csv.replace('7,3,yes', '7,3,'),
      "Column 'bought', the label, has nothing in line 3; fill it",
    ],
    ['a value that is missing', csv.replace('7,3,yes', ',3,yes'), "column 'views' is NaN in line 3; impute or drop it"],
    [
      'a value that is missing behind a text of two lines',
      csv.replace('0,0,no', '0,0,"no\nmore"').replace('7,3,yes', ',3,yes'),
      "column 'views' is NaN in line 4",
    ],
    ['no such column', csv.replace('adds', 'added'), 'adds'],
    ['nothing', '', 'The CSV is empty'],
  ])('says of a CSV with %s what and where', async (_, content, sentence) => {
    await writeFile(data, content);
    const { code, out: printed, err } = await train('--out', out);
    expect({ code, printed, lines: err.split('\n').length }).toEqual({ code: 1, printed: '', lines: 1 });
    expect(err).toContain(sentence);
    expect(await readdir(folder), 'nothing is half written').not.toContain('intent');
  });

  it.each<[string, object, string]>([
    ['no estimator', { nodes: definition.nodes.slice(0, 1), outputs: {} }, 'graph.json: The graph has no estimator'],
    [
      'an unknown operator',
      { nodes: [{ id: 'scaled', op: 'standard-scalar', inputs: ['frame'] }] },
      "graph.json:5:7: Graph node 'scaled', op: operator 'standard-scalar' is unknown; did you mean 'standard-scaler'?",
    ],
    [
      'an unknown param',
      { nodes: [{ ...definition.nodes[0], params: { colums: ['views'] } }] },
      "graph.json:10:9: Graph node 'scaled' (standard-scaler), params.colums: there is no such param; did you mean 'columns'?",
    ],
    [
      'an unknown node',
      { nodes: [{ ...definition.nodes[0], inputs: ['fram'] }] },
      "graph.json:7:9: Graph node 'scaled' (standard-scaler), inputs: 'fram' names an unknown node; did you mean 'frame'?",
    ],
    [
      'a column that there is not',
      { nodes: [{ ...definition.nodes[0], params: { columns: ['views', 'carts'] } }, ...definition.nodes.slice(1)] },
      "graph.json:10:9: Graph node 'scaled' (standard-scaler), params.columns: ",
    ],
    [
      'an output beyond its tensor',
      { nodes: [{ ...definition.nodes[1], inputs: ['frame'] }, definition.nodes[2]], outputs: { row: 'row[:,9]' } },
      "graph.json:25:5: Graph output 'row': ",
    ],
    [
      'a param that is not what it should be',
      { nodes: [...definition.nodes.slice(0, 2), { ...definition.nodes[2], params: { penalty: 'l3' } }] },
      "Graph node 'model' (logistic-regression), params.penalty: it is \"l3\"; did you mean 'l1'?",
    ],
    [
      'a param that is missing',
      { nodes: [{ ...definition.nodes[0], op: 'imputer', params: {} }] },
      `graph.json:9:7: Graph node 'scaled' (imputer), params.columns: "columns" is missing.`,
    ],
    [
      'a field that no node has',
      { nodes: [{ ...definition.nodes[0], prams: {} }] },
      "Graph node 'scaled' (standard-scaler): there is no field 'prams'; did you mean 'params'?",
    ],
    [
      'the label among the columns of the frame',
      { nodes: [{ ...definition.nodes[0], params: { columns: ['views', 'bought'] } }, ...definition.nodes.slice(1)] },
      "params.columns.1: column 'bought' is what is learned, which no node sees; leave it out of the node, or learn another.",
    ],
    ['no nodes', { nodes: 3 }, 'graph.json:2:3: it is not a graph at nodes'],
    ['inputs that are no list', { nodes: [{ ...definition.nodes[0], inputs: 'frame' }] }, 'graph.json:6:7: it is not'],
  ])('says of a graph with %s what to do', async (_, changed, sentence) => {
    await writeGraph(graph, changed);
    const { code, err } = await train();
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });

  it('refuses a text among the numbers of a column, in rows to test on, too', async () => {
    const columns = ['views', 'adds'].map((name) => ({ name, type: 'int64' }));
    const visit = { id: 'visit', op: 'json-to-frame', inputs: ['events'], params: { columns } };
    const [scaled, ...others] = definition.nodes;
    await writeGraph(graph, { nodes: [visit, { ...scaled, inputs: ['visit'] }, ...others] });
    expect(await train()).toMatchObject({ code: 0 });
    await writeFile(data, csv.replace('0,0,no', 'none,0,no'));
    expect(await train()).toMatchObject({
      code: 1,
      err: expect.stringContaining(
        `edgewise train: ${data} and ${graph}:3:5: Graph node 'visit' (json-to-frame): column 'views' has 'none' in line 2, which is not int64; correct it, or leave it empty.`,
      ),
    });
  });

  it('names the one value by which a column is text', async () => {
    await writeFile(data, csv.replace('7,3,yes', 'n.a.,3,yes'));
    const { code, err } = await train();
    expect({ code, first: err.split('\n')[0] }).toEqual({
      code: 1,
      first: `${data}: Column 'views' is taken for text, for 'n.a.' in line 3; correct it or leave it empty.`,
    });
  });

  it('learns NA as the text that it is on the page, where the graph reads texts', async () => {
    const columns = [{ name: 'country', default: 'none' }];
    await writeGraph(graph, {
      nodes: [
        { id: 'visit', op: 'json-to-frame', inputs: ['events'], params: { columns } },
        { id: 'encoded', op: 'one-hot-encoder', inputs: ['visit'], params: { columns: ['country'] } },
        { id: 'row', op: 'array', inputs: ['encoded'], params: { type: 'float32' } },
        { id: 'model', op: 'logistic-regression', inputs: ['row'] },
      ],
      outputs: { probability: 'model.probabilities[:,1]' },
    });
    await writeFile(data, `country,bought\n${'NA,yes\nDE,no\n,no\nNA,yes\n'.repeat(10)}`);
    const out = join(folder, 'countries');
    const { code, err } = await train('--out', out);
    expect({ code, err }).toEqual({
      code: 0,
      err: `${data}: Column 'country' has the text 'NA' in line 2 and 19 more; leave it empty where that stands for a missing value.`,
    });
    const { nodes } = JSON.parse(await readFile(join(out, 'graph.json'), 'utf8'));
    expect(nodes[1].params.categories).toEqual([['DE', 'NA', 'none']]);
  });

  it('says where a space makes another class of a label', async () => {
    await writeFile(data, csv.replace('7,3,yes', '7,3,yes '));
    const { err, out: printed } = await train();
    expect(err).toBe(`${data}: Column 'bought' has spaces around texts, as "yes " in line 3; take them out.`);
    expect(printed).toContain('no, yes, yes ');
  });

  it('refuses to learn a model that no file could be named by', async () => {
    const [scaled, row, model] = definition.nodes;
    await writeGraph(graph, { nodes: [scaled, row, { ...model, id: 'a/b' }], outputs: {} });
    expect((await train('--out', out)).err).toMatch(
      /graph\.json:\d+:5: Graph node 'a\/b' \(logistic-regression\): no file can/,
    );
    expect(await train()).toMatchObject({ code: 0 });
  });

  it('names the data, and the node of the graph that they do not go with', async () => {
    const [scaled, row] = definition.nodes;
    await writeGraph(graph, {
      nodes: [scaled, row, { id: 'model', op: 'k-means', inputs: ['row'], params: { nClusters: 500 } }],
    });
    expect((await train()).err).toBe(
      `edgewise train: ${data} and ${graph}:26:5: Graph node 'model': K-means: there are 160 rows for 500 clusters; lower nClusters.`,
    );
    await writeGraph(graph, { nodes: [scaled, row, { id: 'model', op: 'linear-regression', inputs: ['row'] }] });
    expect((await train()).err).toMatch(
      `edgewise train: ${data} and ${graph}:26:5: Graph node 'model': Linear regression: line 3 has`,
    );
  });

  it('refuses to learn what a node sees', async () => {
    const visit = { id: 'visit', op: 'json-to-frame', inputs: ['events'], params: { columns: [{ name: 'bought' }] } };
    await writeGraph(graph, { nodes: [visit, { ...definition.nodes[2], inputs: ['visit'] }] });
    expect(await train()).toMatchObject({
      code: 1,
      err: `edgewise train: ${data} and ${graph}:3:5: Graph node 'visit' (json-to-frame): column 'bought' is what is learned, which no node sees; leave it out of the node, or learn another.`,
    });
  });

  it('takes columns apart by the separator and numbers by the decimal that it is given, and says where it needs one', async () => {
    await writeFile(data, csv.replaceAll(',', ';'));
    expect((await train()).err).toBe(
      `edgewise train: ${data}: The CSV has one column, and ";" in its name; give the separator as sep (by command: --sep).`,
    );
    await writeFile(data, csv.replaceAll(',', '\t'));
    for (const tab of ['\t', '\\t']) expect(await train('--sep', tab)).toMatchObject({ code: 0 });
    await writeFile(data, csv.replaceAll(',', ';').replace('7;3;yes', '7,5;3;yes'));
    expect((await train('--sep', ';')).err).toContain("Column 'views' is taken for text, for '7,5' in line 3");
    expect(await train('--sep', ';', '--decimal', ',')).toMatchObject({ code: 0, err: '' });
    expect(await train('--decimal', ';')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--decimal is ;; give . or ,'),
    });
    await writeFile(data, csv.replaceAll(',', ';'));
    expect(await train('--sep', ';', '--out', out)).toMatchObject({ code: 0 });
    expect(await run('score', out, '--data', data, '--sep', ';', '--label', 'bought')).toMatchObject({ code: 0 });
  });

  it.each([
    ['a folder', () => mkdir(join(folder, 'data')), 'data is a folder; name a file'],
    [
      'no text',
      () => writeFile(join(folder, 'data'), `\uFEFF${csv}`, 'utf16le'),
      'data is no text in UTF-8; save it as one',
    ],
  ])('names the data that are %s', async (_, make, sentence) => {
    await make();
    const { code, err } = await run('train', graph, '--data', join(folder, 'data'), '--label', 'bought');
    expect({ code, err }).toEqual({ code: 1, err: `edgewise train: ${join(folder, sentence)}` });
  });

  it('asks for what it needs', async () => {
    for (const [args, sentence] of [
      [['train', '--data', data], 'train needs GRAPH'],
      [['train', graph, '--label', 'bought'], 'train needs --data'],
      [['train', graph, '--data', data], 'train needs --label'],
      [['train', graph, '--data', data, '--label', 'bought', '--test-every', '1'], '--test-every is 1'],
      [['train', graph, '--data', data, '--lable', 'bought'], "there is no option --lable; did you mean '--label'?"],
    ] as const)
      expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
    expect(await run('train', graph, '--data', join(folder, 'none.csv'), '--label', 'x')).toMatchObject({
      code: 1,
      err: expect.stringContaining('none.csv does not exist'),
    });
  });
});
