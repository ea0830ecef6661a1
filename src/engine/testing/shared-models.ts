import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Session, Tensor, TensorType } from '../session.ts';

const folder = new URL('../../../../shared/models/', import.meta.url);

/** Models that other people's tools exported, which lie beside the repository where they are at hand. */
export const sharedModels: readonly string[] = existsSync(folder)
  ? readdirSync(folder).filter((name) => name.endsWith('.onnx'))
  : [];

if (sharedModels.length === 0) console.info('Skipping the tests on ../shared/models: the folder is not there.');

/** The bytes of one of them. */
export function readSharedModel(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, folder)));
}

/** Feeds that fit a session: free sizes are 1 row of 30 columns, values count up. */
export function countingFeeds(session: Session): Record<string, Tensor> {
  return Object.fromEntries(
    session.inputMetadata.map(({ name, type, shape }) => {
      const dims = shape.map((size, axis) => (typeof size === 'number' ? size : axis === 0 ? 1 : 30));
      const size = dims.reduce((product, dim) => product * dim, 1);
      return [name, { type, dims, data: counting(type, size) }];
    }),
  );
}

function counting(type: TensorType, size: number): Tensor['data'] {
  if (type === 'string') return Array.from({ length: size }, (_, index) => (index % 2 ? 'S' : 'male'));
  if (type === 'int64') return BigInt64Array.from({ length: size }, (_, index) => BigInt(index + 1));
  return Float32Array.from({ length: size }, (_, index) => index / 8 + 0.5);
}
