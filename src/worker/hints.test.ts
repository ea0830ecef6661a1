import { describe, expect, it } from 'vitest';
import type { Manifest, Model } from '../registry/manifest.ts';
import { hintsOf, readHints } from './hints.ts';

const model = (sha256: string, changes: Partial<Model> = {}): Model => ({
  sha256,
  bytes: 1000,
  operators: ['ai.onnx.ml.Scaler', 'Gemm'],
  executionProviders: ['js', 'wasm'],
  ...changes,
});

const manifest = {
  services: {
    intent: { models: { trees: model('a'), net: model('b', { operators: ['Gemm'] }), same: model('a') } },
    vision: { models: { large: model('c', { bytes: 2 ** 20 }), wasm: model('d', { executionProviders: ['wasm'] }) } },
    other: { models: { any: model('e') } },
  },
} as unknown as Manifest;

describe('hintsOf', () => {
  it('names the small models that the js provider ran, and their operators, each once', () => {
    expect(hintsOf(manifest, ['intent', 'vision', 'unknown'])).toEqual({
      artifacts: ['a', 'b'],
      operators: ['ai.onnx.ml.Scaler', 'Gemm'],
    });
  });
});

describe('readHints', () => {
  it('takes what hintsOf gave', () => {
    const hints = hintsOf(manifest, ['intent']);
    expect(readHints(JSON.parse(JSON.stringify(hints)))).toEqual(hints);
  });

  it.each([[undefined], [null], [7], ['text'], [[]], [{ artifacts: 'a', operators: { length: 1 } }]])(
    'takes nothing from %j',
    (value) => expect(readHints(value)).toEqual({ artifacts: [], operators: [] }),
  );

  it('passes over what is no text', () => {
    expect(readHints({ artifacts: ['a', 1, null], operators: [['b'], 'c'] })).toEqual({
      artifacts: ['a'],
      operators: ['c'],
    });
  });
});
