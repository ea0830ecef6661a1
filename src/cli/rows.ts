import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { graph as createGraph } from '../authoring/graph/graph.ts';
import { graphFile, readGraph, readModels } from '../authoring/publish/service-folder.ts';
import { withSubject } from '../authoring/with-subject.ts';
import type { EdgewiseError } from '../errors.ts';
import type { Frame } from '../pipeline/frame.ts';
import type { Score } from '../pipeline/operator.ts';
import { type Surroundings, UsageError } from './command.ts';
import { type DataForm, readData } from './data.ts';
import { readOperators } from './operators.ts';
import { subjectIn } from './subject-in.ts';

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
 * @param given a service's folder, or its graph.
 * @throws UsageError where that is a model; EdgewiseError naming file, line and column; what the file system refuses.
 */
export async function readRows(
  given: string,
  {
    data,
    operators,
    ...form
  }: DataForm & { readonly data: string; readonly operators?: readonly string[] | undefined },
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
