import { type PathKeys, parsePath, readKeys } from './path.ts';

/*
 * JSON Logic, compiled to closures. Its library keeps one table of operations for whoever runs in the same realm, follows inherited
 * properties and loops as long as an expression says; here each evaluation has its own operators and its own allowance of steps.
 * https://jsonlogic.com/operations.html
 */

/** Operators beyond the standard's, by name. Each is given its evaluated arguments; what it throws makes the condition false. */
export type ConditionOperators = Readonly<Record<string, (...values: unknown[]) => unknown>>;

/** One evaluation. */
export interface Evaluation {
  readonly operators: ConditionOperators;
  /** How many more steps it may take. */
  steps: number;
}

type Evaluate = (data: unknown, evaluation: Evaluation) => unknown;

/** An expression ready to be evaluated, and what a walk through it finds. */
export interface CompiledLogic {
  /** Throws on a type error, a path that is refused and when the steps have run out. Only valid if `problems` is empty. */
  readonly evaluate: Evaluate;
  readonly problems: ReadonlySet<string>;
  /** Names of the operators that are not the standard's. */
  readonly otherOperators: ReadonlySet<string>;
  /** Paths that are read by `var`, `missing` and `missing_some` where they are written out. */
  readonly variables: ReadonlySet<string>;
}

/** Deeper than any rule that people write, and shallow enough for every browser's stack. */
const maxDepth = 100;
/** Steps that an operator beyond the standard's counts for. */
const otherOperatorSteps = 100;

/** Whether a value counts as true: as in JavaScript, but an empty array is false. */
export function isTruthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/**
 * Operators that are given values. The standard's meaning is JavaScript's own, its coercions included, so they are typed for numbers
 * and take whatever comes.
 */
const valueOperators: Readonly<Record<string, (...values: number[]) => unknown>> = {
  // biome-ignore lint/suspicious/noDoubleEquals: the standard's == converts.
  '==': (left, right) => left == right,
  '===': (left, right) => left === right,
  // biome-ignore lint/suspicious/noDoubleEquals: as above.
  '!=': (left, right) => left != right,
  '!==': (left, right) => left !== right,
  '>': (left: number, right: number) => left > right,
  '>=': (left: number, right: number) => left >= right,
  '<': (low: number, value: number, high?: number) => low < value && (high === undefined || value < high),
  '<=': (low: number, value: number, high?: number) => low <= value && (high === undefined || value <= high),
  '!': (value) => !isTruthy(value),
  '!!': isTruthy,
  '%': (left: number, right: number) => left % right,
  '+': (...values) => values.reduce((sum, value) => sum + parseFloat(`${value}`), 0),
  '*': (...values) => values.reduce((product, value) => parseFloat(`${product}`) * parseFloat(`${value}`)),
  '-': (left: number, right?: number) => (right === undefined ? -left : left - right),
  '/': (left: number, right: number) => left / right,
  min: Math.min,
  max: Math.max,
  in: (value, list: unknown) =>
    typeof list === 'string' ? list !== '' && list.includes(`${value}`) : Array.isArray(list) && list.includes(value),
  substr: (text, from = 0, length) => {
    const rest = `${text}`.substr(from, length !== undefined && length < 0 ? undefined : length);
    // A negative length leaves off that many at the end.
    return length !== undefined && length < 0 ? rest.slice(0, length) : rest;
  },
};

/** Operators that evaluate their arguments themselves, or read data. */
const controlOperators: Readonly<Record<string, (args: readonly Evaluate[]) => Evaluate>> = {
  if: choose,
  '?:': choose,
  and: (args) => (data, evaluation) => untilTruthIs(false, args, data, evaluation),
  or: (args) => (data, evaluation) => untilTruthIs(true, args, data, evaluation),
  filter: overList((list, holds) => list.filter(holds)),
  map: overList((list, _, value) => list.map(value)),
  all: overList((list, holds) => list.length > 0 && list.every(holds)),
  some: overList((list, holds) => list.some(holds)),
  none: overList((list, holds) => !list.some(holds)),
  reduce:
    ([list, step, initial]) =>
    (data, evaluation) => {
      const items = list?.(data, evaluation);
      let accumulator: unknown = initial?.(data, evaluation) ?? null;
      for (const current of listOf(items, evaluation)) accumulator = step?.({ current, accumulator }, evaluation);
      return accumulator;
    },
  cat: (args) => (data, evaluation) => paid(evaluation, valuesOf(args, data, evaluation).join('')),
  merge: (args) => (data, evaluation) => paid(evaluation, valuesOf(args, data, evaluation).flat()),
  var:
    ([path, fallback]) =>
    (data, evaluation) => {
      const value = readVariable(data, path?.(data, evaluation));
      return value === undefined ? (fallback?.(data, evaluation) ?? null) : value;
    },
  missing: (args) => (data, evaluation) => {
    const [first, ...others] = valuesOf(args, data, evaluation);
    return missingOf(data, Array.isArray(first) ? first : args.length > 0 ? [first, ...others] : []);
  },
  missing_some:
    ([count, paths]) =>
    (data, evaluation) => {
      const asked = paths?.(data, evaluation);
      const options = Array.isArray(asked) ? asked : [];
      const missing = missingOf(data, options);
      return options.length - missing.length >= Number(count?.(data, evaluation)) ? [] : missing;
    },
};

