import { expect, test, vi } from 'vitest';
import { EdgewiseError } from '../../errors.ts';
import { createQueuedSession } from '../queued-session.ts';
import { createDeferred } from '../testing/deferred.ts';
import { createFakeModel, outputsOf } from '../testing/fake-model.ts';
import { withFallback } from './gpu-fallback.ts';

const gone = new EdgewiseError('engine-failed', 'The GPU was lost: driver reset');

function createPair() {
  const gpu = createFakeModel('webgpu');
  const cpu = createFakeModel('wasm');
  const lost = createDeferred<EdgewiseError>();
  const openFallback = vi.fn(async () => cpu);
  return { gpu, cpu, lost, openFallback, model: withFallback(gpu, lost.promise, openFallback) };
}

test('while the GPU is there it answers', async () => {
  const { gpu, openFallback, model } = createPair();
  const answer = model.run({});
  gpu.runs[0]?.resolve(outputsOf('gpu'));
  expect(await answer).toEqual(outputsOf('gpu'));
  expect(model.executionProvider).toBe('webgpu');
  expect(openFallback).not.toHaveBeenCalled();
});

test('a run that a lost GPU leaves hanging is answered by the fallback, and so are those after it', async () => {
  const { gpu, cpu, lost, openFallback, model } = createPair();
  const session = createQueuedSession(model);
  const answer = session.run({});
  const next = session.run({});
  await vi.waitFor(() => expect(gpu.runs).toHaveLength(1));
  lost.resolve(gone);
  await vi.waitFor(() => expect(cpu.runs).toHaveLength(1));
  cpu.runs[0]?.resolve(outputsOf('cpu'));
  expect(await answer).toEqual(outputsOf('cpu'));
  await vi.waitFor(() => expect(cpu.runs).toHaveLength(2));
  cpu.runs[1]?.resolve(outputsOf('next'));
  expect(await next).toEqual(outputsOf('next'));
  expect(openFallback).toHaveBeenCalledExactlyOnceWith(gone);
  expect(session.executionProvider).toBe('wasm');
  await session.release();
  expect([gpu.released, cpu.released]).toEqual([1, 1]);
});

test('a run that fails as the GPU goes is answered by the fallback', async () => {
  const { gpu, cpu, lost, model } = createPair();
  const answer = model.run({});
  lost.resolve(gone);
  gpu.runs[0]?.reject(new Error('device lost'));
  await vi.waitFor(() => expect(cpu.runs).toHaveLength(1));
  cpu.runs[0]?.resolve(outputsOf('cpu'));
  expect(await answer).toEqual(outputsOf('cpu'));
});

test('an error of the run itself is no loss', async () => {
  const { gpu, openFallback, model } = createPair();
  const answer = model.run({});
  gpu.runs[0]?.reject(new Error('bad shape'));
  await expect(answer).rejects.toThrow('bad shape');
  expect(openFallback).not.toHaveBeenCalled();
});

test('when the fallback cannot be opened the run says so, and the next one tries again', async () => {
  const { cpu, lost, openFallback, model } = createPair();
  openFallback.mockRejectedValueOnce(new EdgewiseError('artifact-unavailable', 'offline'));
  lost.resolve(gone);
  await lost.promise;
  await expect(model.run({})).rejects.toMatchObject({ code: 'artifact-unavailable' });
  const answer = model.run({});
  await vi.waitFor(() => expect(cpu.runs).toHaveLength(1));
  cpu.runs[0]?.resolve(outputsOf('cpu'));
  expect(await answer).toEqual(outputsOf('cpu'));
});
