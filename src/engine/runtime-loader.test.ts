import { expect, test, vi } from 'vitest';
import { createEngine, type RecycleNeed } from './engine.ts';
import { readPackagedBinary } from './ort/packaged-binary.ts';
import { startRuntime } from './runtime-loader.ts';
import { writeModel } from './testing/write-model.ts';

// In one file of its own and in this order: ONNX Runtime fails to start once and for all.

const value = { type: 'float', shape: ['N'] } as const;
const model = writeModel({
  nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
  inputs: [{ ...value, name: 'x' }],
  outputs: [{ ...value, name: 'y' }],
});

test('a binary that cannot be fetched is the error of that load alone', async () => {
  const offline = new Error('offline');
  await expect(startRuntime('wasm', () => Promise.reject(offline))).rejects.toBe(offline);
});

test('bytes that are no WebAssembly are refused before ONNX Runtime sees them', async () => {
  const page = new TextEncoder().encode('<!doctype html>');
  await expect(startRuntime('wasm', async () => page)).rejects.toMatchObject({ code: 'artifact-corrupt' });
});

test('aborting the only load under way aborts the fetch of the binary', async () => {
  const controller = new AbortController();
  let given: AbortSignal | undefined;
  const load = startRuntime(
    'wasm',
    (_, { signal }) => {
      given = signal;
      return new Promise(() => {});
    },
    controller.signal,
  );
  controller.abort(new Error('left'));
  await expect(load).rejects.toThrow('left');
  expect(given?.aborted).toBe(true);
});

test('where WebAssembly is blocked, nothing is fetched and the remedy is named', async () => {
  const loadRuntime = vi.fn();
  vi.stubGlobal('WebAssembly', {
    Module: class {
      constructor() {
        throw new EvalError('blocked by the Content-Security-Policy');
      }
    },
  });
  try {
    await expect(startRuntime('wasm', loadRuntime)).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining("'wasm-unsafe-eval'"),
    });
    expect(loadRuntime).not.toHaveBeenCalled();
  } finally {
    vi.unstubAllGlobals();
  }
});

test('a binary that does not compile fails for good and asks for a fresh worker, once', async () => {
  const needs: RecycleNeed[] = [];
  const loadRuntime = vi.fn(async () => (await readPackagedBinary('wasm')).subarray(0, 1 << 20));
  const engine = createEngine({ loadRuntime, onRecycleNeeded: (need) => needs.push(need) });
  const failed = { code: 'engine-failed', message: expect.stringContaining('did not start') };
  await expect(engine.createSession(model, { executionProviders: ['wasm'] })).rejects.toMatchObject(failed);
  await expect(engine.createSession(model, { executionProviders: ['wasm'] })).rejects.toMatchObject(failed);
  expect(loadRuntime).toHaveBeenCalledTimes(1);
  expect(needs).toMatchObject([{ reason: 'start-failed', error: failed }]);
});
