import { EdgewiseError, toEdgewiseError } from '../../errors.ts';
import type { Tensor, ValueMetadata } from '../session.ts';
import type { InputMetadata } from './read-metadata.ts';
import { isDataOf } from './tensor-data.ts';

/**
 * Takes a feed and checks it against what the model declares.
 * @throws EdgewiseError `input-invalid`, naming the input, what it must be and what it is.
 */
export function checkInput(feeds: object, input: InputMetadata, readMap?: ReadMap): Tensor {
  const { metadata } = input;
  const { name } = metadata;
  try {
    const feed: unknown = Object.hasOwn(feeds, name) ? Reflect.get(feeds, name) : undefined;
    return readMap && !metadata.isTensor ? readMap(feed, metadata) : check(feed, input);
  } catch (error) {
    // A tensor of onnxruntime-common that is disposed throws when it is read.
    throw toEdgewiseError(error, 'input-invalid', `Input '${name}' can't be read`);
  }
}

// As many as NumPy allows; messages write shapes out, and kernels walk through them.
const mostAxes = 64;

/** Takes a map; loaded for the models that are fed one. */
export type ReadMap = (feed: unknown, metadata: ValueMetadata) => Tensor;

function check(feed: unknown, { metadata, isRankKnown }: InputMetadata): Tensor {
  const { name, type: expected, shape } = metadata;
  const refuse = (got: string): never => {
    const sizes = isRankKnown ? `[${shape.map((size) => (size === '' ? '?' : size)).join(', ')}]` : 'of any shape';
    throw new EdgewiseError('input-invalid', `Input '${name}' must be ${expected} ${sizes}, but was given ${got}.`);
  };
  if (typeof feed !== 'object' || feed === null) return refuse('nothing');
  const { type, dims, data } = feed as Partial<Tensor>;
  if (!Array.isArray(dims)) return refuse('no tensor');
  if (dims.length > mostAxes) return refuse(`${dims.length} axes, more than ${mostAxes}`);
  const shown = `[${dims.slice(0, 16).map(String).join(', ')}${dims.length > 16 ? ', ...' : ''}]`;
  let size = 1;
  let fits = type === expected && (!isRankKnown || dims.length === shape.length);
  for (let axis = 0; axis < dims.length; axis++) {
    const dim: unknown = dims[axis];
    const declared = shape[axis];
    if (typeof dim === 'number' && Number.isInteger(dim) && dim >= 0) size *= dim;
    else fits = false;
    if (typeof declared === 'number' && declared !== dim) fits = false;
  }
  if (!fits) return refuse(`${String(type)} ${shown}`);
  if (!isDataOf(expected, data)) return refuse('data in another kind of array');
  if (data.length !== size) return refuse(`${data.length} elements for ${shown}`);
  // Plain, because a tensor of onnxruntime-common reads its data through a getter with checks.
  return { type: expected, dims, data };
}
