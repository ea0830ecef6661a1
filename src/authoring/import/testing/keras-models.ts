import { expect } from 'vitest';
import { createRandom, expectSameAsOrt, type Random } from '../../../engine/js/testing/differential.ts';
import type { Tensor } from '../../../engine/session.ts';

// What the layers mean is written here once more, a row at a time and in doubles, as the Keras documentation says it.

export type Rows = number[][];

export const random = createRandom(4);
export const matrix = (rows: number, columns: number, from: Random = random): Rows =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => Math.fround(from.next() * 2 - 1)));
export const vector = (size: number): number[] => matrix(1, size)[0] ?? [];

export const softmax = (row: number[]): number[] => {
  const exponentials = row.map(Math.exp);
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
};
export const dense = (row: number[], kernel: Rows, bias: number[]): number[] =>
  bias.map((start, column) => row.reduce((sum, value, i) => sum + value * (kernel[i]?.[column] ?? 0), start));

export interface Weight {
  readonly name: string;
  readonly values: readonly number[] | Rows;
  readonly dtype?: 'float32' | 'int32';
}

/** `model.json` with its weight file cut in two, as `model.save` (`converted: false`) or the Python converter writes it. */
export function saved(topology: object, weights: readonly Weight[], { converted = false } = {}) {
  const entries = weights.map(({ name, values, dtype = 'float32' }) => {
    const rows = values.map((row) => (Array.isArray(row) ? row.length : undefined));
    const shape = rows[0] === undefined ? [values.length] : [values.length, rows[0]];
    return { name, shape, dtype };
  });
  const bytes = new Uint8Array(Float32Array.from(weights.flatMap(({ values }) => values.flat())).buffer);
  const cut = Math.floor(bytes.length / 2) + 1;
  const files: Record<string, Uint8Array> = { 'shard1.bin': bytes.slice(0, cut), 'shard2.bin': bytes.slice(cut) };
  const json = {
    format: 'layers-model',
    generatedBy: 'keras v2.15.0',
    modelTopology: converted ? { keras_version: '2.15.0', backend: 'tensorflow', model_config: topology } : topology,
    weightsManifest: [{ paths: Object.keys(files), weights: entries }],
  };
  return { json, readShard: async (path: string) => files[path] ?? new Uint8Array() };
}

export const layer = (class_name: string, name: string, config: object = {}) => ({
  class_name,
  config: { name, ...config },
});
export const sequential = (...layers: object[]) => ({ class_name: 'Sequential', config: { name: 'net', layers } });
export const input = (width: number) => ({ batch_input_shape: [null, width], dtype: 'float32' });

export function floats(rows: Rows): Tensor {
  return { type: 'float32', dims: [rows.length, rows[0]?.length ?? 0], data: Float32Array.from(rows.flat()) };
}

/** Expects an output of the converted model, by both providers, to be what was worked out here. */
export async function expectOutput(
  model: Uint8Array,
  feeds: Record<string, Tensor>,
  expected: Record<string, Rows>,
): Promise<void> {
  const outputs = await expectSameAsOrt(model, feeds, { atol: 1e-6 });
  expect(Object.keys(outputs)).toEqual(Object.keys(expected));
  for (const [name, rows] of Object.entries(expected)) {
    const { dims, data } = outputs[name] ?? { dims: [], data: [] };
    expect([...dims]).toEqual([rows.length, rows[0]?.length]);
    rows.flat().forEach((value, i) => {
      expect(Math.abs(Number(data[i]) - value), `${name}[${i}]`).toBeLessThan(2e-6 * Math.max(1, Math.abs(value)));
    });
  }
}
