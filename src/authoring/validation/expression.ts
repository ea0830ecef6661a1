import { isRecord } from '../../xdm/record.ts';
import type { Path } from '../json/json-document.ts';

/** One operator in an expression. */
export interface Operation {
  readonly name: string;
  readonly args: readonly unknown[];
  /** Of the operator's name. */
  readonly path: Path;
  /** Whether variables are read from an item of a list rather than from all data. */
  readonly isInLoop: boolean;
}

/** Operators that evaluate an expression over the items of a list. */
export const loops: ReadonlySet<string> = new Set(['map', 'filter', 'reduce', 'all', 'some', 'none']);

/** Deeper than any expression that is evaluated, for each level is two keys at most. */
const maxPathLength = 300;

/** Every operator of a JSON Logic expression, the outer before the inner. Malformed parts are passed over. */
export function* operationsIn(expression: unknown, path: Path, isInLoop = false): Generator<Operation> {
  if (path.length > maxPathLength) return;
  if (Array.isArray(expression)) {
    for (const [index, part] of expression.entries()) yield* operationsIn(part, [...path, index], isInLoop);
  }
  const operation = operationOf(expression);
  if (!operation) return;
  const { name, args, isList } = operation;
  yield { name, args, path: [...path, name], isInLoop };
  for (const [index, part] of args.entries()) {
    const inner = isList ? [...path, name, index] : [...path, name];
    yield* operationsIn(part, inner, isInLoop || (loops.has(name) && index === 1));
  }
}

/** An expression's outermost operator. */
export function operationOf(
  expression: unknown,
): { readonly name: string; readonly args: readonly unknown[]; readonly isList: boolean } | undefined {
  if (!isRecord(expression)) return undefined;
  const [entry, another] = Object.entries(expression);
  if (!entry || another) return undefined;
  const [name, value] = entry;
  const isList = Array.isArray(value);
  return { name, args: isList ? value : [value], isList };
}

/** Whether a part of an expression is a variable. */
export function isVariable(part: unknown): boolean {
  return operationOf(part)?.name === 'var';
}

/** The variable that a part of an expression is; `''` where it is something else. */
export function variableOf(part: unknown): string {
  const { name, args = [] } = operationOf(part) ?? {};
  return name === 'var' ? String(args[0]) : '';
}

/** Whether a part of an expression is the name of a variable, which only `var` reads. */
export function isNameOfVariable(part: unknown): part is string {
  return typeof part === 'string' && /^(event|profile|scores|segments|session|page)\.[^<>=!&|]+$/.test(part);
}
