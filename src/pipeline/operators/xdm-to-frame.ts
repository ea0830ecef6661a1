import { array, minLength, minValue, number, optional, picklist, pipe, strictObject, unknown } from 'valibot';
import { checkExpression, evaluateCondition, type JsonLogic } from '../../xdm/condition.ts';
import type { ExperienceEvent } from '../../xdm/event.ts';
import { type PathKeys, readKeys } from '../../xdm/path.ts';
import { numericTypes } from '../column-plan.ts';
import { keysOf, oneRow, type ReadColumn, specsOf } from '../column-reader.ts';
import { type ColumnType, coerce } from '../frame.ts';
import { defineOperator, type RunState } from '../operator.ts';
import { readColumnEntries } from '../params.ts';
import { parseTime } from '../time.ts';

/** What the selected events have at the path of a column. */
interface Found {
  /** Oldest first, without nulls, arrays spread; the events themselves where the column has no path. */
  readonly values: readonly unknown[];
  /** Seconds between the latest event that has a value and now. */
  readonly seconds: number;
}

/** One column as it is read in a run. */
interface ColumnReader {
  readonly type: ColumnType;
  readonly missing: ReadColumn['default'];
  /** Key of the selection of events that it works on. */
  readonly selection?: string;
  read(state: RunState, selected: readonly ExperienceEvent[]): unknown;
}

interface Aggregate {
  /** Type of the result unless the column says otherwise. */
  readonly type?: ColumnType;
  readonly needsPath?: boolean;
  of(found: Found): unknown;
}

/** Named and counted as in Pandas: over nothing, sum and counts are 0 and the others null. */
const aggregates: Readonly<Record<(typeof aggregateNames)[number], Aggregate>> = {
  count: { type: 'int64', of: ({ values }) => values.length },
  sum: { type: 'float64', needsPath: true, of: (found) => sum(numbersOf(found)) },
  min: { type: 'float64', needsPath: true, of: (found) => extreme(numbersOf(found), Math.min) },
  max: { type: 'float64', needsPath: true, of: (found) => extreme(numbersOf(found), Math.max) },
  mean: { type: 'float64', needsPath: true, of: (found) => sum(numbersOf(found)) / numbersOf(found).length },
  last: { needsPath: true, of: ({ values }) => values.at(-1) },
  distinctCount: { type: 'int64', needsPath: true, of: ({ values }) => new Set(values).size },
  secondsSince: { type: 'float64', of: ({ seconds }) => seconds },
};

const aggregateNames = ['count', 'sum', 'min', 'max', 'mean', 'last', 'distinctCount', 'secondsSince'] as const;

const columnSchema = strictObject({
  ...readColumnEntries,
  aggregate: optional(picklist(aggregateNames)),
  where: optional(unknown()),
  window: optional(pipe(number(), minValue(0))),
});

/**
 * Turns the event log into one row. A column with a `path` alone reads the current event (the last one), with `default`
 * where it has nothing there. A column with an `aggregate` looks at the whole log: events of the last `window` seconds
 * for which `where` holds (JSON Logic over `{ event, now, current }`), and what they have at `path`; `[*]` in a path and
 * arrays count item by item. `secondsSince` counts from the latest such event.
 */
export const xdmToFrame = defineOperator({
  name: 'xdm-to-frame',
  inputs: { kinds: ['events'], min: 1, max: 1 },
  paramsSchema: strictObject({ columns: pipe(array(columnSchema), minLength(1)) }),
  plan(node, params) {
    const columns = specsOf(node, params.columns, ({ aggregate }) => aggregate && aggregates[aggregate].type);
    const selections = new Map<string, (state: RunState) => readonly ExperienceEvent[]>();
    const readers = params.columns.map((column, position): ColumnReader => {
      const { aggregate, path, where, window, default: missing } = column;
      const type = columns[position]?.type ?? 'float64';
      const fail = (param: string, reason: string) => node.fail(`columns.${position}.${param}`, reason);
      const keys = keysOf(path);
      if (!aggregate) {
        if (!keys) fail('path', 'it is missing; add it or an aggregate');
        if (where !== undefined || window !== undefined) fail('aggregate', 'where and window need one; add it');
        return { type, missing, read: (state: RunState) => readKeys(state.events.at(-1), keys ?? []) };
      }
      const { needsPath, of, type: usual } = aggregates[aggregate];
      if (needsPath && !keys) fail('path', `${aggregate} needs one; add it`);
      if (usual && !numericTypes.includes(type))
        fail('type', `${aggregate} gives numbers; choose ${numericTypes.join(', ')}`);
      const [problem] = where === undefined ? [] : checkExpression(where);
      if (problem) fail('where', problem);
      // Columns that look at the same events share the work of finding them.
      const selection = JSON.stringify([where, window]);
      if (!selections.has(selection))
        selections.set(selection, createSelection(where as JsonLogic | undefined, window));
      return { type, missing, selection, read: (state, events) => of(find(events, keys, state.now)) };
    });
    const names = columns.map((column) => column.name);
    return {
      output: { kind: 'frame', columns },
      run(_, state) {
        const selected = new Map<string, readonly ExperienceEvent[]>();
        for (const [selection, select] of selections) selected.set(selection, select(state));
        const row = readers.map(({ type, missing, selection, read }) => {
          return oneRow(type, read(state, selected.get(selection ?? '') ?? []), missing);
        });
        return { names, columns: row, rowCount: 1 };
      },
    };
  },
});

function createSelection(
  where: JsonLogic | undefined,
  window: number | undefined,
): (state: RunState) => readonly ExperienceEvent[] {
  return ({ events, now, onProblem }) => {
    let selected = events;
    if (window !== undefined) {
      const from = now - window * 1000;
      selected = selected.filter((event) => parseTime(event.timestamp) >= from);
    }
    if (where === undefined) return selected;
    const data = { event: events.at(-1), now, current: events.at(-1) };
    return selected.filter((event) => {
      data.event = event;
      return evaluateCondition(where, data, onProblem);
    });
  };
}

function find(events: readonly ExperienceEvent[], keys: PathKeys | undefined, now: number): Found {
  if (!keys) return { values: events, seconds: secondsSince(events.at(-1), now) };
  const values: unknown[] = [];
  let latest: ExperienceEvent | undefined;
  for (const event of events) {
    const count = values.length;
    const value = readKeys(event, keys);
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined && item !== null) values.push(item);
    if (values.length > count) latest = event;
  }
  return { values, seconds: secondsSince(latest, now) };
}

function secondsSince(event: ExperienceEvent | undefined, now: number): number {
  return event ? (now - parseTime(event.timestamp)) / 1000 : Number.NaN;
}

function numbersOf({ values }: Found): number[] {
  return values.flatMap((value) => {
    const number = coerce('float64', value);
    return number === null ? [] : Number(number);
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function extreme(numbers: readonly number[], choose: (a: number, b: number) => number): number {
  return numbers.reduce((a, b) => choose(a, b), numbers[0] ?? Number.NaN);
}
