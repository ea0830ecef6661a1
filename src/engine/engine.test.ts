import { expect, test, vi } from 'vitest';
import { createEngine, type RecycleNeed } from './engine.ts';
import { writeModel } from './testing/write-model.ts';

const wasm = { executionProviders: ['wasm'] } as const;
const megabyte = 1024 * 1024;
const square = { type: 'float', shape: ['N', 'M'] } as const;
const double = writeModel({
  nodes: [{ op: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
  inputs: [{ ...square, name: 'x' }],
  outputs: [{ ...square, name: 'y' }],
});

test('a runtime prepared ahead is used by the sessions after it, with one read of its binary', async () => {
  const { readPackagedBinary } = await import('./ort/packaged-binary.ts');
  const loadRuntime = vi.fn(readPackagedBinary);
  const engine = createEngine({ loadRuntime });
  expect(engine.memory()).toEqual({ bytes: 0, retainedBytes: 0 });
  const preparing = engine.prepareRuntime('wasm');
  const [session] = await Promise.all([engine.createSession(double, wasm), preparing]);
  await engine.prepareRuntime('wasm');
  expect(loadRuntime).toHaveBeenCalledExactlyOnceWith('wasm', { signal: expect.any(AbortSignal) });
  expect(session.executionProvider).toBe('wasm');
  await engine.dispose();
});

test('memory that a released session leaves behind asks for a fresh worker once it is beyond the limit', async () => {
  const needs: RecycleNeed[] = [];
  const engine = createEngine({ onRecycleNeeded: (need) => needs.push(need), memoryLimitBytes: 16 * megabyte });
  const session = await engine.createSession(double, wasm);
  // Input and output are 16 MiB each.
  const side = 2048;
  await session.run({ x: { type: 'float32', dims: [side, side], data: new Float32Array(side * side) } });
  expect(engine.memory().bytes).toBeGreaterThan(32 * megabyte);
  expect(engine.memory().retainedBytes).toBe(0);
  expect(needs).toEqual([]);
  await session.release();
  expect(engine.memory().retainedBytes).toBeGreaterThan(16 * megabyte);
  expect(needs).toEqual([{ reason: 'memory' }]);
  await (await engine.createSession(double, wasm)).release();
  expect(needs).toHaveLength(1);
});

test('disposing releases the sessions and refuses further work', async () => {
  const engine = createEngine();
  const session = await engine.createSession(double, wasm);
  const loading = engine.createSession(double, wasm);
  const refused = expect(loading).rejects.toMatchObject({ code: 'disposed' });
  await engine.dispose();
  await refused;
  await expect(session.run({})).rejects.toMatchObject({ code: 'disposed' });
  await expect(engine.createSession(double, wasm)).rejects.toMatchObject({ code: 'disposed' });
  await expect(engine.prepareRuntime('wasm')).rejects.toMatchObject({ code: 'disposed' });
});
