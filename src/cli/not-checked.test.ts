import { expect, it } from 'vitest';
import { EdgewiseError } from '../errors.ts';
import { notChecked } from './not-checked.ts';

it('says once what holds for several services', () => {
  const missing = new EdgewiseError('artifact-unavailable', 'ONNX Runtime is missing.');
  const unsupported = new EdgewiseError('model-unsupported', 'No such operator.');
  expect(
    notChecked({
      intent: { skipped: { wasm: missing } },
      rules: { skipped: {} },
      size: { skipped: { js: unsupported, wasm: missing } },
    }),
  ).toEqual([
    'intent, size were not checked on wasm: ONNX Runtime is missing.',
    'size was not checked on js: No such operator.',
  ]);
});
