import type { PbfReader } from 'pbf';
import { EdgewiseError } from '../../errors.ts';
import type { TensorType } from '../session.ts';

/** TensorProto.DataType by number; the types missing here are not supported. */
export const elementTypes: readonly (TensorType | undefined)[] = [
  undefined,
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
];

/** Visits each field of a message up to `end`, skipping those that `visit` does not read. pbf itself does not notice truncation. */
export function readFields(reader: PbfReader, end: number, visit: (tag: number, end: number) => void): void {
  if (end > reader.length) truncated();
  for (let tag = reader.nextField(end); tag > 0; tag = reader.nextField(end)) {
    visit(tag, end);
    if (reader.pos > end) truncated();
  }
  if (reader.pos !== end) truncated();
}

/** Reads length-delimited bytes, as a view of the model. */
export function readBytes(reader: PbfReader): Uint8Array {
  const bytes = reader.readBytes();
  if (reader.pos > reader.length) truncated();
  return bytes;
}

const utf8 = new TextDecoder();

/** Reads a string. */
export function readText(reader: PbfReader): string {
  const bytes = readBytes(reader);
  let text = '';
  // Names are short ASCII almost always, where this beats the decoder.
  if (bytes.length < 32) {
    for (const byte of bytes) {
      if (byte > 0x7f) return utf8.decode(bytes);
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return utf8.decode(bytes);
}

/** Reads an int64; as a bigint only where a number would not be exact. */
export function readInteger(reader: PbfReader): number | bigint {
  const start = reader.pos;
  const value = reader.readVarint(true);
  if (Number.isSafeInteger(value)) return value;
  let exact = 0n;
  for (let position = start; position < reader.pos; position++) {
    exact |= BigInt((reader.buf[position] ?? 0) & 0x7f) << BigInt(7 * (position - start));
  }
  return BigInt.asIntN(64, exact);
}

function truncated(): never {
  throw new EdgewiseError('model-invalid', 'The model is truncated or damaged: fetch or export it again.');
}
