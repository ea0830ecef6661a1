import { counted } from '../authoring/counted.ts';
import { takeTarget } from '../authoring/fit/target.ts';
import { testScore } from '../authoring/score-test.ts';
import { withSubject } from '../authoring/with-subject.ts';
import { EdgewiseError } from '../errors.ts';
import { type Command, UsageError } from './command.ts';
import { dataHelp, dataUsage } from './data.ts';
import { metricsInWords } from './metrics-in-words.ts';
import { operatorsHelp, operatorsUsage } from './operators.ts';
import { parseRowsWords, readRows } from './rows.ts';

/** `edgewise evaluate GRAPH`: measures the scores of a fitted graph on rows of which it is known what came. */
export const evaluate: Command = {
  usage: `GRAPH ${dataUsage} --label COL ${operatorsUsage} [--json]`,
  summary: 'measures a fitted graph (a service, or its graph.json) on the rows of a CSV file that say what came',
  options: {
    '--data CSV': 'rows that it has not learned from; the first line names the columns',
    ...dataHelp,
    '--label COL': 'the column that is predicted, which no node sees',
    ...operatorsHelp,
  },
  async run(args, print, { note }) {
    const words = parseRowsWords('evaluate', args);
    const { graph, data, label, json } = words;
    if (label === undefined) throw new UsageError('evaluate needs --label, the column that is predicted');
    const rows = await readRows(words, { note });
    const target = await withSubject(rows.subjectOf, () => takeTarget(rows.frame, { label }));
    const { frame, labels = [], rowName } = target;
    const metrics: Record<string, Readonly<Record<string, number>>> = {};
    for (const [name, score] of Object.entries(await rows.score(frame))) {
      const test = testScore(score, labels, rowName);
      if (test) metrics[name] = test.metrics;
      for (const remark of test?.remarks ?? []) note(`${name}: ${remark}`);
    }
    if (Object.keys(metrics).length === 0) {
      const message = `${data}: No score of ${graph} can be compared with column '${label}'; give the column that it predicts, or add such a score to its outputs`;
      throw new EdgewiseError('input-invalid', message);
    }
    if (json) return print(JSON.stringify({ rows: frame.rowCount, metrics }, null, 2));
    print(`On ${counted(frame.rowCount, 'row')}:`);
    for (const [name, measured] of Object.entries(metrics)) print(`  ${name}: ${metricsInWords(measured)}`);
  },
};
