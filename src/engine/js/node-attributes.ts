import type { Attributes } from './attributes.ts';
import type { AttributeKind, NumberList, OnnxAttribute } from './model.ts';

/** Wraps a node's attributes for its kernel. `fail` gets one reason when an attribute has another kind than asked for. */
export function createAttributes(
  attributes: ReadonlyMap<string, OnnxAttribute>,
  fail: (reason: string) => never,
): Attributes {
  // The decoder gives every attribute the value that goes with its kind.
  const value = <T>(name: string, kind: AttributeKind): T | undefined => {
    const attribute = attributes.get(name);
    if (attribute && attribute.kind !== kind) {
      fail(`attribute '${name}' must be of kind ${kind}, not ${attribute.kind ?? 'unknown'}`);
    }
    return attribute?.value as T | undefined;
  };
  const list = <T>(name: string, kind: AttributeKind, convert: (element: number | bigint) => T): T[] =>
    Array.from<number | bigint, T>(value<NumberList>(name, kind) ?? [], (element) => convert(element));
  return {
    has: (name) => attributes.has(name),
    int: (name, fallback) => Number(value(name, 'int') ?? fallback),
    float: (name, fallback) => value(name, 'float') ?? fallback,
    string: (name, fallback) => value(name, 'string') ?? fallback,
    ints: (name) => list(name, 'ints', Number),
    bigints: (name) => list(name, 'ints', BigInt),
    floats: (name) => list(name, 'floats', Number),
    numbers: (name, kind) => {
      const found = value<NumberList>(name, kind) ?? [];
      return ArrayBuffer.isView(found) ? found : found.map(Number);
    },
    strings: (name) => value(name, 'strings') ?? [],
    tensor: (name) => value(name, 'tensor'),
  };
}
