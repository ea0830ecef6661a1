import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web/wasm';
import { expect } from 'vitest';
import { tensor as tensorOf } from '../../../authoring/onnx/writer.ts';
import type { Tensor, TensorType } from '../../session.ts';
import { createJsSession } from '../create-js-session.ts';

/** The element types in which kernels compute: all but float16, which is widened. */
export const tensorTypes: readonly TensorType[] = [
  'float32',
  'float64',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'bool',
  'string',
];

/** How close two runs must be. */
export interface Tolerance {
  /** Relative difference allowed for floating-point elements. @default 1e-5 */
  readonly rtol?: number;
  /** Absolute difference allowed near zero. @default rtol times 0.01 */
  readonly atol?: number;
  /** The outputs to compare. @default all of the session's */
  readonly outputs?: readonly string[];
}

let prepared = false;

function prepare(): void {
  if (prepared) return;
  prepared = true;
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'fatal';
  const binary = new URL('../../../../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm', import.meta.url);
  ort.env.wasm.wasmBinary = new Uint8Array(readFileSync(binary)).buffer;
}

/** A model loaded by onnxruntime-web's wasm provider, in Node. */
export interface OrtSession {
  run(feeds: Readonly<Record<string, Tensor>>, outputNames?: readonly string[]): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

/** Loads a model by onnxruntime-web; for many runs of one model. */
export async function createOrtSession(model: Uint8Array): Promise<OrtSession> {
  prepare();
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 4 });
  return {
    async run(feeds, outputNames = session.outputNames) {
      const inputs: Record<string, ort.Tensor> = {};
      for (const [name, { type, data, dims }] of Object.entries(feeds)) {
        inputs[name] = new ort.Tensor(type, data as ort.Tensor.DataType, dims);
      }
      const outputs = await session.run(inputs, outputNames);
      const result: Record<string, Tensor> = {};
      for (const [name, { type, dims, data }] of Object.entries(outputs)) {
        result[name] = { type: type as TensorType, dims, data: data as Tensor['data'] };
      }
      return result;
    },
    release: () => session.release(),
  };
}

/** Runs a model by onnxruntime-web once. */
export async function runOrt(
  model: Uint8Array,
  feeds: Readonly<Record<string, Tensor>>,
  outputNames?: readonly string[],
): Promise<Record<string, Tensor>> {
  const session = await createOrtSession(model);
  try {
    return await session.run(feeds, outputNames);
  } finally {
    await session.release();
  }
}

/** Runs a model by the js provider. */
export async function runJs(
  model: Uint8Array,
  feeds: Readonly<Record<string, Tensor>>,
  outputNames?: readonly string[],
): Promise<Record<string, Tensor>> {
  const session = await createJsSession(model);
  try {
    return await session.run(feeds, outputNames);
  } finally {
    await session.release();
  }
}

/**
 * Expects the js provider and ONNX Runtime to give the same outputs: floats within the tolerance (NaN equals NaN), all else exactly.
 * @returns the js provider's outputs, for further expectations.
 */
export async function expectSameAsOrt(
  model: Uint8Array,
  feeds: Readonly<Record<string, Tensor>>,
  tolerance: Tolerance = {},
): Promise<Record<string, Tensor>> {
  const expected = await runOrt(model, feeds, tolerance.outputs);
  const actual = await runJs(model, feeds, tolerance.outputs);
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, tensor] of Object.entries(expected)) expectSameTensor(actual[name], tensor, name, tolerance);
  return actual;
}

/** Expects two tensors to be the same in type, dims and, within the tolerance, elements. */
export function expectSameTensor(
  actual: Tensor | undefined,
  expected: Tensor,
  name: string,
  { rtol = 1e-5, atol = rtol * 0.01 }: Tolerance = {},
): void {
  expect(actual, name).toBeDefined();
  if (!actual) return;
  expect({ name, type: actual.type, dims: [...actual.dims] }).toEqual({
    name,
    type: expected.type,
    dims: [...expected.dims],
  });
  expect(actual.data.length, `${name}: elements`).toBe(expected.data.length);
  const isFloat = expected.type === 'float32' || expected.type === 'float64';
  for (let i = 0; i < expected.data.length; i++) {
    const a = actual.data[i];
    const e = expected.data[i];
    if (isFloat ? close(Number(a), Number(e), rtol, atol) : a === e) continue;
    throw new Error(`${name}[${i}] of [${expected.dims}]: js ${String(a)}, ONNX Runtime ${String(e)}`);
  }
}

function close(actual: number, expected: number, rtol: number, atol: number): boolean {
  if (Object.is(actual, expected) || actual === expected) return true;
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return false;
  return Math.abs(actual - expected) <= atol + rtol * Math.abs(expected);
}

/** A seeded source of random numbers, shapes and tensors; the same seed gives the same ones. */
export interface Random {
  /** A float from 0 up to, not including, 1. */
  next(): number;
  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number;
  pick<T>(values: readonly T[]): T;
  /** A shape of a rank up to `maxRank` with sizes up to `maxSize`; zero-size only when `allowEmpty`. */
  shape(options?: { rank?: number; maxRank?: number; maxSize?: number; allowEmpty?: boolean }): number[];
  /** Two or more shapes that broadcast together. */
  broadcastable(count: number, options?: { maxRank?: number; maxSize?: number }): number[][];
  /**
   * A tensor of random elements: floats from `low` to `high` (-4 to 4), with NaN, ±Infinity and -0 among them when `special`;
   * integers over a small range unless `low` and `high` say otherwise; strings from a small vocabulary.
   */
  tensor(
    type: TensorType,
    dims: readonly number[],
    options?: { low?: number; high?: number; special?: boolean },
  ): Tensor;
}

/** Creates a {@link Random} (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  function pick<T>(values: readonly T[]): T {
    const value = values[int(0, values.length - 1)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }
  const shape: Random['shape'] = ({ rank, maxRank = 4, maxSize = 4, allowEmpty = false } = {}) =>
    Array.from({ length: rank ?? int(0, maxRank) }, () => int(allowEmpty && next() < 0.2 ? 0 : 1, maxSize));
  const broadcastable: Random['broadcastable'] = (count, options = {}) => {
    const target = shape(options);
    return Array.from({ length: count }, (_, position) => {
      const own = target.map((size) => (next() < 0.3 ? 1 : size));
      return position > 0 && next() < 0.4 ? own.slice(int(0, own.length)) : own;
    });
  };
  const tensor: Random['tensor'] = (type, dims, options = {}) => {
    const length = dims.reduce((product, size) => product * size, 1);
    const isFloat = type === 'float32' || type === 'float64';
    const unsigned = type.startsWith('uint') || type === 'bool';
    const low = options.low ?? (unsigned ? 0 : isFloat ? -4 : -9);
    const high = options.high ?? (type === 'bool' ? 1 : isFloat ? 4 : 9);
    const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0];
    const element = (): number => {
      if (!isFloat) return int(low, high);
      return options.special && next() < 0.25 ? pick(special) : low + next() * (high - low);
    };
    if (type === 'string') {
      const words = ['', 'a', 'b', 'shoe', 'Été', '10', '-2.5', 'NaN'];
      return { type, dims, data: Array.from({ length }, () => pick(words)) };
    }
    return tensorOf(type, Array.from({ length }, element), dims);
  };
  return { next, int, pick, shape, broadcastable, tensor };
}
