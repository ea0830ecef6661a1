import { expect, test } from 'vitest';
import { writeModel } from '../testing/write-model.ts';
import { reasonAgainstWebGpu } from './webgpu-support.ts';

const x = { name: 'x', type: 'float', shape: ['N', 3] } as const;
const y = { name: 'y', type: 'float', shape: ['N', 3] } as const;

test('a float net has nothing against it', () => {
  const nodes = [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }];
  expect(reasonAgainstWebGpu(writeModel({ nodes, inputs: [x], outputs: [y] }))).toBeUndefined();
});

test('operators of ai.onnx.ml, strings and float64 are named', () => {
  const scaler = { op: 'Scaler', domain: 'ai.onnx.ml', inputs: ['x'], outputs: ['y'] };
  expect(reasonAgainstWebGpu(writeModel({ nodes: [scaler], inputs: [x], outputs: [y] }))).toContain(
    'ai.onnx.ml.Scaler',
  );
  const strings = { ...x, type: 'string' } as const;
  expect(reasonAgainstWebGpu(writeModel({ nodes: [], inputs: [strings], outputs: [strings] }))).toBe('string tensors');
  const cast = { op: 'Cast', inputs: ['x'], outputs: ['y'], attributes: { to: 11 } };
  expect(reasonAgainstWebGpu(writeModel({ nodes: [cast], inputs: [x], outputs: [y] }))).toBe('float64 tensors');
});
