import { parseArgs } from 'node:util';
import type { GraphJson } from '../authoring/graph/definition.ts';
import { expectServiceFolder, readGraph, writeServiceFolder } from '../authoring/publish/service-folder.ts';
import { type TrainGraphOptions, trainGraph } from '../authoring/train-graph.ts';
import { estimators } from '../authoring/trainers/estimators.ts';
import { withSubject } from '../authoring/with-subject.ts';
import { EdgewiseError } from '../errors.ts';
import { type Command, type Surroundings, takeWords, UsageError } from './command.ts';
import { type DataForm, dataHelp, dataOptions, dataUsage, readData, takeData } from './data.ts';
import { metricsInWords } from './metrics-in-words.ts';
import { operatorsHelp, operatorsOption, operatorsUsage, readOperators } from './operators.ts';
import { readsFrame } from './reads-frame.ts';
import { subjectIn } from './subject-in.ts';

/** `edgewise train GRAPH`: learns what a graph leaves out from a CSV file, and measures it on rows kept apart. */
export const train: Command = {
  usage: `GRAPH ${dataUsage} [--label COL] [--test-every 5] [--out DIR] ${operatorsUsage} [--json]`,
  summary: 'trains a graph (JSON with an estimator among its nodes) and measures it on rows that it did not learn from',
  options: {
    '--data CSV': 'the rows to learn from; the first line names the columns',
    ...dataHelp,
    '--label COL': 'the column to predict, which no node sees; k-means needs none',
    '--test-every 5': 'keeps every fifth row apart to measure on; 0 keeps none',
    '--out DIR': 'writes the fitted graph and its ONNX model there, as a service to publish',
    ...operatorsHelp,
  },
  async run(args, print, surroundings) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean' },
        ...dataOptions,
        label: { type: 'string' },
        'test-every': { type: 'string', default: '5' },
        out: { type: 'string' },
        ...operatorsOption,
      },
      allowPositionals: true,
    });
    const [graph = ''] = takeWords(positionals, 'train', 'GRAPH');
    const { sep, decimal, label, out } = values;
    const data = takeData(values.data, 'train');
    const testEvery = Number(values['test-every']);
    if (!Number.isInteger(testEvery) || testEvery < 0 || testEvery === 1)
      throw new UsageError(
        `--test-every is ${values['test-every']}; give a whole number from 2 on, or 0 to test on nothing`,
      );
    const customOperators = await readOperators(values);
    const { remarks, ...trained } = await trainInto(
      { graph, data, sep, decimal, label, testEvery, out, customOperators },
      surroundings,
    );
    for (const remark of remarks) surroundings.note(remark);
    if (values.json) return print(JSON.stringify(trained, null, 2));
    const measured = metricsInWords(trained.metrics);
    print(`Trained in ${trained.fitSeconds.toFixed(2)} s${measured && `; on the test rows: ${measured}`}`);
    // Of 0 and 1 everyone knows.
    if (trained.classes?.some((name) => typeof name === 'string'))
      print(`Classes, in the order of their probabilities: ${trained.classes.join(', ')}`);
    if (trained.model) print(`The model lies in ${trained.model}`);
  },
};

/** What to train. Paths, but for the label. */
export interface Training extends DataForm {
  readonly graph: string;
  readonly data: string;
  /** The column to predict. @default none */
  readonly label?: string | undefined;
  /** @default 5 */
  readonly testEvery?: number;
  /** The service's folder. @default nothing is written */
  readonly out?: string | undefined;
  /** What `custom` nodes call, by name. @default none */
  readonly customOperators?: TrainGraphOptions['customOperators'];
}

/** Trains, and writes the service. */
export async function trainInto(
  { graph, data, label, testEvery = 5, out, customOperators = {}, ...form }: Training,
  { note, progress }: Surroundings,
) {
  const file = await readGraph(graph);
  if (label === undefined && file.graph.nodes.some(({ op }) => learnsFromLabels(op)))
    throw new UsageError('train needs --label, the column to predict');
  if (out !== undefined) await withSubject(subjectIn(file, data), () => expectFileNames(file.graph));
  const frame = await readData(data, { ...form, graph: file.graph }, { note });
  const options = { ...(label !== undefined && { label }), testEvery, customOperators, onProgress: progress };
  if (out !== undefined) await expectServiceFolder(out);
  const trained = await withSubject(subjectIn(file, data), () => trainGraph(file.graph, frame, options));
  const { models } = trained.graph;
  const paths = out === undefined ? {} : await writeServiceFolder(out, { graph: trained.graph.toJSON(), models });
  if (out !== undefined && readsFrame(file.graph)) note(`${graph}: ${noFrame}`);
  return {
    metrics: trained.test?.metrics ?? {},
    remarks: trained.test?.remarks ?? [],
    fitSeconds: trained.fitSeconds,
    classes: trained.graph.fitted[trained.model]?.classes ?? null,
    model: paths[trained.model] ?? null,
  };
}

const noFrame =
  'it takes the frame, which no page has, so that publish refuses it; begin with xdm-to-frame, json-to-frame or profile-reader to publish it.';

/** A model lies in a file that is named by its node. */
function expectFileNames({ nodes }: GraphJson): void {
  const unfit = nodes.find(({ id, op }) => estimators.has(op) && /[/\\\0]/.test(id));
  if (!unfit) return;
  const message = `Graph node '${unfit.id}' (${unfit.op}): no file can have this name, as its model does; name it without / and \\.`;
  throw new EdgewiseError('graph-invalid', message);
}

function learnsFromLabels(op: string): boolean {
  const estimator = estimators.get(op);
  return estimator !== undefined && estimator.kind !== 'clusterer';
}
