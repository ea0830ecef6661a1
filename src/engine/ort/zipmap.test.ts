import { expect, test } from 'vitest';
import { createSession } from '../create-session.ts';
import { type NodeSketch, writeModel } from '../testing/write-model.ts';
import { dropZipMaps } from './zipmap.ts';

const providers = [['wasm'], ['js']] as const;
const float = (name: string, columns: number) => ({ name, type: 'float', shape: ['N', columns] }) as const;
const x = { type: 'float32', dims: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) } as const;

const zipMap = (input: string, output: string, labels: readonly string[] | readonly number[]): NodeSketch => ({
  op: 'ZipMap',
  domain: 'ai.onnx.ml',
  inputs: [input],
  outputs: [output],
  attributes: { [typeof labels[0] === 'string' ? 'classlabels_strings' : 'classlabels_int64s']: labels },
});

test.each(providers)(
  '%s: a trailing ZipMap becomes a float tensor under its own name, with its labels in the metadata',
  async (provider) => {
    const model = writeModel({
      nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['scores'] }, zipMap('scores', 'probabilities', ['no', 'yes', '?'])],
      inputs: [float('x', 3)],
      outputs: [{ name: 'probabilities' }],
    });
    const session = await createSession(model, { executionProviders: [provider] });
    const rows = expect.any(String);
    expect(session.outputMetadata).toEqual([
      { name: 'probabilities', isTensor: true, type: 'float32', shape: [rows, 3], classLabels: ['no', 'yes', '?'] },
    ]);
    const { probabilities } = await session.run({ x });
    expect(probabilities).toEqual({ type: 'float32', dims: [2, 3], data: Float32Array.of(-1, -2, -3, -4, -5, -6) });
    await session.release();
  },
);

test('several ZipMaps are dropped, also behind Identity, and the other outputs stay', async () => {
  const provider = 'wasm';
  const model = writeModel({
    nodes: [
      { op: 'Abs', inputs: ['x'], outputs: ['a'] },
      { op: 'Neg', inputs: ['x'], outputs: ['b'] },
      zipMap('a', 'first', [0, 1, 300]),
      zipMap('b', 'inner', ['p', 'q', 'r']),
      { op: 'Identity', inputs: ['inner'], outputs: ['second'] },
    ],
    inputs: [float('x', 3)],
    outputs: [{ name: 'first' }, float('a', 3), { name: 'second' }],
  });
  const session = await createSession(model, { executionProviders: [provider] });
  expect(session.outputMetadata.map(({ name, classLabels }) => [name, classLabels])).toEqual([
    ['first', [0, 1, 300]],
    ['a', undefined],
    ['second', ['p', 'q', 'r']],
  ]);
  const outputs = await session.run({ x });
  expect(outputs.first?.data).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
  expect(outputs.second?.data).toEqual(Float32Array.of(-1, -2, -3, -4, -5, -6));
  await session.release();
});

test.each(providers)('%s: a model that imports ai.onnx.ml alone works too', async (provider) => {
  const model = writeModel({
    nodes: [{ op: 'Binarizer', domain: 'ai.onnx.ml', inputs: ['x'], outputs: ['b'] }, zipMap('b', 'p', [1, 2, 3])],
    inputs: [float('x', 3)],
    outputs: [{ name: 'p' }],
    opsets: { 'ai.onnx.ml': 1 },
  });
  const session = await createSession(model, { executionProviders: [provider] });
  expect((await session.run({ x })).p?.data).toEqual(Float32Array.of(1, 1, 1, 1, 1, 1));
  await session.release();
});

test('a model without ZipMap is handed on untouched', () => {
  const model = writeModel({
    nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
    inputs: [float('x', 3)],
    outputs: [float('y', 3)],
  });
  expect(dropZipMaps(model).model).toBe(model);
});

test('fields that are not understood are kept byte for byte', () => {
  const model = writeModel({
    nodes: [zipMap('x', 'p', [1, 2, 3])],
    inputs: [float('x', 3)],
    outputs: [{ name: 'p' }],
  });
  // Field 1000, length-delimited: "unknown".
  const unknown = Uint8Array.of(0xc2, 0x3e, 7, ...new TextEncoder().encode('unknown'));
  const { model: rewritten } = dropZipMaps(Uint8Array.of(...unknown, ...model, ...unknown));
  expect(rewritten.subarray(0, unknown.length)).toEqual(unknown);
  expect(rewritten.subarray(-unknown.length)).toEqual(unknown);
});

test('bytes that are no whole message are refused as model-invalid', () => {
  const model = writeModel({
    nodes: [zipMap('x', 'p', [1, 2, 3])],
    inputs: [float('x', 3)],
    outputs: [{ name: 'p' }],
  });
  for (let length = 1; length < model.length; length++) {
    try {
      dropZipMaps(model.subarray(0, length));
    } catch (error) {
      expect(error).toMatchObject({ name: 'EdgewiseError', code: 'model-invalid' });
    }
  }
  expect(() => dropZipMaps(new Uint8Array(64).fill(255))).toThrow('not a whole ONNX file');
});
