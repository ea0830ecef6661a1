import { extensions } from '../../decisioning/extensions.ts';
import { evaluateCondition, type JsonLogic, variablesOf } from '../../xdm/condition.ts';
import { isVariable, loops, operationOf, operationsIn } from './expression.ts';
import { isNumericRangeEmpty } from './numeric-range.ts';

/** Operators that read data. */
export const readsData: ReadonlySet<string> = new Set(['var', 'missing', 'missing_some']);

/** Whether a condition that reads no data holds. */
export function truthOfConstant(condition: unknown): boolean {
  return evaluateCondition(condition as JsonLogic, {}, undefined, extensions.operators);
}

/** Whether there is a variable of which no value passes all of the conditions that read it alone. */
export function isContradictory(conditions: readonly unknown[]): boolean {
  const byVariable = new Map<string, unknown[]>();
  for (const condition of conditions) {
    const variable = onlyVariableOf(condition);
    if (variable !== undefined) byVariable.set(variable, [...(byVariable.get(variable) ?? []), condition]);
  }
  return [...byVariable.values()].some(
    (comparisons) =>
      isNumericRangeEmpty(comparisons) || isAskedAndDenied(comparisons) || noCandidatePasses(comparisons),
  );
}

/** The variable that a condition reads, if it is the only one, without a default and outside of a loop. */
function onlyVariableOf(condition: unknown): string | undefined {
  const isPlain = [...operationsIn(condition, [])].every(
    ({ name, args }) =>
      !loops.has(name) && (name === 'var' ? args.length === 1 && typeof args[0] === 'string' : !readsData.has(name)),
  );
  const [variable, another] = variablesOf(condition);
  return isPlain && another === undefined ? variable : undefined;
}

/** Whether the variable has to be both true and false. */
function isAskedAndDenied(conditions: readonly unknown[]): boolean {
  const isVariableOf = (name: string) => (condition: unknown) => {
    const operation = operationOf(condition);
    return operation?.name === name && isVariable(operation.args[0]);
  };
  return (
    conditions.some((condition) => isVariable(condition) || isVariableOf('!!')(condition)) &&
    conditions.some(isVariableOf('!'))
  );
}

/** Whether a condition leaves the variable a few values only, and each of them fails another. */
function noCandidatePasses(conditions: readonly unknown[]): boolean {
  return conditions.some((condition) => {
    const candidates = candidatesOf(condition, conditions);
    return candidates?.values.every((value) =>
      candidates.against.some((other) => !truthOfConstant(substitute(other, value))),
    );
  });
}

/** The values that a condition leaves its variable, if they can be listed, and the conditions that they can be held against. */
function candidatesOf(
  condition: unknown,
  conditions: readonly unknown[],
): { readonly values: readonly unknown[]; readonly against: readonly unknown[] } | undefined {
  const { name, args = [] } = operationOf(condition) ?? {};
  const [left, right] = args;
  if (name === 'in') {
    return isVariable(left) && Array.isArray(right) && right.every(isPlainValue)
      ? { values: right, against: conditions }
      : undefined;
  }
  const constant = isVariable(left) ? right : left;
  if (!isVariable(left) && !isVariable(right)) return undefined;
  if (name === '===' && isPlainValue(constant)) return { values: [constant], against: conditions };
  // `==` converts: a text passes for a number, and the other way round where the constant is a text that is a number.
  const isWord = typeof constant === 'string' && Number.isNaN(Number(constant));
  if (name !== '==' || !(isWord || typeof constant === 'number')) return undefined;
  // What else equals the constant compares with constants of its type as it does.
  const against = conditions.filter((other) => {
    const comparison = operationOf(other);
    return (
      comparison &&
      ['==', '!=', '<', '<=', '>', '>='].includes(comparison.name) &&
      comparison.args.every((part) => isVariable(part) || typeof part === typeof constant)
    );
  });
  return { values: [constant], against };
}

const isPlainValue = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** The condition with a value in the place of its variable. */
function substitute(condition: unknown, value: unknown): unknown {
  if (Array.isArray(condition)) return condition.map((part) => substitute(part, value));
  const operation = operationOf(condition);
  if (!operation) return condition;
  if (operation.name === 'var') return value;
  return { [operation.name]: operation.args.map((part) => substitute(part, value)) };
}
