import { describe, expect, it } from 'vitest';
import type { Manifest, Model } from '../registry/manifest.ts';
import { hintedOperators, hintsOf } from './hints.ts';

const model = (sha256: string, changes: Partial<Model> = {}): Model => ({
  sha256,
  bytes: 1000,
  operators: ['ai.onnx.ml.Scaler', 'Gemm'],
  executionProviders: ['js', 'wasm'],
  ...changes,
});

const manifestUrl = 'https://shop.example/manifest.json';
const manifest = {
  services: {
    intent: { models: { trees: model('a'), net: model('b', { operators: ['Gemm'] }), same: model('a') } },
    vision: { models: { large: model('c', { bytes: 2 ** 20 }), wasm: model('d', { executionProviders: ['wasm'] }) } },
    other: { models: { any: model('e') } },
  },
} as unknown as Manifest;

describe('hintsOf', () => {
  it('names manifest, visitor and the small models that the js provider ran, and their operators, each once', () => {
    expect(hintsOf(manifestUrl, manifest, ['intent', 'vision', 'unknown'])).toEqual({
      stored: {
        edgewise: [`manifest:${manifestUrl}`, 'artifacts', 'artifact:a', 'artifact:b'],
        'edgewise-visitor': ['visitor'],
      },
      operators: ['ai.onnx.ml.Scaler', 'Gemm'],
    });
  });
});

describe('hintedOperators', () => {
  it('takes those of hintsOf', () => {
    const hints = hintsOf(manifestUrl, manifest, ['intent']);
    expect(hintedOperators(JSON.parse(JSON.stringify(hints)))).toEqual(hints.operators);
  });

  it.each([[undefined], [null], [7], ['text'], [[]], [{ operators: { length: 1 } }]])('takes none from %j', (value) =>
    expect(hintedOperators(value)).toEqual([]),
  );

  it('passes over what is no text', () => {
    expect(hintedOperators({ operators: [['b'], 1, null, 'c'] })).toEqual(['c']);
  });
});
