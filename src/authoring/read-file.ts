import { readFile } from 'node:fs/promises';
import { EdgewiseError } from '../errors.ts';

/**
 * Reads a file.
 * @throws what the file system refuses, with the file's path.
 */
export async function readBytes(path: string): Promise<Buffer> {
  // A folder is opened first, and then refused without its name.
  return readFile(path).catch((error) => {
    throw Object.assign(error, { path });
  });
}

/**
 * Reads a text, with or without a byte order mark.
 * @throws EdgewiseError `input-invalid` when it is not UTF-8; what the file system refuses.
 */
export async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new EdgewiseError('input-invalid', `${path} is no text in UTF-8; save it as one`, { cause });
  }
}
