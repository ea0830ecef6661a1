import { missingTexts } from '../authoring/frames/missing-texts.ts';
import { paddedTexts } from '../authoring/frames/padded-texts.ts';
import { type ReadCsvOptions, readCsv } from '../authoring/frames/read-csv.ts';
import { strayTexts } from '../authoring/frames/stray-texts.ts';
import { declaredTypes } from '../authoring/graph/declared-types.ts';
import type { GraphJson } from '../authoring/graph/definition.ts';
import { readText } from '../authoring/read-file.ts';
import { withSubject } from '../authoring/with-subject.ts';
import { columnOf, type Frame } from '../pipeline/frame.ts';
import { type Surroundings, UsageError } from './command.ts';

/** The options of every command that reads rows. */
export const dataOptions = {
  data: { type: 'string' },
  sep: { type: 'string' },
  decimal: { type: 'string' },
} as const;

/** As they stand in a command's usage. */
export const dataUsage = '--data CSV [--sep ,] [--decimal .]';

/** What they do, but for `--data`. */
export const dataHelp = {
  '--sep ,': 'what separates the columns; \\t is a tab',
  '--decimal .': 'what stands before the decimals of numbers: . or ,',
};

/** @throws UsageError where a command was not given its rows. */
export function takeData(data: string | undefined, command: string): string {
  if (data !== undefined) return data;
  throw new UsageError(`${command} needs --data, a CSV file whose first line names the columns`);
}

/** How a CSV file is written, as words of a command line say it. */
export interface DataForm {
  /** What separates its columns; `\t` as shells hand it on is a tab, too. @default ',' */
  readonly sep?: string | undefined;
  /** @default '.' */
  readonly decimal?: string | undefined;
}

/**
 * Reads a CSV file for a graph, and notes what in it looks like a slip. A column that its nodes read as text keeps its texts, whatever they
 * look like, for '007' on the page is no 7, and 'NA' may be Namibia.
 * @throws EdgewiseError `input-invalid` naming file, line and column; UsageError for another decimal; what the file system refuses.
 */
export async function readData(
  path: string,
  { graph, sep, decimal = '.' }: DataForm & { readonly graph: GraphJson },
  { note }: Pick<Surroundings, 'note'>,
): Promise<Frame> {
  if (decimal !== '.' && decimal !== ',') throw new UsageError(`--decimal is ${decimal}; give . or ,`);
  const text = await readText(path);
  const declared = declaredTypes(graph);
  const options: ReadCsvOptions = {
    decimal,
    ...(sep !== undefined && { sep: sep === '\\t' ? '\t' : sep }),
    naValues: Object.fromEntries([...declared].flatMap(([name, type]) => (type === 'string' ? [[name, ['']]] : []))),
  };
  const frame = await withSubject(
    () => path,
    () => {
      const found = readCsv(text, options);
      const misread = [...declared].filter(([name, type]) => {
        const other = columnOf(found, name)?.type ?? type;
        return other !== type && [other, type].includes('string');
      });
      return misread.length === 0 ? found : readCsv(text, { ...options, types: Object.fromEntries(misread) });
    },
  );
  for (const sentence of [...strayTexts(frame, declared), ...paddedTexts(frame), ...missingTexts(frame, declared)])
    note(`${path}: ${sentence}`);
  return frame;
}
