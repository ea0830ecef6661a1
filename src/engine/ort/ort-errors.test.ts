import { expect, test } from 'vitest';
import { isFatal, openError, runError } from './ort-errors.ts';

const report = (code: number, message: string) =>
  new Error(`Can't create a session. ERROR_CODE: ${code}, ERROR_MESSAGE: ${message}`);

test.each([
  ['an operator that is not registered', report(6, 'No Op registered for Divine with domain_version of 17')],
  ['an operator without kernel', report(9, 'Could not find an implementation for Divine(17) node')],
])('%s makes a model unsupported', (_, error) => {
  expect(openError(error)).toMatchObject({ code: 'model-unsupported', message: expect.stringContaining('Divine') });
  expect(isFatal(error)).toBe(false);
});

test("a type that no tensor of JavaScript's has makes a model unsupported", () => {
  expect(openError(new Error('unsupported data type: 16'))).toMatchObject({
    code: 'model-unsupported',
    message: expect.stringContaining('cast it to float32 in the model'),
  });
});

test('any other report on opening makes it invalid, without the place in ONNX Runtime', () => {
  const error = report(1, '/build/core/graph/graph.cc:1555 This is an invalid model.');
  expect(openError(error)).toMatchObject({
    code: 'model-invalid',
    message: 'The model is not valid, export it again: This is an invalid model.',
    cause: error,
  });
});

test('an invalid argument of a run is the input, anything else the engine', () => {
  expect(runError(report(2, 'Invalid rank for input: x')).code).toBe('input-invalid');
  expect(runError(report(1, 'One path requests feature 19')).code).toBe('engine-failed');
  expect(runError(new Error('odd')).code).toBe('engine-failed');
});

test.each([
  new WebAssembly.RuntimeError('unreachable'),
  new RangeError('Array buffer allocation failed'),
  new Error('Aborted(OOM)'),
  1234567,
])('%s is fatal', (error) => {
  expect(isFatal(error)).toBe(true);
});

test('an error of the JavaScript part is not fatal', () => {
  expect(isFatal(new TypeError('A tensor must have dims'))).toBe(false);
});
