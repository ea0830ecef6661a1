import * as v from 'valibot';
import { EdgewiseError } from '../../errors.ts';
import {
  type Column,
  type ColumnType,
  type ColumnValue,
  coerce,
  createColumn,
  createFrame,
  type Frame,
} from '../../pipeline/frame.ts';
import { isSafeName } from '../../xdm/path.ts';
import { isRecord } from '../../xdm/record.ts';
import { counted } from '../counted.ts';
import { expectGiven } from '../expect-given.ts';
import { didYouMean } from '../graph/did-you-mean.ts';
import { inferTextType } from './infer-type.ts';
import { noText } from './no-text.ts';
import { type CsvRecord, parseCsv } from './parse-csv.ts';
import { typesSchema } from './read-json.ts';

/** Options of {@link readCsv}; named as Pandas' `read_csv`. */
export interface ReadCsvOptions {
  /** Types by column. @default found out from the values */
  readonly types?: Readonly<Record<string, ColumnType>> | undefined;
  /** What stands between fields. @default ','; a file of one column whose name holds another separator is refused */
  readonly sep?: string | undefined;
  /** What stands before the decimals of a number. @default '.' */
  readonly decimal?: '.' | ',' | undefined;
  /** Texts that stand for a missing value, in all columns or by column. @default those of Pandas: '', 'NA', 'NaN', 'null', 'None', … */
  readonly naValues?: readonly string[] | Readonly<Record<string, readonly string[]>> | undefined;
}

const optionsSchema = v.strictObject({
  types: typesSchema,
  sep: v.optional(v.string()),
  decimal: v.optional(v.picklist(['.', ','])),
  naValues: v.optional(v.union([v.array(v.string()), v.record(v.string(), v.array(v.string()))])),
} satisfies Record<keyof ReadCsvOptions, v.GenericSchema>);

/** What Pandas takes for missing. */
export const pandasNaValues: readonly string[] =
  ',#N/A,#N/A N/A,#NA,-1.#IND,-1.#QNAN,-NaN,-nan,1.#IND,1.#QNAN,<NA>,N/A,NA,NULL,NaN,None,n/a,nan,null'.split(',');

/**
 * Reads CSV (RFC 4180) into a frame; its first line names the columns. Types are found out as Pandas finds them, or given. Errors of
 * training name its rows by their lines.
 * @throws EdgewiseError `input-invalid` naming the line and column: a line with more or fewer fields than the header, a quote that is
 * never closed, a name twice, a value that is not of the type given.
 */
export function readCsv(text: string, options: ReadCsvOptions = {}): Frame {
  if (typeof text !== 'string') throw noText('readCsv', 'a CSV', text);
  expectGiven(optionsSchema, options, 'The options of readCsv are wrong');
  const { types = {}, sep, decimal = '.', naValues = {} } = options;
  if (decimal === (sep ?? ',')) {
    const message = `The decimal and the separator are both "${decimal}"; give the separator as sep (by command: --sep).`;
    throw new EdgewiseError('input-invalid', message);
  }
  const [header, ...records] = parseCsv(text, sep);
  if (!header) throw new EdgewiseError('input-invalid', 'The CSV is empty; its first line must name the columns.');
  // Excel's own way to name the separator.
  if (/^sep=.?$/i.test(header.fields[0] ?? '') && header.fields.length <= 2) {
    const message = `CSV line ${header.line} names the separator, not the columns; take it out, and give the separator as sep (by command: --sep).`;
    throw new EdgewiseError('input-invalid', message);
  }
  const names = readHeader(header);
  const other = sep === undefined && names.length === 1 ? /[;\t|]/.exec(names[0] ?? '')?.[0] : undefined;
  if (other) {
    const message = `The CSV has one column, and ${JSON.stringify(other)} in its name; give the separator as sep (by command: --sep).`;
    throw new EdgewiseError('input-invalid', message);
  }
  for (const name of Object.keys(types)) {
    if (names.includes(name)) continue;
    throw new EdgewiseError(
      'input-invalid',
      `The CSV has no column '${name}' to give a type to${didYouMean(name, names) || '; correct it.'}`,
    );
  }
  const uneven = records.find(({ fields }) => fields.length !== names.length);
  if (uneven) {
    const found = counted(uneven.fields.length, 'field');
    const isSameInAll = records.length > 1 && records.every(({ fields }) => fields.length === uneven.fields.length);
    const [others, remedy] = isSameInAll
      ? [' as all behind it', 'the first line must name each column']
      : ['', 'quote fields that hold separators'];
    const message = `CSV line ${uneven.line} has ${found}${others}, but the header names ${counted(names.length, 'column')}; ${remedy}.`;
    throw new EdgewiseError('input-invalid', message);
  }
  // With a decimal comma, a point makes a text of a number, as a comma does otherwise.
  const pointed = (text: string) =>
    decimal === '.' ? text : text.replace(/[.,]/g, (mark) => (mark === ',' ? '.' : ','));
  const columns = names.map((name, index): [string, Column] => {
    const missing = new Set(missingIn(name, naValues));
    const texts = records.map(({ fields }) => {
      const field = fields[index];
      return field === undefined || missing.has(field) ? undefined : field;
    });
    const given = Object.hasOwn(types, name) ? types[name] : undefined;
    const type = given ?? inferTextType(texts.map((field) => field && pointed(field)));
    const read = (field: string | undefined): ColumnValue => {
      if (field === undefined || type === 'string') return field ?? null;
      return type === 'bool' ? readTruth(field) : coerce(type, pointed(field));
    };
    const values = texts.map((field, row) => {
      const value = read(field);
      if (value !== null || field === undefined) return value;
      const where = `CSV line ${records[row]?.line}, column '${name}'`;
      throw new EdgewiseError(
        'input-invalid',
        `${where}: '${field.slice(0, 50)}' is not ${type}; correct it or the type.`,
      );
    });
    return [name, createColumn(type, values)];
  });
  return { ...createFrame(new Map(columns)), rowName: (row) => `line ${records[row]?.line}` };
}

function missingIn(name: string, naValues: NonNullable<ReadCsvOptions['naValues']>): readonly string[] {
  if (!isRecord(naValues)) return naValues;
  return (Object.hasOwn(naValues, name) && naValues[name]) || pandasNaValues;
}

function readHeader({ line, fields }: CsvRecord): string[] {
  const names = new Set<string>();
  return fields.map((field, position) => {
    const name = field.trim() || `Unnamed: ${position}`;
    if (names.has(name) || !isSafeName(name)) {
      const problem = names.has(name) ? 'twice' : 'by a reserved word';
      throw new EdgewiseError('input-invalid', `CSV line ${line} names a column '${name}' ${problem}; rename it.`);
    }
    names.add(name);
    return name;
  });
}

function readTruth(text: string): boolean | null {
  const lower = text.toLowerCase();
  if (lower === 'true' || lower === '1') return true;
  return lower === 'false' || lower === '0' ? false : null;
}
