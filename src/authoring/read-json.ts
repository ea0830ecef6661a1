import { readFile } from 'node:fs/promises';
import { EdgewiseError } from '../errors.ts';

/**
 * Reads a JSON file.
 * @throws EdgewiseError `input-invalid` when it is not JSON, with the place as the engine tells it; what the file system refuses.
 */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EdgewiseError('input-invalid', `${path} is not JSON: ${reason}`, { cause });
  }
}
