import { isVariable, operationOf } from './expression.ts';

/** A bound of a number, and whether it belongs to the range. */
interface Bound {
  readonly value: number;
  readonly isIncluded: boolean;
}

/**
 * Whether no number passes all comparisons with numbers among these conditions over one variable. A comparison with a number converts
 * whatever it is given to a number first, always to the same one, so what is no number doesn't pass either.
 */
export function isNumericRangeEmpty(conditions: readonly unknown[]): boolean {
  const lows: Bound[] = [];
  const highs: Bound[] = [];
  for (const condition of conditions) {
    for (const { low, high } of rangesOf(condition)) {
      if (low) lows.push(low);
      if (high) highs.push(high);
    }
  }
  return lows.some((low) =>
    highs.some((high) => low.value > high.value || (low.value === high.value && !(low.isIncluded && high.isIncluded))),
  );
}

function rangesOf(condition: unknown): readonly { readonly low?: Bound; readonly high?: Bound }[] {
  const { name = '', args = [] } = operationOf(condition) ?? {};
  const [left, right, third] = args;
  switch (name) {
    case '==':
    case '===': {
      const [value] = [left, right].filter(isNumber);
      const bound = value === undefined ? undefined : { value, isIncluded: true };
      return bound && [left, right].some(isVariable) ? [{ low: bound, high: bound }] : [];
    }
    case '>':
    case '>=':
      return between(right, left, name === '>=');
    case '<':
    case '<=':
      return third === undefined
        ? between(left, right, name === '<=')
        : [...between(left, right, name === '<='), ...between(right, third, name === '<=')];
    default:
      return [];
  }
}

/** What `low < high`, or `low <= high`, says of the one of them that is a variable. */
function between(low: unknown, high: unknown, isIncluded: boolean): ReturnType<typeof rangesOf> {
  if (isVariable(high) && isNumber(low)) return [{ low: { value: low, isIncluded } }];
  if (isVariable(low) && isNumber(high)) return [{ high: { value: high, isIncluded } }];
  return [];
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
