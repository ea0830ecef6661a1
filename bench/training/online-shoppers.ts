import { existsSync, readFileSync } from 'node:fs';
import type { TrainingData } from '../../src/authoring/trainers/estimator.ts';

/** Real sessions of a web shop, not part of the project; see `shared/data/README.md` beside the repository. */
const file = `${process.env.EDGEWISE_SHARED_DATA ?? '../shared/data'}/online-shoppers.csv`;

const categorical = ['Month', 'OperatingSystems', 'Browser', 'Region', 'TrafficType', 'VisitorType', 'Weekend'];
const label = 'Revenue';

/** Rows to learn from and to test on. */
export interface Split {
  readonly training: TrainingData & { readonly labels: readonly number[] };
  readonly test: TrainingData & { readonly labels: readonly number[] };
}

/** How columns of categories are given. */
export type Encoding = 'one-hot' | 'standardised' | 'codes';

/** Names of the columns that `codes` gives as categories. */
export const categoricalColumns: readonly string[] = categorical;

/** Why the data cannot be read, or undefined when it can. */
export const whyMissing = existsSync(file) ? undefined : `${file} is not there`;

/**
 * Reads the sessions; those of a row index divisible by 5 are the test rows. Categories become one column each (`one-hot`; `standardised` brings
 * all columns to mean 0 and deviation 1 of the training rows) or numbers (`codes`).
 */
export function readOnlineShoppers(encoding: Encoding): Split {
  const [header = [], ...records] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','));
  const columns = header
    .filter((name) => name !== label)
    .flatMap((name) => columnsOf(name, encoding, valuesOf(header, records, name)));
  const rows = records.map((_, row) => row);
  const isTest = (row: number): boolean => row % 5 === 0;
  const labels = valuesOf(header, records, label).map((text) => Number(text === 'TRUE'));
  const take = (places: readonly number[], of: typeof columns) => ({
    features: Float64Array.from(places.flatMap((row) => of.map(({ values }) => values[row] ?? Number.NaN))),
    featureNames: of.map(({ name }) => name),
    labels: places.map((row) => labels[row] ?? 0),
  });
  const trainingRows = rows.filter((row) => !isTest(row));
  const scaled = encoding === 'standardised' ? columns.map((column) => standardise(column, trainingRows)) : columns;
  return { training: take(trainingRows, scaled), test: take(rows.filter(isTest), scaled) };
}

interface Column {
  readonly name: string;
  readonly values: readonly number[];
}

function valuesOf(header: readonly string[], records: readonly string[][], name: string): string[] {
  const at = header.indexOf(name);
  return records.map((record) => record[at] ?? '');
}

function columnsOf(name: string, encoding: Encoding, texts: readonly string[]): Column[] {
  if (!categorical.includes(name)) return [{ name, values: texts.map(Number) }];
  const categories = [...new Set(texts)].sort();
  if (encoding === 'codes') return [{ name, values: texts.map((text) => categories.indexOf(text)) }];
  return categories.map((category) => ({
    name: `${name}_${category}`,
    values: texts.map((text) => Number(text === category)),
  }));
}

function standardise({ name, values }: Column, rows: readonly number[]): Column {
  const mean = rows.reduce((sum, row) => sum + (values[row] ?? 0), 0) / rows.length;
  const variance = rows.reduce((sum, row) => sum + ((values[row] ?? 0) - mean) ** 2, 0) / rows.length;
  const deviation = Math.sqrt(variance) || 1;
  return { name, values: values.map((value) => (value - mean) / deviation) };
}
