import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { graph as createGraph } from '../authoring/graph/graph.ts';
import { graphFile, readGraph, readModels } from '../authoring/publish/service-folder.ts';
import { withSubject } from '../authoring/with-subject.ts';
import type { EdgewiseError } from '../errors.ts';
import type { Frame } from '../pipeline/frame.ts';
import type { Score } from '../pipeline/operator.ts';
import { type Surroundings, takeWords, UsageError } from './command.ts';
import { type DataForm, dataOptions, readData, takeData } from './data.ts';
import { operatorsOption, readOperators } from './operators.ts';
import { subjectIn } from './subject-in.ts';

/** What the words of a command that scores rows say. */
export interface RowsWords extends DataForm {
  /** A service's folder, or its graph. */
  readonly graph: string;
  readonly data: string;
  readonly label?: string | undefined;
  readonly operators?: readonly string[] | undefined;
  readonly json?: boolean | undefined;
}

/** Reads the words of `GRAPH --data CSV …`. @throws UsageError where the graph or the data are missing; what `parseArgs` throws. */
export function parseRowsWords(command: string, args: readonly string[]): RowsWords {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, ...dataOptions, label: { type: 'string' }, ...operatorsOption },
    allowPositionals: true,
  });
  const [graph = ''] = takeWords(positionals, command, 'GRAPH');
  return { ...values, graph, data: takeData(values.data, command) };
}

/** The rows of a file, and the fitted graph that is to score them. */
export interface Rows {
  readonly frame: Frame;
  /** What an error of the two is about. */
  subjectOf(error: EdgewiseError): string;
  /**
   * Runs the graph over the columns that are left for it.
   * @throws EdgewiseError naming file, line and column.
   */
  score(frame: Frame): Promise<Readonly<Record<string, Score>>>;
}

/**
 * Reads a graph and the data that it is to score.
 * @throws UsageError where the graph is a model; EdgewiseError naming file, line and column; what the file system refuses.
 */
export async function readRows(
  { graph: given, data, operators, ...form }: RowsWords,
  { note }: Pick<Surroundings, 'note'>,
): Promise<Rows> {
  if (given.endsWith('.onnx'))
    throw new UsageError(`${given} is a model; name the service that holds it, or the graph that feeds it`);
  const path = (await stat(given)).isDirectory() ? join(given, graphFile) : given;
  const file = await readGraph(path);
  const options = { models: await readModels(dirname(path)), customOperators: await readOperators({ operators }) };
  const frame = await readData(data, { ...form, graph: file.graph }, { note });
  const subjectOf = subjectIn(file, data);
  return {
    frame,
    subjectOf,
    score: (rows) =>
      withSubject(subjectOf, async () => {
        const graph = createGraph(file.graph, options);
        try {
          return (await graph.run(rows)).scores;
        } finally {
          await graph.release();
        }
      }),
  };
}
