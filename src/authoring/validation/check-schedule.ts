import type { Activity } from '../../decisioning/activity.ts';
import { instantOf } from '../../decisioning/operators/dates.ts';
import type { Path } from '../json/json-document.ts';
import type { Context } from './context.ts';
import { isOnCalendar } from './is-on-calendar.ts';

/** Reports a schedule that holds at no time, or no more. */
export function checkSchedule({ schedule }: Activity, path: Path, { report, now }: Context): void {
  if (!schedule) return;
  const { timeZone } = schedule;
  if (timeZone !== undefined && Number.isNaN(instantOf('2000-01-01T00:00', timeZone))) {
    report(
      'error',
      [...path, 'schedule', 'timeZone'],
      `there is no time zone "${timeZone}"; write one like Europe/Berlin`,
    );
    return;
  }
  const instantOfField = (field: 'start' | 'end'): number | undefined => {
    const text = schedule[field];
    if (text === undefined) return undefined;
    const isLocal = !/(Z|[+-]\d\d:\d\d)$/.test(text);
    const instant = isLocal ? instantOf(text, timeZone ?? 'UTC') : Date.parse(text);
    const problem =
      Number.isNaN(instant) || !isOnCalendar(text)
        ? `"${text}" is on no calendar`
        : isLocal && timeZone === undefined
          ? `"${text}" has no offset and the schedule no timeZone; add either`
          : undefined;
    if (problem) report('error', [...path, 'schedule', field], problem);
    return problem ? undefined : instant;
  };
  const start = instantOfField('start');
  const end = instantOfField('end');
  if (end === undefined) return;
  if (start !== undefined && end <= start) {
    const when = end === start ? 'in the instant in which' : 'before';
    report('error', [...path, 'schedule', 'end'], `it ends (${schedule.end}) ${when} it starts (${schedule.start})`);
  } else if (end <= now) report('warning', [...path, 'schedule', 'end'], `it ended on ${schedule.end}`);
}
