import { extensions } from '../../decisioning/extensions.ts';
import { checkExpression } from '../../xdm/condition.ts';
import { standardOperators } from '../../xdm/json-logic.ts';
import { parsePath } from '../../xdm/path.ts';
import { didYouMean, didYouMeanOrThereIs } from '../graph/did-you-mean.ts';
import type { Path } from '../json/json-document.ts';
import { checkArguments } from './check-arguments.ts';
import { checkComparison } from './check-comparison.ts';
import { checkDateParts, checkHolders, checkKinds } from './check-kinds.ts';
import { checkAddresses, checkEventTypes, checkNow, checkProbability, checkReads } from './check-reads.ts';
import { checkTruthy } from './check-truthy.ts';
import type { Context } from './context.ts';
import { type Operation, operationsIn } from './expression.ts';

/** What conditions of segments and activities read. */
export const dataRoots = ['event', 'profile', 'scores', 'segments', 'session', 'page', 'now'];

const operatorNames = [...standardOperators(), ...Object.keys(extensions.operators)];

/** Where no operator is like the one that was written. */
const allOperators = '; docs/activities.md says which there are';

interface ConditionPlace {
  readonly path: Path;
  /** How many of the file's segments it sees. @default all */
  readonly visibleSegments?: number;
  /** What it reads. @default {@link dataRoots} */
  readonly roots?: readonly string[];
}

/** Reports what is wrong with an expression: operators, paths, and variables that are nowhere. */
export function checkExpressionAt(expression: unknown, place: ConditionPlace, context: Context): void {
  const operations = [...operationsIn(expression, place.path)];
  for (const problem of checkExpression(expression, extensions.operators)) {
    const where = operations.find(({ name }) => problem === `operator '${name}' is unknown`);
    const remedy = where ? likeOperator(where.name) || allOperators : severalRemedy(problem);
    context.report('error', where?.path ?? place.path, problem + remedy);
  }
  for (const operation of operations) {
    if (operation.name === 'var') checkVariable(operation, place, context);
    else checkArguments(operation, context);
    if (!checkComparison(operation, context)) continue;
    checkEventTypes(operation, context);
    checkNow(operation, context);
    checkKinds(operation, context);
    checkHolders(operation, context);
    checkDateParts(operation, context);
    checkAddresses(operation, context);
    checkProbability(operation, context);
  }
}

/** `=>` is nearer to `>=` than to `==`. */
function likeOperator(name: string): string {
  const turned = [...name].reverse().join('');
  return didYouMean(operatorNames.includes(turned) ? turned : name, operatorNames);
}

const severalRemedy = (problem: string): string =>
  problem.startsWith('an object in it') ? '; of several write { "and": [{ … }, { … }] }' : '';

/** Reports what is wrong with a condition, and if it can never hold. */
export function checkCondition(condition: unknown, place: ConditionPlace, context: Context): void {
  checkExpressionAt(condition, place, context);
  // Of one that is malformed enough is said.
  if (checkExpression(condition, extensions.operators).length > 0) return;
  checkTruthy(condition, place.path, context);
  if (context.truthOf([condition], place.visibleSegments) === false) {
    context.report('error', place.path, 'the condition can never hold');
  }
}

function checkVariable({ args: [variable], path, isInLoop }: Operation, place: ConditionPlace, context: Context): void {
  if (isInLoop || typeof variable !== 'string' || variable === '') return;
  const { roots = dataRoots } = place;
  const [root = '', name, part] = (parsePath(variable) ?? []).map(String);
  if (root === '') return;
  if (!roots.includes(root)) {
    context.report('error', path, `there is no "${root}" to read${didYouMeanOrThereIs(root, roots)}`);
  } else if (root === 'segments' && name !== undefined) checkSegment(name, path, place, context);
  else if (root === 'scores' && name !== undefined) checkScore(name, part, path, context);
  else checkReads(variable, path, context);
}

function checkSegment(id: string, path: Path, { visibleSegments }: ConditionPlace, context: Context): void {
  const { segmentIds } = context;
  if (!segmentIds) return;
  const index = segmentIds.indexOf(id);
  if (index < 0) context.report('error', path, unknownSegment(id, segmentIds));
  else if (visibleSegments !== undefined && index >= visibleSegments) {
    context.report('error', path, `segment "${id}" does not stand before this one, and a segment sees no other`);
  }
}

function checkScore(service: string, score: string | undefined, path: Path, { scores, report }: Context): void {
  if (!scores) return;
  const names = scores.get(service);
  if (!names) {
    const services = [...scores.keys()];
    report('error', path, `there is no service "${service}" to give a score${didYouMeanOrThereIs(service, services)}`);
  } else if (score !== undefined && !names.includes(score)) {
    report('error', path, `service "${service}" gives no score "${score}"${didYouMeanOrThereIs(score, names)}`);
  }
}

/** Says that no segment has this id. */
export function unknownSegment(id: string, segmentIds: readonly string[]): string {
  return `there is no segment "${id}"${didYouMeanOrThereIs(id, segmentIds)}`;
}
