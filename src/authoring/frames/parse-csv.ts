import { EdgewiseError } from '../../errors.ts';

/** One record of a CSV file, with the line on which it begins, from 1 on. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Takes CSV apart as RFC 4180 has it: fields in double quotes may hold separators, line ends and doubled quotes. Lines end with
 * LF, CR or CR LF; empty ones and a byte order mark are skipped.
 * @throws EdgewiseError `input-invalid` naming the line of a quote that is never closed, or of text behind a closing quote.
 */
export function parseCsv(text: string, sep = ','): CsvRecord[] {
  const records: CsvRecord[] = [];
  const quoted = /"((?:[^"]|"")*)"/y;
  const plain = new RegExp(`[^${escapeInClass(sep)}\\r\\n]*`, 'y');
  let line = 1;
  let position = text.startsWith('\uFEFF') ? 1 : 0;
  let fields: string[] = [];
  let isEmpty = true;
  let began = line;

  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    position += match?.[0].length ?? 0;
    return match;
  };
  const refuse = (reason: string): never => {
    throw new EdgewiseError('input-invalid', `CSV line ${began}: ${reason}.`);
  };

  while (position < text.length) {
    if (fields.length === 0) began = line;
    isEmpty = fields.length === 0 && /[\r\n]/.test(text[position] ?? '');
    if (text[position] === '"') {
      const [whole, content = ''] = take(quoted) ?? refuse('a quoted field is never closed; add the closing quote');
      line += whole.match(/\r\n?|\n/g)?.length ?? 0;
      fields.push(content.replaceAll('""', '"'));
    } else {
      fields.push(take(plain)?.[0] ?? '');
    }
    const next = text[position];
    if (next === sep) {
      position += 1;
      // A separator at the very end has an empty field behind it.
      if (position === text.length) fields.push('');
      else continue;
    } else if (next !== undefined && next !== '\r' && next !== '\n') {
      refuse(`text stands behind the closing quote of field ${fields.length}; double quotes inside of a field`);
    }
    take(/\r\n?|\n/y);
    line += 1;
    if (!isEmpty) records.push({ line: began, fields });
    fields = [];
  }
  return records;
}

function escapeInClass(sep: string): string {
  if (sep.length !== 1 || /["\r\n]/.test(sep)) {
    throw new EdgewiseError(
      'input-invalid',
      `The separator ${JSON.stringify(sep)} must be one character, no quote or line end.`,
    );
  }
  return sep.replace(/[\]\\^-]/, '\\$&');
}
