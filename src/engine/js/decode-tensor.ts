import type { PbfReader } from 'pbf';
import { EdgewiseError } from '../../errors.ts';
import type { Tensor, TensorData, TensorType } from '../session.ts';
import { sizeOf } from './dims.ts';
import type { Limits } from './limits.ts';
import { copied, elementTypes, readDoubles, readFields, readFloats, readIntegers, readText } from './protobuf.ts';
import { arrayTypes, bytesPerElement } from './tensor-data.ts';

/**
 * Decodes the TensorProto at the reader's position. Sizes are checked before memory is taken.
 * @throws EdgewiseError `model-invalid` when data and dims disagree, `model-unsupported` for external data and unknown types.
 */
export function decodeTensor(reader: PbfReader, limits: Limits): { name: string; tensor: Tensor } {
  const dims: number[] = [];
  // Elements of the typed fields (float_data and so on), run by run; a tensor uses one of them or raw_data.
  const runs: ArrayLike<number | bigint>[] = [];
  const texts: string[] = [];
  let raw: ArrayBuffer | undefined;
  let name = '';
  let typeNumber = 0;
  let isExternal = false;
  readFields(reader, reader.readVarint() + reader.pos, (tag, end) => {
    if (tag === 1) dims.push(...Array.from<number | bigint, number>(readIntegers(reader, end), Number));
    else if (tag === 2) typeNumber = reader.readVarint();
    else if (tag === 4) runs.push(readFloats(reader, end));
    else if (tag === 5 || tag === 7 || tag === 11) runs.push(readIntegers(reader, end));
    else if (tag === 6) texts.push(readText(reader));
    else if (tag === 8) name = readText(reader);
    else if (tag === 9) raw = copied(reader);
    else if (tag === 10) runs.push(readDoubles(reader, end));
    else if (tag === 13 || (tag === 14 && reader.readVarint() === 1)) isExternal = true;
  });
  const refuse = (reason: string, code: 'model-invalid' | 'model-unsupported' = 'model-invalid'): never => {
    throw new EdgewiseError(code, `${name ? `The initializer '${name}'` : 'A tensor attribute'} ${reason}.`);
  };
  if (isExternal) refuse('lies in an external file: save the model as one file', 'model-unsupported');
  const type = elementTypes[typeNumber];
  if (!type) return refuse(`has the element type ${typeNumber}, which is not supported`, 'model-unsupported');
  const size = sizeOf(dims);
  if (dims.some((dim) => dim < 0)) refuse(`has the negative dims [${dims}]`);
  if (size > limits.tensorElements) {
    refuse(`has the dims [${dims}], beyond limits.tensorElements`, 'model-unsupported');
  }
  const count =
    type === 'string'
      ? texts.length
      : raw
        ? raw.byteLength / bytesPerElement(type)
        : runs.reduce((sum, run) => sum + run.length, 0);
  if (count !== size) refuse(`has ${count} elements where its dims [${dims}] ask for ${size}`);
  const data = type === 'string' ? texts : raw ? new arrayTypes[type](raw) : joined(type, size, runs);
  return { name, tensor: { type, dims, data } };
}

function joined(
  type: Exclude<TensorType, 'string'>,
  size: number,
  runs: readonly ArrayLike<number | bigint>[],
): TensorData {
  const data = new arrayTypes[type](size);
  const target: { [index: number]: number | bigint } = data;
  const convert = type.endsWith('int64') ? BigInt : Number;
  let at = 0;
  for (const run of runs) for (let i = 0; i < run.length; i++) target[at++] = convert(run[i] as number | bigint);
  return data;
}
