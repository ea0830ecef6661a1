import type { PbfReader } from 'pbf';
import { EdgewiseError } from '../../errors.ts';
import type { Tensor, TensorData, TensorType } from '../session.ts';
import { sizeOf } from './broadcast.ts';
import type { Limits } from './limits.ts';
import { elementTypes, readBytes, readFields, readInteger, readText } from './protobuf.ts';
import { arrayTypes, bytesPerElement } from './tensor-data.ts';

/**
 * Decodes the TensorProto at the reader's position. Sizes are checked before memory is taken.
 * @throws EdgewiseError `model-invalid` when data and dims disagree, `model-unsupported` for external data and unknown types.
 */
export function decodeTensor(reader: PbfReader, limits: Limits): { name: string; tensor: Tensor } {
  const dims: number[] = [];
  // Elements of the typed fields (float_data and so on); a tensor uses one of them or raw_data.
  const numbers: (number | bigint)[] = [];
  const texts: string[] = [];
  let raw: Uint8Array | undefined;
  let name = '';
  let typeNumber = 0;
  let isExternal = false;
  const readPacked = (read: () => number | bigint, into: (number | bigint)[], end: number): void => {
    if (reader.type !== 2) into.push(read());
    else {
      const last = Math.min(reader.readVarint() + reader.pos, end);
      while (reader.pos < last) into.push(read());
    }
  };
  readFields(reader, reader.readVarint() + reader.pos, (tag, end) => {
    if (tag === 1) {
      const sizes: (number | bigint)[] = [];
      readPacked(() => readInteger(reader), sizes, end);
      for (const size of sizes) dims.push(Number(size));
    } else if (tag === 2) typeNumber = reader.readVarint();
    else if (tag === 4) readPacked(() => reader.readFloat(), numbers, end);
    else if (tag === 5 || tag === 7 || tag === 11) readPacked(() => readInteger(reader), numbers, end);
    else if (tag === 6) texts.push(readText(reader));
    else if (tag === 8) name = readText(reader);
    else if (tag === 9) raw = readBytes(reader);
    else if (tag === 10) readPacked(() => reader.readDouble(), numbers, end);
    else if (tag === 13 || (tag === 14 && reader.readVarint() === 1)) {
      isExternal = true;
      if (tag === 13) readBytes(reader);
    }
  });
  const subject = name ? `The initializer '${name}'` : 'A tensor attribute';
  if (isExternal) {
    throw new EdgewiseError('model-unsupported', `${subject} lies in an external file: save the model as one file.`);
  }
  const type = elementTypes[typeNumber];
  if (!type) {
    throw new EdgewiseError(
      'model-unsupported',
      `${subject} has the element type ${typeNumber}, which is not supported.`,
    );
  }
  const size = sizeOf(dims);
  if (dims.some((dim) => dim < 0) || size > limits.tensorElements) {
    throw new EdgewiseError(
      'model-invalid',
      `${subject} has the dims [${dims}]: negative, or beyond limits.tensorElements.`,
    );
  }
  const count = raw ? raw.length / bytesPerElement(type) : type === 'string' ? texts.length : numbers.length;
  if (count !== size || (raw && type === 'string')) {
    throw new EdgewiseError(
      'model-invalid',
      `${subject} has ${count} elements where its dims [${dims}] ask for ${size}.`,
    );
  }
  return { name, tensor: { type, dims, data: type === 'string' ? texts : numericData(type, raw, numbers) } };
}

function numericData(
  type: Exclude<TensorType, 'string'>,
  raw: Uint8Array | undefined,
  numbers: readonly (number | bigint)[],
): TensorData {
  // A copy: aligned, and safe from a caller who reuses the model's bytes; not by `slice`, which copies nothing of Node's Buffer. ONNX is little-endian, and so is every engine that runs this.
  if (raw) return new arrayTypes[type](new Uint8Array(raw).buffer);
  if (type === 'int64') return BigInt64Array.from(numbers, BigInt);
  if (type === 'uint64') return BigUint64Array.from(numbers, BigInt);
  const data = new arrayTypes[type](numbers.length);
  for (let i = 0; i < numbers.length; i++) data[i] = Number(numbers[i]);
  return data;
}