/** Names of the standard's operators. */
export const standardOperators = (): string[] => [...Object.keys(valueOperators), ...Object.keys(controlOperators)];

function choose(args: readonly Evaluate[]): Evaluate {
  return (data, evaluation) => {
    let index = 0;
    // Where a condition holds, what follows it is the value; a last one without a condition is that of "else".
    while (index < args.length - 1 && !isTruthy(args[index]?.(data, evaluation))) index += 2;
    return (args[index + 1] ?? args[index])?.(data, evaluation) ?? null;
  };
}

/** The first value whose truth is `wanted`, else the last. */
function untilTruthIs(wanted: boolean, args: readonly Evaluate[], data: unknown, evaluation: Evaluation): unknown {
  let value: unknown;
  for (const argument of args) {
    value = argument(data, evaluation);
    if (isTruthy(value) === wanted) break;
  }
  return value;
}

/** The items of a list, each of which costs a step; what is no list counts as an empty one. */
function listOf(value: unknown, evaluation: Evaluation): readonly unknown[] {
  return Array.isArray(value) ? paid(evaluation, value) : [];
}

/** An operator over the items of a list. */
function overList(
  apply: (list: readonly unknown[], holds: (item: unknown) => boolean, value: (item: unknown) => unknown) => unknown,
) {
  return ([list, body]: readonly Evaluate[]): Evaluate =>
    (data, evaluation) => {
      const items = listOf(list?.(data, evaluation), evaluation);
      const value = (item: unknown): unknown => body?.(item, evaluation);
      return apply(items, (item) => isTruthy(value(item)), value);
    };
}

function valuesOf(args: readonly Evaluate[], data: unknown, evaluation: Evaluation): unknown[] {
  return args.map((argument) => argument(data, evaluation));
}

/** What grows from step to step costs its length, or a loop could double it until memory ends. */
function paid<T extends string | unknown[]>(evaluation: Evaluation, value: T): T {
  pay(evaluation, value.length);
  return value;
}

function pay(evaluation: Evaluation, steps: number): void {
  evaluation.steps -= steps;
  if (evaluation.steps < 0) throw new Error('it takes too many steps');
}

function keysOf(path: unknown): PathKeys {
  const keys = parsePath(path === undefined || path === null ? '' : String(path));
  if (!keys) throw new Error(`path '${path}' is refused`);
  return keys;
}

const readVariable = (data: unknown, path: unknown): unknown => readKeys(data, keysOf(path));

function missingOf(data: unknown, paths: readonly unknown[]): unknown[] {
  return paths.filter((path) => (readVariable(data, path) ?? '') === '');
}

/** Compiles an expression, whatever it is. */
export function compileLogic(expression: unknown): CompiledLogic {
  const problems = new Set<string>();
  const otherOperators = new Set<string>();
  const variables = new Set<string>();

  const compile = (part: unknown, depth: number): Evaluate => {
    if (typeof part !== 'object' || part === null) return () => part;
    if (depth > maxDepth) {
      problems.add(`it is nested deeper than ${maxDepth} levels`);
      return () => null;
    }
    if (Array.isArray(part)) {
      // A list of plain values, such as one of articles, is taken as it stands, however often it is read.
      if (part.every((item) => typeof item !== 'object')) return () => part;
      const parts = part.map((item) => compile(item, depth + 1));
      return (data, evaluation) => paid(evaluation, valuesOf(parts, data, evaluation));
    }
    const [entry, another] = Object.entries(part);
    if (!entry || another) {
      problems.add('an object in it is not one operator with its arguments');
      return () => null;
    }
    const [name, value] = entry;
    const args: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const path of pathsRead(name, args)) {
      if (parsePath(path)) variables.add(path);
      else problems.add(`path '${path}' is refused`);
    }
    return compileOperator(
      name,
      args.map((argument) => compile(argument, depth + 1)),
    );
  };

  const compileOperator = (name: string, args: readonly Evaluate[]): Evaluate => {
    const control = ownOf(controlOperators, name);
    const operator = ownOf(valueOperators, name);
    if (!control && !operator) otherOperators.add(name);
    const steps = control || operator ? 1 : otherOperatorSteps;
    const evaluate =
      control?.(args) ??
      ((data, evaluation) =>
        (operator ?? evaluation.operators[name])?.(...(valuesOf(args, data, evaluation) as number[])));
    return (data, evaluation) => {
      pay(evaluation, steps);
      return evaluate(data, evaluation);
    };
  };

  const evaluate = compile(expression, 0);
  return { evaluate, problems, otherOperators, variables };
}

/** Where an operator's arguments are paths, those that are written out. */
const writtenPaths: Readonly<Record<string, (args: readonly unknown[]) => readonly unknown[]>> = {
  var: (args) => args.slice(0, 1),
  missing: (args) => args.flat(),
  missing_some: (args) => args.slice(1).flat(),
};

function pathsRead(operator: string, args: readonly unknown[]): string[] {
  const paths = ownOf(writtenPaths, operator)?.(args) ?? [];
  return paths.filter((path) => typeof path === 'string' || typeof path === 'number').map(String);
}

/** The entry of a table; no inherited member passes for one. */
function ownOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
