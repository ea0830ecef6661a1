import { EdgewiseError } from '../errors.ts';
import { everyItem, type PathKeys, parsePath } from './path.ts';
import { isRecord } from './record.ts';

/**
 * Sets what stands at a path in a copy; what lies off the path is shared with the original.
 * Missing objects are made, and arrays where the path has `[0]`; an array grows by one item at most.
 * @throws EdgewiseError `input-invalid` for an empty, malformed or refused path, one with `[*]`, or an index beyond the array's end.
 */
export function writePath<T>(value: T, path: string, leaf: unknown): T {
  const keys = parsePath(path);
  if (!keys?.length || keys.includes(everyItem)) {
    throw new EdgewiseError(
      'input-invalid',
      `Path '${path}' can't be written; write it like 'commerce.items[0].name'.`,
    );
  }
  return write(value, keys, 0, leaf, path) as T;
}

function write(value: unknown, keys: PathKeys, depth: number, leaf: unknown, path: string): unknown {
  const key = keys[depth];
  if (key === undefined || key === everyItem) return leaf;
  const next = (child: unknown) => write(child, keys, depth + 1, leaf, path);
  if (Array.isArray(value) || typeof key === 'number') {
    const items: unknown[] = Array.isArray(value) ? value.slice() : [];
    const position = Number(key);
    if (!(position <= items.length)) {
      throw new EdgewiseError(
        'input-invalid',
        `Path '${path}' points beyond an array's end; write its items in order.`,
      );
    }
    items[position] = next(items[position]);
    return items;
  }
  const fields = isRecord(value) ? value : {};
  return { ...fields, [key]: next(Object.hasOwn(fields, key) ? fields[key] : undefined) };
}
