import { extensions } from '../../decisioning/extensions.ts';
import { isRecord } from '../../xdm/record.ts';
import type { Path } from '../json/json-document.ts';
import type { Context } from './context.ts';
import type { Operation } from './expression.ts';
import { isOnCalendar } from './is-on-calendar.ts';

const date = '2026-11-27';

/** What an operator takes, an example of each argument that it needs: they stand in for what is known only when it is decided. */
const examples: ReadonlyMap<string, readonly unknown[]> = new Map([
  ['before', [date, date]],
  ['after', [date, date]],
  ['date_diff', ['day', date, date]],
  ['date_part', ['day', date]],
  ['sem_ver', ['1.0.0', '=', '1.0.0']],
  ['matches', ['text', 'text']],
  ['starts_with', ['text', 'text']],
  ['ends_with', ['text', 'text']],
]);

const dateOperators = ['before', 'after', 'date_diff', 'date_part'];

/** Reports arguments, as they are written out, for which an operator throws whatever the data: the condition is never true then. */
export function checkArguments({ name, args, path }: Operation, { report }: Context): void {
  if (name === 'in') checkIn(args, path, report);
  // As JavaScript writes it: a text does not begin behind the slash.
  if (name === 'matches' && /^\/\^[^|]*\/[a-z]*$/.test(String(args[1])))
    report(
      'error',
      path,
      `the pattern ${args[1]} matches nothing; write it without slashes around it, and "i" behind it`,
    );
  const operator = extensions.operators[name];
  const taken = examples.get(name);
  if (!operator || !taken) return;
  if (args.length < taken.length) {
    report('error', path, `${name} takes ${taken.length} values, and has ${args.length}`);
    return;
  }
  const unreal = dateOperators.includes(name)
    ? args.find((arg) => typeof arg === 'string' && !isOnCalendar(arg))
    : undefined;
  try {
    operator(...args.map((arg, index) => (typeof arg === 'object' ? taken[index] : arg)));
    if (unreal !== undefined) report('error', path, `"${unreal}" is on no calendar`);
  } catch (error) {
    // It is Intl that throws it, without a remedy.
    const isTimeZone = error instanceof RangeError && name === 'date_part';
    const problem = error instanceof Error ? error.message : String(error);
    report('error', path, isTimeZone ? `there is no time zone "${args[2]}"; write one like Europe/Berlin` : problem);
  }
}

/** Reports an `in` that is in nothing, and warns of one whose list comes first. */
function checkIn([value, within, ...others]: readonly unknown[], path: Path, report: Context['report']): void {
  const takes = 'in takes a value and then the list, or the text, that it is in';
  const isWithin = Array.isArray(within) || typeof within === 'string' || isRecord(within);
  if (!isWithin || others.length > 0) report('error', path, takes);
  else if (Array.isArray(value) && isRecord(within)) report('warning', path, `${takes}; here the list comes first`);
}
