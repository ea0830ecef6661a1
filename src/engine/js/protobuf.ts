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
  let isWhole = end <= reader.length;
  while (isWhole) {
    const tag = reader.nextField(end);
    if (tag === 0) break;
    visit(tag, end);
    isWhole = reader.pos <= end;
  }
  if (!isWhole || reader.pos !== end) {
    throw new EdgewiseError('model-invalid', 'The model is truncated or damaged: fetch or export it again.');
  }
}

// Names of columns keep the byte order mark that their file began with.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Decodes UTF-8. */
export function textOf(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

/** Reads a string. Names are short ASCII almost always, where a loop beats the decoder. */
export function readText(reader: PbfReader): string {
  const bytes = reader.readBytes();
  let text = '';
  if (bytes.length < 32) for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : '';
  return text.length === bytes.length ? text : textOf(bytes);
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

// Exporters write lists packed, or unpacked with a tag before each element. Big tree ensembles are made of them, so a whole run is read
// at once, straight into a typed array: growing arrays of numbers would keep the garbage collector busy on the way to the first decision.

/** Reads a run of 32-bit floats up to `end`. */
export function readFloats(reader: PbfReader, end: number): Float32Array {
  return reader.type === 2
    ? new Float32Array(copied(reader))
    : readRun(reader, end, 4, (size) => new Float32Array(size));
}

/** Reads a run of 64-bit floats up to `end`. */
export function readDoubles(reader: PbfReader, end: number): Float64Array {
  return reader.type === 2
    ? new Float64Array(copied(reader))
    : readRun(reader, end, 8, (size) => new Float64Array(size));
}

/** Reads a run of integers up to `end`. */
export function readIntegers(reader: PbfReader, end: number): Int32Array | (number | bigint)[] {
  const { buf } = reader;
  const isPacked = reader.type === 2;
  const last = isPacked ? Math.min(reader.readVarint() + reader.pos, end) : end;
  const tag = buf[reader.pos - 1];
  const found = new Int32Array(isPacked ? last - reader.pos : (last - reader.pos + 1) >> 1);
  // Those that do not fit, with their positions.
  const wide: [number, number | bigint][] = [];
  let { pos } = reader;
  let count = 0;
  if (pos < last || !isPacked) {
    do {
      const byte = buf[pos] as number;
      if (byte < 0x80) {
        found[count++] = byte;
        pos++;
      } else if ((buf[pos + 1] as number) < 0x80) {
        found[count++] = (byte & 0x7f) | ((buf[pos + 1] as number) << 7);
        pos += 2;
      } else {
        reader.pos = pos;
        const value = readInteger(reader);
        pos = reader.pos;
        found[count] = Number(value);
        if (found[count] !== value) wide.push([count, value]);
        count++;
      }
    } while (pos < last && (isPacked || (buf[pos] === tag && ++pos)));
  }
  reader.pos = pos;
  const narrow = found.subarray(0, count);
  if (wide.length === 0) return narrow;
  const all: (number | bigint)[] = Array.from(narrow);
  for (const [position, value] of wide) all[position] = value;
  return all;
}

/** Bytes of the reader's field as a copy: aligned, and safe from a caller who reuses the model's memory. */
export function copied(reader: PbfReader): ArrayBuffer {
  // Not by `slice`, which copies nothing of Node's Buffer. ONNX is little-endian, and so is every engine that runs this.
  return new Uint8Array(reader.readBytes()).buffer;
}

function readRun<T extends Float32Array | Float64Array>(
  reader: PbfReader,
  end: number,
  size: number,
  create: (length: number) => T,
): T {
  const { buf, dataView } = reader;
  let { pos } = reader;
  const tag = buf[pos - 1];
  const data = create(Math.ceil((end - pos) / (size + 1)));
  let count = 0;
  do {
    data[count++] = size === 4 ? dataView.getFloat32(pos, true) : dataView.getFloat64(pos, true);
    pos += size;
  } while (pos < end && buf[pos] === tag && ++pos);
  reader.pos = pos;
  return data.subarray(0, count) as T;
}
