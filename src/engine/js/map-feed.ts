import { EdgewiseError } from '../../errors.ts';
import type { ValueMetadata } from '../session.ts';
import type { MapTensor } from './kernel.ts';
import { createData } from './tensor-data.ts';

/**
 * Takes a map as a model is fed it: a Map, or for string keys a plain object.
 * @throws EdgewiseError `input-invalid`, naming the input, what it must be and what is wrong.
 */
export function readMapFeed(feed: unknown, { name, type, keyType }: ValueMetadata): MapTensor {
  const refuse = (got: string): never => {
    const object = keyType === 'string' ? ' or a plain object' : '';
    throw new EdgewiseError(
      'input-invalid',
      `Input '${name}' must be a Map${object} from ${keyType} to ${type}, but was given ${got}.`,
    );
  };
  if (typeof feed !== 'object' || feed === null) return refuse('nothing');
  // By tag, not by instanceof: a map may come from another realm.
  const isMap = Object.prototype.toString.call(feed) === '[object Map]';
  if (!isMap && (keyType !== 'string' || Array.isArray(feed) || ('dims' in feed && 'data' in feed)))
    return refuse('none');
  const entries: [unknown, unknown][] = isMap ? [...(feed as ReadonlyMap<unknown, unknown>)] : Object.entries(feed);
  const convert = (value: unknown, target: ValueMetadata['type'], role: string): string | number | bigint => {
    if (target === 'string' && typeof value === 'string') return value;
    const isBig = target === 'int64' || target === 'uint64';
    if (isBig && (typeof value === 'bigint' || Number.isSafeInteger(value))) return BigInt(value as number | bigint);
    if (!isBig && typeof value === 'number') return value;
    return refuse(`the ${role} ${typeof value === 'string' ? `'${value}'` : String(value)}`);
  };
  const keys = entries.map(([key]) => convert(key, keyType ?? 'string', 'key') as string | bigint);
  const data = createData(type, entries.length);
  const target: { [index: number]: unknown } = data;
  for (const [position, [, value]] of entries.entries()) target[position] = convert(value, type, 'value');
  return { type, dims: [entries.length], data, keys };
}
