import { describe, expect, it } from 'vitest';
import { plain } from '../../pipeline/testing/fixtures.ts';
import { readCsv } from './read-csv.ts';

const typesOf = (text: string) => readCsv(text).columns.map(({ type }) => type);

describe('readCsv', () => {
  it('reads quotes, separators and line ends inside of them, and doubled quotes', () => {
    const frame = readCsv('a,b\r\n"x, ""y""","1\n2"\r\nz,\r\n');
    expect(plain(frame)).toEqual({ a: ['x, "y"', 'z'], b: ['1\n2', null] });
  });

  it('skips a byte order mark, empty lines, and needs no line end at the end', () => {
    expect(plain(readCsv('\uFEFFa;b\n\n1;2\n\r\n3;', { sep: ';' }))).toEqual({ a: [1n, 3n], b: [2, null] });
    expect(plain(readCsv('a\r1\r2'))).toEqual({ a: [1n, 2n] });
  });

  // As pandas.read_csv infers dtypes, but for bool with missing values, which is bool and not object.
  it.each<[string, string, unknown[]]>([
    ['1\n-2', 'int64', [1n, -2n]],
    ['1\n""', 'float64', [1, null]],
    ['1\n2.5', 'float64', [1, 2.5]],
    ['1e3\n.5', 'float64', [1000, 0.5]],
    ['True\nFALSE', 'bool', [true, false]],
    ['true\nNA', 'bool', [true, null]],
    ['True\n1', 'string', ['True', '1']],
    ['x\nNaN', 'string', ['x', null]],
    ['NA\nnull', 'float64', [null, null]],
    ['007\n1', 'int64', [7n, 1n]],
    ['9223372036854775807\n1', 'int64', [9223372036854775807n, 1n]],
    ['9223372036854775808\n1', 'string', ['9223372036854775808', '1']],
    ['0x10\n1', 'string', ['0x10', '1']],
  ])('takes %j for %s', (values, type, expected) => {
    const frame = readCsv(`a\n${values}\n`);
    expect([frame.columns[0]?.type, plain(frame).a]).toEqual([type, expected]);
  });

  it('takes the types given, and other texts for missing', () => {
    const frame = readCsv('a,b,c\n1,1,?\n2,0,x', { types: { a: 'string', b: 'bool' }, naValues: ['?'] });
    expect(plain(frame)).toEqual({ a: ['1', '2'], b: [true, false], c: [null, 'x'] });
  });

  it('takes texts for missing by column, where they are given so, and those of Pandas in others', () => {
    const frame = readCsv('a,b,c\nNA,NA,NA\n,-,-', { naValues: { a: [''], b: ['-'] } });
    expect(plain(frame)).toEqual({ a: ['NA', null], b: ['NA', null], c: [null, '-'] });
  });

  it('reads numbers with a decimal comma where it is told of it, and those with a point as texts then', () => {
    const text = 'a;b;c;d\n1,5;2;1,5;1.5\n-,25;3;x;2';
    const read = plain(readCsv(text, { sep: ';', decimal: ',', types: { b: 'float64' } }));
    expect(read).toEqual({ a: [1.5, -0.25], b: [2, 3], c: ['1,5', 'x'], d: ['1.5', '2'] });
    expect(plain(readCsv(text, { sep: ';' })).a).toEqual(['1,5', '-,25']);
    expect(() => readCsv(text, { sep: ';', decimal: ',', types: { c: 'float64' } })).toThrow(
      "CSV line 3, column 'c': 'x' is not float64; correct it or the type.",
    );
    expect(() => readCsv('a,b\n1,2', { decimal: ',' })).toThrow(
      'The decimal and the separator are both ","; give the separator as sep (by command: --sep).',
    );
  });

  it('reads a header alone as no rows', () => {
    expect(readCsv('a,b\n').rowCount).toBe(0);
    expect(typesOf('a,b\n')).toEqual(['float64', 'float64']);
  });

  it('names an empty header as Pandas does', () => {
    expect(readCsv(',a\n0,1').names).toEqual(['Unnamed: 0', 'a']);
  });

  it.each<[string, string, object, string]>([
    [
      'a line with more fields',
      'a,b\n1,2\n\n1,2,3',
      {},
      'CSV line 4 has 3 fields, but the header names 2 columns; quote fields that hold separators.',
    ],
    [
      'a line with fewer, behind a quoted line end',
      'a,b\n"1\n",2\n1',
      {},
      'CSV line 4 has 1 field, but the header names 2 columns; quote fields that hold separators.',
    ],
    [
      'row names that the header does not name',
      'a,b\nx,1,2\ny,3,4',
      {},
      'CSV line 2 has 3 fields as all behind it, but the header names 2 columns; the first line must name each column.',
    ],
    [
      'a title before the header',
      'Sales of May\n\na,b\n1,2',
      {},
      'CSV line 3 has 2 fields as all behind it, but the header names 1 column; the first line must name each column.',
    ],
    [
      'a quote that is never closed',
      'a\n1\n"2\n3',
      {},
      'CSV line 3: a quoted field is never closed; add the closing quote.',
    ],
    [
      'text behind a quote',
      'a,b\n1,"2"3',
      {},
      'CSV line 2: text stands behind the closing quote of field 2; double quotes inside of a field.',
    ],
    [
      'the line by which Excel names the separator',
      'sep=;\na;b\n1;2',
      { sep: ';' },
      'CSV line 1 names the separator, not the columns; take it out, and give the separator as sep (by command: --sep).',
    ],
    ['nothing', '', {}, 'The CSV is empty; its first line must name the columns.'],
    ['a name twice', 'a,a\n', {}, "CSV line 1 names a column 'a' twice; rename it."],
    ['a reserved name', '__proto__\n1', {}, "CSV line 1 names a column '__proto__' by a reserved word; rename it."],
    [
      'a value of another type',
      'age\n1\nabc',
      { types: { age: 'int64' } },
      "CSV line 3, column 'age': 'abc' is not int64; correct it or the type.",
    ],
    [
      'a truth that is none',
      'x\nyes',
      { types: { x: 'bool' } },
      "CSV line 2, column 'x': 'yes' is not bool; correct it or the type.",
    ],
    [
      'a type for no column',
      'age\n1',
      { types: { agee: 'int64' } },
      "The CSV has no column 'agee' to give a type to; did you mean 'age'?",
    ],
    [
      'a separator of two characters',
      'a\n1',
      { sep: '||' },
      'The separator "||" must be one character, no quote or line end.',
    ],
  ])('refuses %s', (_, text, options, message) => {
    expect(() => readCsv(text, options)).toThrow(expect.objectContaining({ code: 'input-invalid', message }));
  });

  it('reads 10,000 rows of as many categories', () => {
    const rows = Array.from({ length: 10_000 }, (_, row) => `item-${row},${row}`);
    const frame = readCsv(`sku,n\n${rows.join('\n')}`);
    expect([frame.rowCount, new Set(plain(frame).sku).size]).toEqual([10_000, 10_000]);
  });
});
