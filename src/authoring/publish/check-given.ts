import * as v from 'valibot';
import type { Manifest } from '../../registry/manifest.ts';
import { authorOperators } from '../graph/author-operators.ts';
import { checkDefinition } from '../graph/check-definition.ts';
import { graphSchema } from '../graph/definition.ts';
import { issueInWords } from '../json/issue-in-words.ts';
import { writeJson } from '../json/write-json.ts';
import { estimators } from '../trainers/estimators.ts';
import { findProblems } from '../validation/find-problems.ts';
import { findGraphProblems } from '../validation/find-service-problems.ts';
import type { PlacedProblem, Problem } from '../validation/problem.ts';
import { refuseErrors } from '../validation/refuse-errors.ts';
import { withSubject } from '../with-subject.ts';
import type { SiteRules } from './publish.ts';

/** What was given to be published, as JSON holds it. */
interface Checked<Given> {
  readonly given: Given;
  readonly warnings: readonly Problem[];
}

const operators = authorOperators(estimators);
const placeOf = ({ path }: Pick<Problem, 'path'>): string => `The manifest is not valid at ${path}`;

/**
 * Checks rules as `edgewise validate` does.
 * @param now milliseconds since 1970, for schedules that have ended.
 * @throws EdgewiseError `manifest-invalid` at the first error.
 */
export function checkRules(rules: SiteRules, now: number): Checked<SiteRules> {
  if (Object.keys(rules).length === 0) return { given: rules, warnings: [] };
  const code = 'manifest-invalid';
  const text = writeJson(rules, { code, subjectOf: (path) => placeOf({ path }) });
  const warnings = refuseErrors(inManifest(findProblems(text, now)), { code, placeOf });
  return { given: JSON.parse(text), warnings };
}

/**
 * Checks the graph of a service as the command does before it compiles it.
 * @throws EdgewiseError `graph-invalid` at the first error.
 */
export async function checkSourceGraph(id: string, graph: unknown): Promise<Checked<Record<string, unknown>>> {
  const code = 'graph-invalid';
  const at = `services.${id}.graph`;
  const text = writeJson(graph, { code, subjectOf: (path) => placeOf({ path: path === '' ? at : `${at}.${path}` }) });
  const given = JSON.parse(text);
  const { output, issues = [] } = v.safeParse(graphSchema, given);
  const malformed = issues.map((issue): Problem => {
    const path = [at, v.getDotPath(issue)].filter(Boolean).join('.');
    return { severity: 'error', path, message: issueInWords(issue) };
  });
  refuseErrors(malformed, { code, placeOf });
  await withSubject(
    () => `Service "${id}"`,
    () => checkDefinition(v.parse(graphSchema, output), operators),
  );
  const warnings = refuseErrors(inManifest(findGraphProblems(text), `${at}.`), { code, placeOf });
  return { given, warnings };
}

/** What segments and activities of a manifest refer to and do not find. */
export function findLooseEnds(manifest: Manifest): Problem[] {
  return inManifest(findProblems(JSON.stringify(manifest), Date.now())).filter(
    ({ severity, path }) => severity === 'error' && /^(segments|activities)\b/.test(path),
  );
}

/** Without where they stand in a text that nobody wrote. */
const inManifest = (problems: readonly PlacedProblem[], above = ''): Problem[] =>
  problems.map(({ severity, path, message }) => ({ severity, path: `${above}${path}`, message }));
