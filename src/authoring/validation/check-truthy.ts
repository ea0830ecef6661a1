import type { Path } from '../json/json-document.ts';
import type { Context } from './context.ts';
import { isNameOfVariable, operationOf } from './expression.ts';

/** Operators of a condition whose parts are conditions, too. */
const connectives: ReadonlySet<string> = new Set(['and', 'or', '!', '!!', 'if', '?:']);

/**
 * Reports texts and lists that stand where a condition belongs: JSON Logic counts them as true. Empty ones are false, and what they keep from
 * holding is reported elsewhere.
 */
export function checkTruthy(condition: unknown, path: Path, context: Pick<Context, 'report'>): void {
  if ((typeof condition === 'string' || Array.isArray(condition)) && condition.length > 0) {
    const what = Array.isArray(condition) ? 'list' : 'text';
    const meant = isNameOfVariable(condition)
      ? `{ "var": "${condition}" }`
      : 'an operator, such as { ">": [{ "var": "…" }, 1] }';
    context.report('error', path, `a ${what} stands where a condition belongs, and holds for everyone; write ${meant}`);
  }
  const { name = '', args = [], isList } = operationOf(condition) ?? {};
  if (!connectives.has(name)) return;
  for (const [index, part] of args.entries())
    checkTruthy(part, isList ? [...path, name, index] : [...path, name], context);
}
