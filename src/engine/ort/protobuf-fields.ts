import { PbfReader } from 'pbf';
import { EdgewiseError } from '../../errors.ts';

const wireVarint = 0;
const wireBytes = 2;

/** One field of a protobuf message, by its place in the bytes, so that what isn't understood can be copied as it is. */
export interface Field {
  readonly number: number;
  /** The value of a varint field (enumerations, integers; exact up to 2^53), else undefined. */
  readonly integer: number | undefined;
  /** The contents of a length-delimited field (strings, messages, packed numbers), else undefined. */
  readonly bytes: Uint8Array | undefined;
  /** The whole field with its tag. */
  readonly raw: Uint8Array;
}

/**
 * Splits a protobuf message into its fields, not descending into any.
 * @throws EdgewiseError `model-invalid` when the bytes are not a whole message.
 */
export function readFields(message: Uint8Array): Field[] {
  const reader = new PbfReader(message);
  const fields: Field[] = [];
  try {
    while (reader.pos < message.length) {
      const start = reader.pos;
      const number = reader.nextField();
      let integer: number | undefined;
      let bytes: Uint8Array | undefined;
      if (reader.type === wireVarint) integer = reader.readVarint(true);
      else if (reader.type === wireBytes) bytes = reader.readBytes();
      else reader.skip(reader.type);
      if (number === 0 || reader.pos <= start || reader.pos > message.length) throw new RangeError('cut short');
      fields.push({ number, integer, bytes, raw: message.subarray(start, reader.pos) });
    }
  } catch (cause) {
    throw new EdgewiseError('model-invalid', 'The model is not a whole ONNX file: export or download it again.', {
      cause,
    });
  }
  return fields;
}

const text = new TextDecoder();

/** The contents of the message's fields of that number that are messages, strings or packed numbers. */
export function allBytes(fields: readonly Field[], number: number): Uint8Array[] {
  return fields.flatMap((field) => (field.number === number && field.bytes ? [field.bytes] : []));
}

/** The strings of that field number, in order. */
export function allStrings(fields: readonly Field[], number: number): string[] {
  return allBytes(fields, number).map((bytes) => text.decode(bytes));
}

/** The string of that field number; '' when absent, as protobuf has it. */
export function oneString(fields: readonly Field[], number: number): string {
  return allStrings(fields, number).at(-1) ?? '';
}

/** The integer of that field number; 0 when absent, as protobuf has it. */
export function oneInteger(fields: readonly Field[], number: number): number {
  return fields.findLast((field) => field.number === number)?.integer ?? 0;
}

/** The repeated integers of that field number, packed or not. */
export function allIntegers(fields: readonly Field[], number: number): number[] {
  return fields.flatMap((field) => {
    if (field.number !== number) return [];
    if (field.integer !== undefined) return [field.integer];
    const reader = new PbfReader(field.bytes ?? new Uint8Array());
    const values: number[] = [];
    while (reader.pos < reader.length) values.push(reader.readVarint(true));
    return values;
  });
}

/** Writes a length-delimited field. */
export function bytesField(number: number, bytes: Uint8Array): Uint8Array {
  return joinBytes([varint(number * 8 + wireBytes), varint(bytes.length), bytes]);
}

/** Writes a string field. */
export function stringField(number: number, value: string): Uint8Array {
  return bytesField(number, new TextEncoder().encode(value));
}

/** Writes a varint field. */
export function integerField(number: number, value: number): Uint8Array {
  return joinBytes([varint(number * 8 + wireVarint), varint(value)]);
}

/** Joins pieces of a message. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.of(...bytes, rest);
}
