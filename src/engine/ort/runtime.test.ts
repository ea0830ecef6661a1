import { expect, test, vi } from 'vitest';
import { createDeferred, type Deferred } from '../testing/deferred.ts';
import { type OrtModule, startRuntime } from './runtime.ts';

/** An onnxruntime-web whose runs end when the test says so. */
function createFakeOrt() {
  const runs: Deferred<object>[] = [];
  const releases = vi.fn(async () => {});
  const create = vi.fn(async (_model: Uint8Array) => ({
    run() {
      const run = createDeferred<object>();
      runs.push(run);
      return run.promise;
    },
    release: releases,
  }));
  const lost = createDeferred<{ message: string }>();
  const env = { wasm: {}, webgpu: { device: { lost: lost.promise } }, versions: { web: '9.9.9' } };
  const unknownModule: unknown = { InferenceSession: { create }, Tensor: class {}, env };
  // Only what the runtime uses is there.
  return { ort: unknownModule as OrtModule, create, runs, releases, lost };
}

const bytes = Uint8Array.of(1, 2, 3);

test('sessions of a runtime take turns, since its build cannot be entered twice', async () => {
  const { ort, runs } = createFakeOrt();
  const runtime = await startRuntime(ort, 'webgpu', bytes);
  const [first, second] = await Promise.all([runtime.open(bytes), runtime.open(bytes)]);
  const answers = [runtime.run(first, {}, []), runtime.run(second, {}, [])];
  await vi.waitFor(() => expect(runs).toHaveLength(1));
  await Promise.resolve();
  expect(runs).toHaveLength(1);
  runs[0]?.resolve({ a: 1 });
  expect(await answers[0]).toEqual({ a: 1 });
  await vi.waitFor(() => expect(runs).toHaveLength(2));
  runs[1]?.resolve({ b: 2 });
  expect(await answers[1]).toEqual({ b: 2 });
});

test('a crash ends the runtime: it is announced, and all that waits and comes is refused', async () => {
  const { ort, runs } = createFakeOrt();
  const runtime = await startRuntime(ort, 'wasm', bytes);
  const model = await runtime.open(bytes);
  const crashed = { code: 'engine-failed', message: expect.stringContaining('crashed') };
  const refusals = [1, 2].map(() => expect(runtime.run(model, {}, [])).rejects.toMatchObject(crashed));
  await vi.waitFor(() => expect(runs).toHaveLength(1));
  runs[0]?.reject(new WebAssembly.RuntimeError('unreachable'));
  await Promise.all(refusals);
  expect(await runtime.failure).toMatchObject(crashed);
  await expect(runtime.open(bytes)).rejects.toMatchObject(crashed);
  await expect(runtime.release(model)).resolves.toBeUndefined();
  expect(runs).toHaveLength(1);
});

test('an error that ONNX Runtime reports is no crash', async () => {
  const { ort, runs } = createFakeOrt();
  const runtime = await startRuntime(ort, 'wasm', bytes);
  const model = await runtime.open(bytes);
  const answer = runtime.run(model, {}, []);
  await vi.waitFor(() => expect(runs).toHaveLength(1));
  runs[0]?.reject(new Error('ERROR_CODE: 2, ERROR_MESSAGE: Invalid rank'));
  await expect(answer).rejects.toThrow('Invalid rank');
  await expect(runtime.open(bytes)).resolves.toBeDefined();
});

test('a lost GPU ends its runtime, also while it is idle', async () => {
  const { ort, lost } = createFakeOrt();
  const runtime = await startRuntime(ort, 'webgpu', bytes);
  lost.resolve({ message: 'driver reset' });
  expect(await runtime.failure).toMatchObject({ code: 'engine-failed', message: 'The GPU was lost: driver reset' });
});

test('the first session stays open on the GPU, whose device goes with the last one, and only there', async () => {
  const gpu = createFakeOrt();
  await startRuntime(gpu.ort, 'webgpu', bytes);
  expect(gpu.releases).not.toHaveBeenCalled();
  const cpu = createFakeOrt();
  await startRuntime(cpu.ort, 'wasm', bytes);
  expect(cpu.releases).toHaveBeenCalledTimes(1);
});

test('a start that fails names the version that the binary must have', async () => {
  const { ort, create } = createFakeOrt();
  create.mockRejectedValueOnce(new Error('LinkError'));
  await expect(startRuntime(ort, 'wasm', bytes)).rejects.toMatchObject({
    code: 'engine-failed',
    message: expect.stringMatching(/onnxruntime-web 9\.9\.9: LinkError/),
  });
});

test('the binary is let go of once it has started', async () => {
  const { ort } = createFakeOrt();
  await startRuntime(ort, 'wasm', bytes);
  expect(ort.env.wasm).not.toHaveProperty('wasmBinary');
});
