import jsonLogic from 'json-logic-js';
import { parsePath, readKeys } from './path.ts';

/**
 * A JSON Logic expression: `{ "operator": [arguments] }`, an array of expressions, or a plain value.
 * @see https://jsonlogic.com/operations.html
 */
export type JsonLogic =
  | string
  | number
  | boolean
  | null
  | readonly JsonLogic[]
  | { readonly [operator: string]: JsonLogic | undefined };

/** Every operation of the JSON Logic standard but `log`, which would write to the page's console. */
const operators = new Set(
  '== === != !== > >= < <= ! !! % + - * / min max in cat substr merge var missing missing_some if ?: and or filter map reduce all none some'.split(
    ' ',
  ),
);

/** Deeper than any rule that people write, and shallow enough for every browser's stack. */
const maxDepth = 100;

// The library's own `var` follows inherited properties. This one reads own properties only and takes `items[0].name` too.
jsonLogic.add_operation('var', function (this: unknown, path?: unknown, fallback: unknown = null): unknown {
  const keys = parsePath(path === undefined || path === null ? '' : String(path));
  if (!keys) throw new Error(`path '${path}' is refused`);
  const value = readKeys(this, keys);
  return value === undefined ? fallback : value;
});

/** What a walk through an expression finds. */
interface Findings {
  readonly problems: Set<string>;
  readonly variables: Set<string>;
}

const checked = new WeakMap<object, readonly string[]>();

/**
 * Lists what is wrong with an expression before any data is there: unknown operators, an object that is not one operator,
 * paths that are malformed or reach a prototype, nesting beyond 100 levels. Empty when all is well.
 */
export function checkExpression(expression: unknown): readonly string[] {
  if (typeof expression !== 'object' || expression === null) {
    return ['string', 'number', 'boolean', 'object'].includes(typeof expression) ? [] : ['it is not JSON Logic'];
  }
  let problems = checked.get(expression);
  if (!problems) {
    problems = [...explore(expression).problems];
    checked.set(expression, problems);
  }
  return problems;
}

/** Lists the paths that an expression reads by `var`, `missing` and `missing_some` where they are written out, each once. */
export function variablesOf(expression: unknown): string[] {
  return [...explore(expression).variables];
}

function explore(expression: unknown): Findings {
  const found: Findings = { problems: new Set(), variables: new Set() };
  visit(expression, found, 0);
  return found;
}

function visit(expression: unknown, found: Findings, depth: number): void {
  if (typeof expression !== 'object' || expression === null) return;
  if (depth > maxDepth) found.problems.add(`it is nested deeper than ${maxDepth} levels`);
  else if (Array.isArray(expression)) for (const part of expression) visit(part, found, depth + 1);
  else visitOperation(Object.entries(expression), found, depth);
}

function visitOperation([entry, another]: [string, unknown][], found: Findings, depth: number): void {
  if (!entry || another) {
    found.problems.add('an object in it is not one operator with its arguments');
    return;
  }
  const [operator, value] = entry;
  if (!operators.has(operator)) {
    found.problems.add(`operator '${operator}' is unknown`);
    return;
  }
  const args: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const path of pathsRead(operator, args)) {
    if (parsePath(path)) found.variables.add(path);
    else found.problems.add(`path '${path}' is refused`);
  }
  visit(args, found, depth);
}

function pathsRead(operator: string, args: readonly unknown[]): string[] {
  if (operator === 'var') return args.slice(0, 1).filter(isPathLike).map(String);
  if (operator === 'missing') return args.flat().filter(isPathLike).map(String);
  if (operator === 'missing_some') return args.slice(1).flat().filter(isPathLike).map(String);
  return [];
}

function isPathLike(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

/**
 * The value of an expression over `data`. Total: an expression that {@link checkExpression} refuses or that fails on this
 * data gives null and calls `onProblem` once.
 */
export function evaluateExpression(
  expression: JsonLogic,
  data: unknown,
  onProblem?: (message: string) => void,
): unknown {
  const [problem] = checkExpression(expression);
  if (problem) {
    onProblem?.(problem);
    return null;
  }
  if (typeof expression !== 'object') return expression;
  try {
    return jsonLogic.apply(expression as Parameters<typeof jsonLogic.apply>[0], data);
  } catch (error) {
    onProblem?.(error instanceof Error ? error.message : String(error));
    return null;
  }
}

/**
 * Whether a condition holds over `data`, by JSON Logic's truth (an empty array is false). Total: a condition that is not
 * valid or fails on this data is false and calls `onProblem` once.
 */
export function evaluateCondition(condition: JsonLogic, data: unknown, onProblem?: (message: string) => void): boolean {
  return jsonLogic.truthy(evaluateExpression(condition, data, onProblem));
}
