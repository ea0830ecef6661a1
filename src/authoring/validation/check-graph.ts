import * as v from 'valibot';
import { isEdgewiseError } from '../../errors.ts';
import { inOrder, parseGraph, planGraph } from '../../pipeline/graph-plan.ts';
import { authorOperators } from '../graph/author-operators.ts';
import { checkDefinition } from '../graph/check-definition.ts';
import { type GraphJson, graphSchema } from '../graph/definition.ts';
import { placeInGraph } from '../graph/place-in-graph.ts';
import { issueInWords } from '../json/issue-in-words.ts';
import type { Path } from '../json/json-document.ts';
import { estimators } from '../trainers/estimators.ts';
import { checkGraphConditions } from './check-graph-conditions.ts';
import type { Context } from './context.ts';

const operators = authorOperators(estimators);

/** Reports the first thing that is wrong with a service's graph, as far as its models and custom operators need not be asked. */
export function checkGraph(graph: unknown, path: Path, context: Context): void {
  const { report } = context;
  const { success, output: definition, issues } = v.safeParse(graphSchema, graph);
  for (const issue of issues ?? [])
    report('error', [...path, ...(issue.path ?? []).map(({ key }) => key as string | number)], issueInWords(issue));
  if (!success) return;
  try {
    checkDefinition(definition, operators);
    planGraph(parseGraph(untilModels(definition), operators), { sessions: {} });
    checkGraphConditions(definition, path, context);
  } catch (error) {
    if (!isEdgewiseError(error)) throw error;
    const place = placeInGraph(error.message, definition) ?? [];
    report('error', [...path, ...place], error.message.replace(/\.$/, ''));
  }
}

/** The part of a graph that neither holds models and custom operators nor takes anything from them. */
function untilModels({ nodes, outputs }: GraphJson): GraphJson {
  const parsed = parseGraph({ nodes, outputs }, operators);
  const [behind, ids] = [new Set<number>(), new Set<string>()];
  for (const { id, slot, operator, references } of inOrder(parsed.nodes)) {
    if (['onnx', 'custom'].includes(operator.name) || references.some((reference) => behind.has(reference.slot)))
      behind.add(slot);
    else ids.add(id);
  }
  const names = parsed.outputs.filter(({ reference }) => !behind.has(reference.slot)).map(({ name }) => name);
  return {
    nodes: nodes.filter(({ id }) => ids.has(id)),
    outputs: Object.fromEntries(Object.entries(outputs).filter(([name]) => names.includes(name))),
  };
}
