import { cast } from '../../../pipeline/operators/cast.ts';
import { concat } from '../../../pipeline/operators/concat.ts';
import { drop } from '../../../pipeline/operators/drop.ts';
import { rename } from '../../../pipeline/operators/rename.ts';
import { select } from '../../../pipeline/operators/select.ts';
import { defineForm, isFloat, namedColumns } from './form.ts';
import { castTo, columnsOf, type FusedColumn, layColumns, replaceColumns } from './fused-columns.ts';

/** Operators that pick, name and convert columns. */
export const columnForms = new Map([
  defineForm(select, (context, { columns }) => namedColumns(context, columns)),
  defineForm(drop, ({ columns }, { columns: names }) => columns.filter(({ name }) => !names.includes(name))),
  defineForm(rename, ({ columns }, { columns: names }) =>
    columns.map((column) => ({ ...column, name: names[column.name] ?? column.name })),
  ),
  defineForm(concat, ({ columns }, { axis }) => (axis === 'columns' ? columns : undefined)),
  defineForm(cast, (context, { type: wanted, columns: names }) => {
    const { build, columns } = context;
    const chosen = namedColumns(context, names ?? (typeof wanted === 'object' ? Object.keys(wanted) : undefined));
    const made: FusedColumn[] = [];
    for (const column of chosen) {
      const type = typeof wanted === 'object' ? wanted[column.name] : wanted;
      // Text may hold no number, and floats null, which only floats can pass on.
      if (!type || column.type === 'string' || !isFloat(type)) return undefined;
      made.push(
        ...columnsOf(castTo(build, layColumns(build, [column], column.type), type), [{ name: column.name, type }]),
      );
    }
    return replaceColumns(columns, made);
  }),
]);
