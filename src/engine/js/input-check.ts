import { EdgewiseError, toEdgewiseError } from '../../errors.ts';
import type { Tensor, ValueMetadata } from '../session.ts';
import { isDataOf } from './tensor-data.ts';

/**
 * Takes a feed and checks it against what the model declares.
 * @throws EdgewiseError `input-invalid`, naming the input, what it must be and what it is.
 */
export function checkInput(feeds: object, metadata: ValueMetadata, isRankKnown: boolean): Tensor {
  try {
    const feed: unknown = Object.hasOwn(feeds, metadata.name) ? Reflect.get(feeds, metadata.name) : undefined;
    return check(feed, metadata, isRankKnown);
  } catch (error) {
    // A tensor of onnxruntime-common that is disposed throws when it is read.
    throw toEdgewiseError(error, 'input-invalid', `Input '${metadata.name}' can't be read`);
  }
}

function check(feed: unknown, metadata: ValueMetadata, isRankKnown: boolean): Tensor {
  if (typeof feed !== 'object' || feed === null) return refuse(metadata, isRankKnown, 'nothing');
  const { type, dims, data } = feed as Partial<Tensor>;
  if (!Array.isArray(dims)) return refuse(metadata, isRankKnown, 'no tensor');
  const { shape } = metadata;
  const shown = `[${dims.slice(0, 16).map(String).join(', ')}${dims.length > 16 ? ', …' : ''}]`;
  let size = 1;
  let fits = type === metadata.type && (!isRankKnown || dims.length === shape.length);
  for (let axis = 0; axis < dims.length; axis++) {
    const dim: unknown = dims[axis];
    const declared = shape[axis];
    if (typeof dim === 'number' && Number.isInteger(dim) && dim >= 0) size *= dim;
    else fits = false;
    if (typeof declared === 'number' && declared !== dim) fits = false;
  }
  if (!fits) return refuse(metadata, isRankKnown, `${String(type)} ${shown}`);
  if (!isDataOf(metadata.type, data)) return refuse(metadata, isRankKnown, 'data in another kind of array');
  if (data.length !== size) return refuse(metadata, isRankKnown, `${data.length} elements for ${shown}`);
  // Plain, because a tensor of onnxruntime-common reads its data through a getter with checks.
  return { type: metadata.type, dims, data };
}

function refuse({ name, type, shape }: ValueMetadata, isRankKnown: boolean, got: string): never {
  const sizes = isRankKnown ? `[${shape.map((size) => (size === '' ? '?' : size)).join(', ')}]` : 'of any shape';
  throw new EdgewiseError('input-invalid', `Input '${name}' must be ${type} ${sizes}, but was given ${got}.`);
}
