import { exactOptional, minValue, number, picklist, pipe, strictObject } from 'valibot';
import { evaluateCondition, type JsonLogic } from '../../xdm/condition.ts';
import type { ExperienceEvent } from '../../xdm/event.ts';
import { type PathKeys, parsePath, readKeys } from '../../xdm/path.ts';
import { numericTypes } from '../column-plan.ts';
import { readColumns, specsOf } from '../column-reader.ts';
import { type ColumnType, coerce } from '../frame.ts';
import { defineOperator, type RunState } from '../operator.ts';
import { conditionSchema, listOf, readColumnEntries } from '../params.ts';

type Events = readonly ExperienceEvent[];

interface Aggregate {
  /** Type of the result unless the column says otherwise. */
  readonly type?: ColumnType;
  readonly needsPath?: boolean;
  /**
   * @param values what the selected events have at the path, oldest first, without nulls, arrays spread; the events themselves without a path.
   * @param seconds between the latest event that has a value and now; NaN without one.
   */
  of(values: readonly unknown[], seconds: number): unknown;
}

const overNumbers = (of: (numbers: readonly number[]) => number): Aggregate => ({
  type: 'float64',
  needsPath: true,
  of: (values) => of(values.map((value) => coerce('float64', value)).filter((value) => typeof value === 'number')),
});

/** Named and counted as in Pandas: over nothing, sum and counts are 0 and the others null. */
const aggregates: Readonly<Record<string, Aggregate>> = {
  count: { type: 'int64', of: (values) => values.length },
  sum: overNumbers(sum),
  min: overNumbers((numbers) => numbers.reduce((a, b) => Math.min(a, b), numbers[0] ?? Number.NaN)),
  max: overNumbers((numbers) => numbers.reduce((a, b) => Math.max(a, b), numbers[0] ?? Number.NaN)),
  mean: overNumbers((numbers) => sum(numbers) / numbers.length),
  last: { needsPath: true, of: (values) => values.at(-1) },
  distinctCount: { type: 'int64', needsPath: true, of: (values) => new Set(values).size },
  secondsSince: { type: 'float64', of: (_, seconds) => seconds },
};

const columnSchema = strictObject({
  ...readColumnEntries,
  aggregate: exactOptional(picklist(Object.keys(aggregates))),
  where: exactOptional(conditionSchema),
  window: exactOptional(pipe(number(), minValue(0))),
});

/**
 * Turns the event log into one row. A column with a `path` alone reads the current event (the last that is no display), with `default`
 * where it has nothing there. A column with an `aggregate` looks at the whole log: events of the last `window` seconds
 * for which `where` holds (JSON Logic over `{ event, now, current }`), and what they have at `path`; `[*]` in a path and
 * arrays count item by item. `secondsSince` counts from the latest such event.
 */
export const xdmToFrame = defineOperator({
  name: 'xdm-to-frame',
  inputs: { kinds: ['events'], min: 1 },
  paramsSchema: strictObject({ columns: listOf(columnSchema) }),
  plan(node, params) {
    const columns = specsOf(node, params.columns, ({ aggregate = '' }) => aggregates[aggregate]?.type);
    const readers = params.columns.map(({ aggregate: name = '', path, where, window }, position) => {
      const fail = (param: string, reason: string) => node.fail(`columns.${position}.${param}`, reason);
      const keys = path === undefined ? undefined : parsePath(path);
      const aggregate = aggregates[name];
      if (!aggregate) {
        if (!keys) return fail('path', 'it is missing; add it or an aggregate');
        if (where !== undefined || window !== undefined) fail('aggregate', 'where and window need one; add it');
        return ({ current }: RunState) => readKeys(current, keys);
      }
      const { needsPath, of, type } = aggregate;
      if (needsPath && !keys) fail('path', `${name} needs one; add it`);
      if (type && !numericTypes.includes(columns[position]?.type ?? type)) {
        fail('type', `${name} gives numbers; choose one of ${numericTypes}`);
      }
      const selection = JSON.stringify([where, window]);
      // Columns that look at the same events share the work of finding them.
      return (state: RunState, selected: Map<string, Events>) => {
        const events = selected.get(selection) ?? select(state, where, window);
        selected.set(selection, events);
        return aggregateEvents(events, keys, state.now, of);
      };
    });
    return {
      output: { kind: 'frame', parts: columns },
      run(_, state) {
        const selected = new Map<string, Events>();
        const row = readers.map((read) => read(state, selected));
        return readColumns(columns, params.columns, [row]);
      },
    };
  },
});

function select({ events, current, now, onProblem }: RunState, where: JsonLogic | undefined, window?: number): Events {
  return events.filter(
    (event) =>
      (window === undefined || Date.parse(event.timestamp) >= now - window * 1000) &&
      (where === undefined || evaluateCondition(where, { event, now, current }, onProblem)),
  );
}

function aggregateEvents(events: Events, keys: PathKeys | undefined, now: number, of: Aggregate['of']): unknown {
  const values: unknown[] = [];
  let latest = '';
  for (const event of events) {
    const value = keys ? readKeys(event, keys) : event;
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item === undefined || item === null) continue;
      values.push(item);
      latest = event.timestamp;
    }
  }
  return of(values, (now - Date.parse(latest)) / 1000);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
