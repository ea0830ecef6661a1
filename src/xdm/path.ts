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
    if (key === everyItem) {
      if (!Array.isArray(current)) return undefined;
      return current.map((item) => readKeys(item, keys, index + 1)).filter((item) => item !== undefined);
    }
    if (key === undefined || !Object.hasOwn(Object(current), key)) return undefined;
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
