import { isRecord } from '../../xdm/record.ts';
import type { Context } from './context.ts';
import { isNameOfVariable, type Operation } from './expression.ts';

const comparisons: ReadonlySet<string> = new Set(['==', '===', '!=', '!==', '<', '<=', '>', '>=']);
/** Of three values they say whether the second is between the others; what comparisons have beyond what they take they drop. */
const between: ReadonlySet<string> = new Set(['<', '<=']);

/**
 * Reports a comparison of too few values or too many, one of `0,5`, which JSON reads as 0 and 5, and one of a variable's name.
 * @returns whether what is compared is what is meant, so that the values can be looked at.
 */
export function checkComparison({ name, args, path }: Operation, { report }: Context): boolean {
  if (!comparisons.has(name)) return true;
  const decimal = args.length > 2 ? args.findIndex((part, index) => isNumber(part) && isNumber(args[index + 1])) : -1;
  const isCounted = args.length === 2 || (args.length === 3 && between.has(name));
  if (decimal >= 0) {
    const [whole, fraction] = args.slice(decimal);
    report(
      'error',
      path,
      `${whole},${fraction} is two values; a decimal is written with a point, ${whole}.${fraction}`,
    );
  } else if (!isCounted)
    report('error', path, `${name} takes ${between.has(name) ? '2 or 3' : '2'} values, and has ${args.length}`);
  const unread = args.some(isRecord) ? undefined : args.find(isNameOfVariable);
  if (unread !== undefined) report('error', path, `"${unread}" is a text here; read it by { "var": "${unread}" }`);
  return decimal < 0 && isCounted;
}

const isNumber = (value: unknown): boolean => typeof value === 'number';
