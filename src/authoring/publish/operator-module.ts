import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EdgewiseError } from '../../errors.ts';
import type { CustomOperator } from '../../pipeline/operators/custom.ts';
import { isRecord } from '../../xdm/record.ts';
import { givenInWords } from '../expect-given.ts';
import { expectPath } from '../expect-path.ts';

/**
 * Imports an ES module as a page does whose graphs have `custom` nodes, and gives the functions that it exports as `operators`.
 * @throws EdgewiseError `input-invalid` when it cannot be imported, or exports no such functions; what the file system refuses.
 */
export async function importOperators(path: string): Promise<Readonly<Record<string, CustomOperator>>> {
  expectPath(path);
  const { mtimeMs } = await stat(path);
  // Modules are imported once; one that was written anew is another.
  const url = `${pathToFileURL(resolve(path)).href}?${mtimeMs}`;
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = await import(/* @vite-ignore */ url);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EdgewiseError('input-invalid', `${path} could not be imported: ${reason}`, { cause });
  }
  const { operators } = exported;
  if (!isRecord(operators)) {
    const found =
      'operators' in exported
        ? `${givenInWords(operators)} by that name`
        : Object.keys(exported).join(', ') || 'nothing';
    const message = `${path} must export "operators", an object of functions by name; it exports ${found}`;
    throw new EdgewiseError('input-invalid', message);
  }
  for (const [name, operator] of Object.entries(operators))
    if (typeof operator !== 'function')
      throw new EdgewiseError('input-invalid', `${path} exports operators.${name}, which is no function; write one`);
  return operators as Record<string, CustomOperator>;
}
