import type { Tensor } from '../session.ts';
import type { Attributes } from './attributes.ts';
import type { AttributeKind, OnnxAttribute, OnnxNode } from './model.ts';

/** Wraps a node's attributes for its kernel. `fail` gets one reason when an attribute has another kind than asked for. */
export function createAttributes(
  attributes: ReadonlyMap<string, OnnxAttribute>,
  fail: (reason: string) => never,
): Attributes {
  function value(name: string, kind: AttributeKind): OnnxAttribute['value'] {
    const attribute = attributes.get(name);
    if (attribute && attribute.kind !== kind) {
      fail(`attribute '${name}' must be of kind ${kind}, not ${attribute.kind ?? 'unknown'}`);
    }
    return attribute?.value;
  }
  const list = (name: string, kind: AttributeKind): readonly (number | bigint | string)[] => {
    const found = value(name, kind);
    return Array.isArray(found) ? found : [];
  };
  const single = (name: string, kind: AttributeKind, fallback: number): number => {
    const found = value(name, kind);
    return found === undefined ? fallback : Number(found);
  };
  return {
    has: (name) => attributes.has(name),
    int: (name, fallback) => single(name, 'int', fallback),
    float: (name, fallback) => single(name, 'float', fallback),
    string: (name, fallback) => {
      const found = value(name, 'string');
      return typeof found === 'string' ? found : fallback;
    },
    ints: (name) => {
      const found = list(name, 'ints');
      return found.every(isNumber) ? found : found.map(Number);
    },
    bigints: (name) => list(name, 'ints').map(BigInt),
    floats: (name) => list(name, 'floats').filter(isNumber),
    strings: (name) => list(name, 'strings').filter(isString),
    tensor: (name) => {
      const found = value(name, 'tensor');
      return isTensor(found) ? found : undefined;
    },
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isTensor(value: OnnxAttribute['value']): value is Tensor {
  return typeof value === 'object' && 'dims' in value;
}

/**
 * A node's attributes with its references resolved: inside a function, an attribute may stand for one of the caller's.
 * One that the caller left out, and that has no default, is left out here too.
 */
export function resolveAttributes(
  node: OnnxNode,
  caller: ReadonlyMap<string, OnnxAttribute> | undefined,
): ReadonlyMap<string, OnnxAttribute> {
  if (!caller) return node.attributes;
  const resolved = new Map<string, OnnxAttribute>();
  for (const [name, attribute] of node.attributes) {
    const found = attribute.reference ? caller.get(attribute.reference) : attribute;
    if (found) resolved.set(name, found);
  }
  return resolved;
}
