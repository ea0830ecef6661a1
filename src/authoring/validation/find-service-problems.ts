import { isSafeName } from '../../xdm/path.ts';
import { isRecord } from '../../xdm/record.ts';
import { readJson } from '../json/json-document.ts';
import { serviceSchema } from '../publish/service-folder.ts';
import { checkFields } from './check-fields.ts';
import { checkGraphConditions } from './check-graph-conditions.ts';
import type { Context } from './context.ts';
import { inOrder, type PlacedProblem } from './problem.ts';
import { isReadable } from './readable-name.ts';
import { createTruths } from './truth.ts';

/** Finds in the text of a `service.json` the fields that are dropped. */
export function findServiceProblems(text: string): PlacedProblem[] {
  return find(text, (value, context) => checkFields(serviceSchema, value, [], context));
}

/** Finds in the text of a `graph.json` what it asks of events that none has, and scores that nobody can read. */
export function findGraphProblems(text: string): PlacedProblem[] {
  return find(text, (value, context) => {
    checkGraphConditions(value, [], context);
    checkScoreNames(value, context);
  });
}

function checkScoreNames(graph: unknown, { report }: Context): void {
  const outputs = isRecord(graph) && isRecord(graph.outputs) ? graph.outputs : {};
  for (const name of Object.keys(outputs)) {
    if (!isSafeName(name)) report('error', ['outputs', name], `no score can be named "${name}"; rename it`);
    else if (!isReadable(name))
      report('warning', ['outputs', name], 'no condition can read a score whose name holds . [ or ]; rename it');
  }
}

function find(text: string, check: (value: unknown, context: Context) => void): PlacedProblem[] {
  const document = readJson(text);
  // Whoever reads the file tells of its syntax.
  if (!('value' in document)) return [];
  const problems: PlacedProblem[] = [];
  check(document.value, {
    report(severity, path, message) {
      problems.push({ severity, path: path.join('.'), ...document.positionOf(path), message });
    },
    segmentIds: undefined,
    scores: undefined,
    scoreLists: new Set(),
    truthOf: createTruths([]),
    now: 0,
  });
  return inOrder(problems);
}
