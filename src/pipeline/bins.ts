import {
  array,
  exactOptional,
  integer,
  literal,
  maxValue,
  minValue,
  null_,
  number,
  pipe,
  string,
  union,
} from 'valibot';
import { chooseColumns, frameInput, numericTypes, planColumns } from './column-plan.ts';
import { floatText } from './float-text.ts';
import type { ColumnValue } from './frame.ts';
import type { NodeContext, Plan } from './operator.ts';
import { nameSchema } from './params.ts';
import { roundHalfEven } from './round-half-even.ts';

/** Edges of bins as JSON: `null` in the first place is -∞, in the last ∞. */
const edgesSchema = array(union([number(), null_()]));

/** The params that `cut` and `qcut` share. */
export const binEntries = {
  column: nameSchema,
  bins: edgesSchema,
  labels: exactOptional(union([literal(false), array(string())])),
  precision: exactOptional(pipe(number(), integer(), minValue(0), maxValue(15)), 3),
  name: exactOptional(nameSchema),
};

/** What bins are made of. */
export interface BinParams {
  readonly column: string;
  readonly bins: readonly (number | null)[];
  readonly labels?: false | readonly string[];
  readonly precision: number;
  readonly name?: string;
  /** Whether a bin holds its right edge (and not its left one). */
  readonly right: boolean;
  /** Whether the first bin holds its left edge, too. */
  readonly includeLowest: boolean;
}

/** Plans a column of bins as Pandas' `cut` has them: labels (string), or numbers from 0 on (int64) with `labels: false`. */
export function planBins(node: NodeContext, params: BinParams): Plan {
  const { column, bins, right, includeLowest, labels, name } = params;
  const edges = bins.map((edge, index) => {
    if (edge !== null) return edge;
    if (index > 0 && index < bins.length - 1) node.fail('bins', 'null stands for infinity, first or last only');
    return index === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  });
  const count = edges.length - 1;
  if (count < 1) node.fail('bins', 'it takes two edges or more');
  if (edges.some((edge, index) => index > 0 && edge <= (edges[index - 1] ?? edge)))
    node.fail('bins', 'its edges must increase; sort them and drop duplicates');
  if (labels && labels.length !== count) node.fail('labels', `it has ${labels.length} for ${count} bins`);
  const texts = labels || intervalTexts(edges, params);
  const of = (value: ColumnValue) => {
    if (value === null) return null;
    const bin = binOf(edges, Number(value), right, includeLowest);
    if (bin < 0) return null;
    return labels === false ? bin : texts[bin];
  };
  const input = frameInput(node);
  const [chosen = node.fail('column', 'it is missing')] = chooseColumns(node, input, [column], numericTypes, 'column');
  return planColumns(input, [
    { from: chosen.from, name: name ?? column, type: labels === false ? 'int64' : 'string', of },
  ]);
}

/** The bin of a value, -1 outside of all. */
function binOf(edges: readonly number[], value: number, right: boolean, includeLowest: boolean): number {
  if (includeLowest && value === edges[right ? 0 : edges.length - 1]) return right ? 0 : edges.length - 2;
  const above = edges.findIndex((edge) => (right ? value <= edge : value < edge));
  return above - 1 < 0 ? -1 : above - 1;
}

/** `(0, 18]` for whole edges, `(0.5, 18.0]` where one is not, in the fewest decimals from `precision` on that tell all edges apart. */
function intervalTexts(edges: readonly number[], { precision, right, includeLowest }: BinParams): string[] {
  let decimals = precision;
  const distinct = () => new Set(edges.map((edge) => roundFraction(edge, decimals))).size === edges.length;
  while (!distinct() && decimals < 20) decimals++;
  const breaks = edges.map((edge) => roundFraction(edge, decimals));
  const whole = edges.every(Number.isInteger) && !includeLowest;
  // Pandas moves the edge that belongs to its bin a little outwards, so that the text says so.
  const [first = 0] = breaks;
  const last = breaks.length - 1;
  if (includeLowest && right) breaks[0] = first - 10 ** -decimals;
  if (includeLowest && !right) breaks[last] = (breaks[last] ?? 0) + 10 ** -decimals;
  const text = (edge: number | undefined = 0) => (whole ? String(edge) : floatText(edge, 'float64'));
  return breaks.slice(1).map((to, index) => {
    return right ? `(${text(breaks[index])}, ${text(to)}]` : `[${text(breaks[index])}, ${text(to)})`;
  });
}

/** Keeps `precision` digits of the fraction; of a number below 1, behind its leading zeros. */
function roundFraction(value: number, precision: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const leading = Math.abs(value) < 1 ? -Math.floor(Math.log10(Math.abs(value))) - 1 : 0;
  return roundHalfEven(value, leading + precision);
}
