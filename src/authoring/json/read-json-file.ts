import * as v from 'valibot';
import { EdgewiseError, type EdgewiseErrorCode } from '../../errors.ts';
import { readText } from '../read-file.ts';
import { issueInWords } from './issue-in-words.ts';
import { type Path, readJson } from './json-document.ts';

/** What a file is to hold. */
interface Expected<Schema extends v.GenericSchema> {
  readonly schema: Schema;
  /** What it is, such as `a graph`. */
  readonly what: string;
  /** Of the error when it is something else. */
  readonly code: EdgewiseErrorCode;
  /** How it is written. */
  readonly example: string;
}

/** A file that was read. */
export interface JsonFile<Value> {
  readonly value: Value;
  /** `file:line:column` of a value, to begin a sentence with. */
  where(path: Path): string;
}

/**
 * Reads a JSON file that follows a schema.
 * @throws EdgewiseError `input-invalid` when it is not JSON and `code` when it does not follow, naming file, line and column; what the file
 * system refuses.
 */
export async function readJsonFile<Schema extends v.GenericSchema>(
  path: string,
  { schema, what, code, example }: Expected<Schema>,
): Promise<JsonFile<v.InferOutput<Schema>>> {
  const document = readJson(await readText(path));
  if (!('value' in document)) {
    const { line, column, message } = document;
    throw new EdgewiseError('input-invalid', `${path}:${line}:${column}: ${message}`);
  }
  const where = (place: Path): string => {
    const { line, column } = document.positionOf(place);
    return `${path}:${line}:${column}`;
  };
  const parsed = v.safeParse(schema, document.value);
  if (parsed.success) return { value: parsed.output, where };
  const [issue] = parsed.issues;
  const place = (issue.path ?? []).map(({ key }) => key as string | number);
  const at = v.getDotPath(issue) ?? 'its top';
  const message = `it is not ${what} at ${at}: ${issueInWords(issue)}; write ${example}`;
  throw new EdgewiseError(code, `${where(place)}: ${message}`);
}
