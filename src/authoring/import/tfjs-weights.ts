import { fromHalf } from '../../engine/js/half.ts';
import type { Tensor } from '../../engine/session.ts';
import { invalid, type TfjsModel, type WeightEntry } from './tfjs-model.ts';

/** Gives the bytes of a weight file by its path beside `model.json`. */
export type ReadShard = (path: string) => Promise<Uint8Array>;

const bytesOf = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 } as const;

/**
 * Reads all weights, by their names. A group's files are one run of bytes, cut where it suits, that holds its weights one behind the other;
 * quantised ones (`--quantize_uint8`, `--quantize_uint16`, `--quantize_float16`) become float32.
 * @throws EdgewiseError `model-invalid` when files are shorter or longer than the weights; what `readShard` throws.
 */
export async function readWeights(groups: TfjsModel['groups'], readShard: ReadShard): Promise<Map<string, Tensor>> {
  const weights = new Map<string, Tensor>();
  for (const { paths, weights: entries } of groups) {
    const shards = await Promise.all(paths.map((path) => readShard(path)));
    const bytes = new Uint8Array(shards.reduce((sum, shard) => sum + shard.length, 0));
    let end = 0;
    for (const shard of shards) {
      bytes.set(shard, end);
      end += shard.length;
    }
    let at = 0;
    for (const entry of entries) {
      const stored = entry.quantization?.dtype ?? entry.dtype;
      const count = entry.shape.reduce((product, size) => product * size, 1);
      const next = at + count * bytesOf[stored];
      if (next > end) throw invalid(paths.join(', '), `weight '${entry.name}' lies beyond the end`);
      // A copy, for elements must lie at multiples of their size.
      weights.set(entry.name, tensorOf(entry, bytes.slice(at, next).buffer));
      at = next;
    }
    if (at !== end) throw invalid(paths.join(', '), `${end - at} bytes are left over behind the last weight`);
  }
  return weights;
}

function tensorOf({ shape, dtype, quantization }: WeightEntry, bytes: ArrayBuffer): Tensor {
  const dims = shape;
  if (quantization) {
    const { dtype: stored, scale, min } = quantization;
    const steps = stored === 'uint8' ? new Uint8Array(bytes) : new Uint16Array(bytes);
    const read = stored === 'float16' ? fromHalf : (step: number) => step * scale + min;
    return { type: 'float32', dims, data: Float32Array.from(steps, read) };
  }
  if (dtype === 'int32') return { type: 'int32', dims, data: new Int32Array(bytes) };
  if (dtype === 'bool') return { type: 'bool', dims, data: new Uint8Array(bytes) };
  return { type: 'float32', dims, data: new Float32Array(bytes) };
}
