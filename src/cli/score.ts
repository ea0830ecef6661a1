import { counted } from '../authoring/counted.ts';
import { didYouMean } from '../authoring/graph/did-you-mean.ts';
import { numberedRow } from '../authoring/row-name.ts';
import { withSubject } from '../authoring/with-subject.ts';
import { EdgewiseError } from '../errors.ts';
import { type Column, createFrame, type Frame } from '../pipeline/frame.ts';
import type { Score } from '../pipeline/operator.ts';
import type { Command } from './command.ts';
import { dataHelp, dataUsage } from './data.ts';
import { operatorsHelp, operatorsUsage } from './operators.ts';
import { parseRowsWords, readRows } from './rows.ts';

/** `edgewise score GRAPH`: scores every row of a CSV file by a fitted graph. */
export const score: Command = {
  usage: `GRAPH ${dataUsage} [--label COL] ${operatorsUsage} [--json]`,
  summary:
    'scores the rows of a CSV file by a fitted graph (a service, or its graph.json), and prints the scores as CSV',
  options: {
    '--data CSV': 'the rows to score; the first line names the columns',
    ...dataHelp,
    '--label COL': 'a column to leave out, for a graph that takes all columns of the frame: what was learned',
    ...operatorsHelp,
  },
  async run(args, print, { note }) {
    const words = parseRowsWords('score', args);
    const rows = await readRows(words, { note });
    const frame = await withSubject(rows.subjectOf, () => without(words.label, rows.frame));
    const scores = await rows.score(frame);
    const columns = Object.entries(scores).flatMap(([name, values]) => byRow(name, values, frame.rowCount));
    for (const sentence of remarkOnNaN(columns, frame)) note(`${words.data}: ${sentence}`);
    if (words.json) return print(JSON.stringify({ rows: frame.rowCount, scores: Object.fromEntries(columns) }));
    print(columns.map(([name]) => quote(name)).join(','));
    const lineOf = (row: number) => columns.map(([, list]) => quote(String(list[row]))).join(',');
    for (let from = 0; from < frame.rowCount; from += rowsAtOnce) {
      const rowsLeft = Math.min(rowsAtOnce, frame.rowCount - from);
      print(Array.from({ length: rowsLeft }, (_, row) => lineOf(from + row)).join('\n'));
    }
  },
};

/** A call of the system for each row would take longer than scoring it. */
const rowsAtOnce = 1000;

function without(label: string | undefined, frame: Frame): Frame {
  if (label !== undefined && !frame.names.includes(label)) {
    const remedy = didYouMean(label, frame.names) || `; it has ${frame.names.join(', ')}`;
    throw new EdgewiseError('input-invalid', `The CSV has no column '${label}' to leave out${remedy}`);
  }
  const columns = frame.names.flatMap((name, index): [string, Column][] => {
    const column = frame.columns[index];
    return column && name !== label ? [[name, column]] : [];
  });
  return { ...createFrame(new Map(columns)), rowName: frame.rowName };
}

/** Says where the model had nothing to say, in the first of the columns that lack a score. */
function remarkOnNaN(columns: ReturnType<typeof byRow>, { rowName = numberedRow }: Frame): string[] {
  for (const [name, list] of columns) {
    const rows = list.flatMap((value, row) => (Number.isNaN(value) ? [row] : []));
    const [first] = rows;
    if (first === undefined) continue;
    const others = rows.length === 1 ? '' : ` and in ${counted(rows.length - 1, 'more row')}`;
    return [
      `${name} is NaN in ${rowName(first)}${others}, for a value is missing there, or beyond float32; impute, clip or fill it.`,
    ];
  }
  return [];
}

/** A column for each value that a row has of a score: `probability`, or `probabilities_0`, `probabilities_1`. */
function byRow(name: string, score: Score, rows: number): [string, (number | string)[]][] {
  const values = [score].flat<readonly (Score | number | string)[]>() as (number | string)[];
  const width = rows === 0 ? 1 : values.length / rows;
  if (width === 1) return [[name, values]];
  return Array.from({ length: width }, (_, column) => [
    `${name}_${column}`,
    values.filter((_, index) => index % width === column),
  ]);
}

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
