import type { ColumnType } from '../../../pipeline/frame.ts';
import { abs } from '../../../pipeline/operators/abs.ts';
import { clip } from '../../../pipeline/operators/clip.ts';
import { fillna } from '../../../pipeline/operators/fillna.ts';
import { imputer } from '../../../pipeline/operators/imputer.ts';
import { isna } from '../../../pipeline/operators/isna.ts';
import { log1p } from '../../../pipeline/operators/log1p.ts';
import { minMaxScaler } from '../../../pipeline/operators/min-max-scaler.ts';
import { robustScaler } from '../../../pipeline/operators/robust-scaler.ts';
import { standardScaler } from '../../../pipeline/operators/standard-scaler.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { tensor } from '../writer.ts';
import { defineForm, type FormContext, isFloat, namedColumns } from './form.ts';
import { castTo, columnsOf, type FusedColumn, layColumns, replaceColumns } from './fused-columns.ts';

/** One step of arithmetic: an operator and its second operand for each column. */
type Step = readonly [opType: 'Add' | 'Sub' | 'Mul' | 'Div', operands: readonly number[] | undefined];

const doubles = (build: GraphBuilder, values: readonly number[]): string => build.constant(tensor('float64', values));

/** Keeps a value of doubles within bounds; NaN stays NaN, for it compares as false. */
function bound(build: GraphBuilder, value: string, lower: number | undefined, upper: number | undefined): string {
  let bounded = value;
  for (const [opType, limit] of [
    ['Less', lower],
    ['Greater', upper],
  ] as const) {
    if (limit === undefined) continue;
    const constant = doubles(build, [limit]);
    bounded = build.node('Where', [build.node(opType, [bounded, constant]), constant, bounded]);
  }
  return bounded;
}

/** Scales columns in doubles; float32 ones are rounded at each step, as the pipeline's scalers round. */
function scale(
  context: FormContext,
  names: readonly string[],
  steps: readonly Step[],
  range?: readonly number[],
): FusedColumn[] {
  const { build, columns } = context;
  const chosen = namedColumns(context, names);
  const made = ([true, false] as const).flatMap((isSingle) => {
    const group = chosen.filter(({ type }) => (type === 'float32') === isSingle);
    if (group.length === 0) return [];
    const type: ColumnType = isSingle ? 'float32' : 'float64';
    let value = layColumns(build, group, 'float64');
    for (const [opType, operands] of steps) {
      if (!operands) continue;
      const own = group.map(({ name }) => operands[names.indexOf(name)] ?? 0);
      value = build.node(opType, [value, doubles(build, own)]);
      if (isSingle) value = castTo(build, castTo(build, value, 'float32'), 'float64');
    }
    if (range) value = bound(build, value, range[0], range[1]);
    if (isSingle) value = castTo(build, value, 'float32');
    return columnsOf(
      value,
      group.map(({ name }) => ({ name, type })),
    );
  });
  return replaceColumns(columns, made);
}

/** Works on each column by itself, in its own type. */
function mapEach(columns: readonly FusedColumn[], f: (column: FusedColumn) => string): FusedColumn[] {
  return columns.flatMap((column) => columnsOf(f(column), [column]));
}

const single = (build: GraphBuilder, column: FusedColumn): string => layColumns(build, [column], column.type);

function fill(build: GraphBuilder, column: FusedColumn, filler: unknown): string {
  const value = single(build, column);
  const constant = build.constant(tensor(column.type, [Number(filler)]));
  return build.node('Where', [build.node('IsNaN', [value]), constant, value]);
}

/** A bool column that is true where a column of floats is null. */
function flag(build: GraphBuilder, column: FusedColumn, name: string): FusedColumn[] {
  return columnsOf(build.node('IsNaN', [single(build, column)]), [{ name, type: 'bool' }]);
}

/** Operators on numbers. Those that look for null take float columns alone: others hold none once they are tensors. */
export const numberForms = new Map([
  defineForm(standardScaler, (context, { columns, mean, scale: factors }) =>
    scale(context, columns, [
      ['Sub', mean],
      ['Div', factors],
    ]),
  ),
  defineForm(robustScaler, (context, { columns, center, scale: factors }) =>
    scale(context, columns, [
      ['Sub', center],
      ['Div', factors],
    ]),
  ),
  defineForm(minMaxScaler, (context, { columns, scale: factors, min, clip: isClipped, featureRange }) =>
    scale(
      context,
      columns,
      [
        ['Mul', factors],
        ['Add', min],
      ],
      isClipped ? featureRange : undefined,
    ),
  ),
  defineForm(imputer, (context, { columns: names, statistics, addIndicator, indicators = names }) => {
    const { build, columns } = context;
    const chosen = namedColumns(context, names);
    const flagged = namedColumns(context, addIndicator ? indicators : []);
    if (![...chosen, ...flagged].every(({ type }) => isFloat(type))) return undefined;
    const filled = mapEach(chosen, (column) => fill(build, column, statistics[names.indexOf(column.name)]));
    const flags = flagged.flatMap((column) => flag(build, column, `missingindicator_${column.name}`));
    return replaceColumns(columns, [...filled, ...flags]);
  }),
  defineForm(fillna, (context, { value, columns: names }) => {
    const byColumn = typeof value === 'object' ? value : undefined;
    const chosen = namedColumns(context, names ?? (byColumn && Object.keys(byColumn)));
    if (!chosen.every(({ type }) => isFloat(type))) return undefined;
    const filled = mapEach(chosen, (column) => fill(context.build, column, byColumn ? byColumn[column.name] : value));
    return replaceColumns(context.columns, filled);
  }),
  defineForm(isna, (context, { columns: names, suffix }) => {
    const chosen = namedColumns(context, names);
    if (!chosen.every(({ type }) => isFloat(type))) return undefined;
    const flags = chosen.flatMap((column) => flag(context.build, column, column.name + suffix));
    return replaceColumns(context.columns, flags);
  }),
  defineForm(clip, (context, { columns: names, lower, upper }) => {
    const { build, columns } = context;
    const chosen = namedColumns(context, names);
    if (!chosen.every(({ type }) => isFloat(type))) return undefined;
    const clipped = mapEach(chosen, (column) =>
      castTo(build, bound(build, layColumns(build, [column], 'float64'), lower, upper), column.type),
    );
    return replaceColumns(columns, clipped);
  }),
  defineForm(log1p, (context, { columns: names }) => {
    const { build, columns } = context;
    const made = namedColumns(context, names).flatMap((column) => {
      const type: ColumnType = column.type === 'float32' ? 'float32' : 'float64';
      const sum = build.node('Add', [layColumns(build, [column], 'float64'), doubles(build, [1])]);
      return columnsOf(castTo(build, build.node('Log', [sum]), type), [{ name: column.name, type }]);
    });
    return replaceColumns(columns, made);
  }),
  defineForm(abs, (context, { columns: names }) => {
    const { build, columns } = context;
    return replaceColumns(
      columns,
      mapEach(namedColumns(context, names), (column) => build.node('Abs', [single(build, column)])),
    );
  }),
]);
