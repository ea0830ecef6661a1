import { EdgewiseError } from '../errors.ts';
import { isRecord } from './record.ts';

/** A path in its parts: a field by name, an array item by number, every item of an array by `'*'` in brackets. */
export type PathKeys = readonly (string | number | typeof everyItem)[];

/** Stands for `[*]` among the keys of a path. */
export const everyItem: unique symbol = Symbol('[*]');

const syntax = /^[^.[\]]+(?:\.[^.[\]]+|\[(?:\d{1,9}|\*)\])*$/;
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);
const parsed = new Map<string, PathKeys | undefined>();

/** Whether a name may be a key of an object that Edgewise builds: not empty, and nothing that reaches a prototype. */
export function isSafeName(name: string): boolean {
  return name !== '' && !forbidden.has(name);
}

/**
 * Takes a path such as `productListItems[0].priceTotal` apart. `items.0.name` reads an array item too; `''` is the value itself.
 * @returns undefined for a path that is malformed or goes through `__proto__`, `constructor` or `prototype`.
 */
export function parsePath(path: string): PathKeys | undefined {
  if (parsed.has(path)) return parsed.get(path);
  const keys = path === '' || syntax.test(path) ? (path.match(/\[(?:\d+|\*)\]|[^.[\]]+/g) ?? []).map(toKey) : undefined;
  const safe = keys?.every((key) => typeof key !== 'string' || isSafeName(key)) ? keys : undefined;
  // Paths come from definitions, so they are few; the bound only keeps paths computed from data from piling up.
  if (parsed.size >= 1000) parsed.clear();
  parsed.set(path, safe);
  return safe;
}

function toKey(part: string): string | number | typeof everyItem {
  if (part === '[*]') return everyItem;
  return part.startsWith('[') ? Number(part.slice(1, -1)) : part;
}

/** Reads by keys that {@link parsePath} gave. Own properties only; undefined where there is none. */
export function readKeys(value: unknown, keys: PathKeys, from = 0): unknown {
  let current = value;
  for (let index = from; index < keys.length; index++) {
    const key = keys[index];
    if (current === null || current === undefined || key === undefined) return undefined;
    if (key === everyItem) {
      if (!Array.isArray(current)) return undefined;
      return current.map((item) => readKeys(item, keys, index + 1)).filter((item) => item !== undefined);
    }
    if (!Object.hasOwn(Object(current), key)) return undefined;
    current = (current as Readonly<Record<string | number, unknown>>)[key];
  }
  return current;
}

/**
 * Reads what stands at a path: `productListItems[0].priceTotal`, `commerce.order.priceTotal`.
 * `productListItems[*].priceTotal` gives an array of what the items have there.
 * Own properties only; undefined where there is nothing, and for a path that {@link parsePath} refuses.
 */
export function readPath(value: unknown, path: string): unknown {
  const keys = parsePath(path);
  return keys && readKeys(value, keys);
}

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
