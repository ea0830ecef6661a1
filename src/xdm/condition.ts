import { type CompiledLogic, type ConditionOperators, compileLogic, isTruthy } from './json-logic.ts';

/**
 * A JSON Logic expression: `{ "operator": [arguments] }`, an array of expressions, or a plain value. Every operator of the standard
 * but `log` is known.
 * @see https://jsonlogic.com/operations.html
 */
export type JsonLogic =
  | string
  | number
  | boolean
  | null
  | readonly JsonLogic[]
  | { readonly [operator: string]: JsonLogic | undefined };

/** Steps that one evaluation may take: one an operator, more for what is long. Some milliseconds, whatever an expression asks for. */
const maxSteps = 100_000;

const compiled = new WeakMap<object, CompiledLogic>();
const standardOnly: ConditionOperators = {};

function compiledOf(expression: object): CompiledLogic {
  let logic = compiled.get(expression);
  if (!logic) {
    logic = compileLogic(expression);
    compiled.set(expression, logic);
  }
  return logic;
}

/**
 * Lists what is wrong with an expression before any data is there: unknown operators, an object that is not one operator,
 * paths that are malformed or reach a prototype, nesting beyond 100 levels. Empty when all is well.
 * @param operators - known beside the standard's.
 */
export function checkExpression(expression: unknown, operators = standardOnly): readonly string[] {
  if (typeof expression !== 'object' || expression === null) {
    return ['string', 'number', 'boolean', 'object'].includes(typeof expression) ? [] : ['it is not JSON Logic'];
  }
  const { problems, otherOperators } = compiledOf(expression);
  if (problems.size + otherOperators.size === 0) return [];
  const unknown = [...otherOperators].filter((name) => !Object.hasOwn(operators, name));
  return [...unknown.map((name) => `operator '${name}' is unknown`), ...problems];
}

/** Lists the paths that an expression reads by `var`, `missing` and `missing_some` where they are written out, each once. */
export function variablesOf(expression: unknown): string[] {
  return typeof expression === 'object' && expression !== null ? [...compiledOf(expression).variables] : [];
}

/** Whether an expression names an operator that is not the standard's. */
export function usesOtherOperators(expression: unknown): boolean {
  return typeof expression === 'object' && expression !== null && compiledOf(expression).otherOperators.size > 0;
}

/**
 * The value of an expression over `data`. Total: an expression that {@link checkExpression} refuses, that fails on this
 * data or that takes more than 100,000 steps gives null and calls `onProblem` once.
 * @param operators - known beside the standard's.
 */
export function evaluateExpression(
  expression: JsonLogic,
  data: unknown,
  onProblem?: (message: string) => void,
  operators = standardOnly,
): unknown {
  const [problem] = checkExpression(expression, operators);
  if (problem) {
    onProblem?.(problem);
    return null;
  }
  if (typeof expression !== 'object' || expression === null) return expression;
  try {
    return compiledOf(expression).evaluate(data, { operators, steps: maxSteps });
  } catch (error) {
    onProblem?.(error instanceof Error ? error.message : String(error));
    return null;
  }
}

/**
 * Whether a condition holds over `data`, by JSON Logic's truth (an empty array is false). Total: a condition that is not
 * valid or fails on this data is false and calls `onProblem` once.
 */
export function evaluateCondition(
  condition: JsonLogic,
  data: unknown,
  onProblem?: (message: string) => void,
  operators?: ConditionOperators,
): boolean {
  return isTruthy(evaluateExpression(condition, data, onProblem, operators));
}
