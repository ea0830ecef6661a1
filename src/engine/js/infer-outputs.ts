import { EdgewiseError } from '../../errors.ts';
import type { MapFeed, Session, Tensor, ValueMetadata } from '../session.ts';
import { sizeOf } from './dims.ts';
import { createData } from './tensor-data.ts';

/**
 * The metadata of all outputs, where those that the model declares no type for stand by their names: a run on zeros tells their types.
 * @throws EdgewiseError `model-invalid` when the model cannot be run on zeros.
 */
export async function inferOutputs(
  session: Session,
  outputs: readonly (ValueMetadata | string)[],
): Promise<ValueMetadata[]> {
  const unknown = outputs.filter((output) => typeof output === 'string');
  const results = await runOnZeros(session, unknown).catch((cause: unknown) => {
    const message = `The model declares no type for its output '${unknown[0]}', and a run on zeros does not tell it: export it with types.`;
    throw new EdgewiseError('model-invalid', message, { cause });
  });
  return outputs.map((output) => {
    if (typeof output !== 'string') return output;
    const { type = 'float32', dims = [] } = results[output] ?? {};
    return { name: output, isTensor: true, type, shape: dims.map(() => '') };
  });
}

// Inputs larger than this are not made up only to learn a type.
const mostElements = 1_000_000;

async function runOnZeros(session: Session, wanted: readonly string[]): Promise<Record<string, Tensor>> {
  const feeds: Record<string, Tensor | MapFeed> = {};
  for (const { name, isTensor, type, shape } of session.inputMetadata) {
    const dims = shape.map((size) => (typeof size === 'number' ? size : 1));
    const size = sizeOf(dims);
    if (size > mostElements) throw new EdgewiseError('model-invalid', `Input '${name}' has ${size} elements.`);
    feeds[name] = isTensor ? { type, dims, data: createData(type, size) } : new Map();
  }
  return session.run(feeds, wanted);
}
