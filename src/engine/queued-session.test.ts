import { expect, test, vi } from 'vitest';
import { createQueuedSession } from './queued-session.ts';
import { createFakeModel, outputsOf } from './testing/fake-model.ts';

test('one inference runs at a time, in the order of the calls', async () => {
  const model = createFakeModel();
  const session = createQueuedSession(model);
  const first = session.run({});
  const second = session.run({});
  await vi.waitFor(() => expect(model.runs).toHaveLength(1));
  await Promise.resolve();
  expect(model.runs).toHaveLength(1);
  model.runs[0]?.resolve(outputsOf('first'));
  expect(await first).toEqual(outputsOf('first'));
  await vi.waitFor(() => expect(model.runs).toHaveLength(2));
  model.runs[1]?.resolve(outputsOf('second'));
  expect(await second).toEqual(outputsOf('second'));
});

test('a failed run does not stop the next', async () => {
  const model = createFakeModel();
  const session = createQueuedSession(model);
  const first = session.run({});
  const second = session.run({});
  await vi.waitFor(() => expect(model.runs).toHaveLength(1));
  model.runs[0]?.reject(new Error('no'));
  await expect(first).rejects.toThrow('no');
  await vi.waitFor(() => expect(model.runs).toHaveLength(2));
  model.runs[1]?.resolve(outputsOf('second'));
  expect(await second).toEqual(outputsOf('second'));
});

test('a waiting run that is aborted rejects at once with the reason and never starts', async () => {
  const model = createFakeModel();
  const session = createQueuedSession(model);
  const first = session.run({});
  const controller = new AbortController();
  const second = session.run({}, undefined, { signal: controller.signal });
  const third = session.run({});
  await vi.waitFor(() => expect(model.runs).toHaveLength(1));
  controller.abort(new Error('not needed'));
  await expect(second).rejects.toThrow('not needed');
  model.runs[0]?.resolve(outputsOf('first'));
  await first;
  await vi.waitFor(() => expect(model.runs).toHaveLength(2));
  model.runs[1]?.resolve(outputsOf('third'));
  expect(await third).toEqual(outputsOf('third'));
  expect(model.runs).toHaveLength(2);
});

test('an aborted run under way rejects at once, and the next still waits for its end', async () => {
  const model = createFakeModel();
  const session = createQueuedSession(model);
  const controller = new AbortController();
  const first = session.run({}, undefined, { signal: controller.signal });
  await vi.waitFor(() => expect(model.runs).toHaveLength(1));
  controller.abort(new Error('left'));
  await expect(first).rejects.toThrow('left');
  const second = session.run({});
  await Promise.resolve();
  expect(model.runs).toHaveLength(1);
  model.runs[0]?.resolve(outputsOf('dropped'));
  await vi.waitFor(() => expect(model.runs).toHaveLength(2));
  model.runs[1]?.resolve(outputsOf('second'));
  expect(await second).toEqual(outputsOf('second'));
});

test('a run beyond its deadline rejects with deadline-exceeded, waiting included', async () => {
  const model = createFakeModel();
  const session = createQueuedSession(model);
  void session.run({});
  await expect(session.run({}, undefined, { deadlineMs: 5 })).rejects.toMatchObject({ code: 'deadline-exceeded' });
});

test('a released session lets the run under way end, then refuses; releasing twice releases once', async () => {
  const model = createFakeModel();
  const onRelease = vi.fn();
  const session = createQueuedSession(model, onRelease);
  const underWay = session.run({});
  const waiting = session.run({});
  await vi.waitFor(() => expect(model.runs).toHaveLength(1));
  const refused = expect(waiting).rejects.toMatchObject({ code: 'disposed' });
  const releases = Promise.all([session.release(), session.release()]);
  expect(model.released).toBe(0);
  model.runs[0]?.resolve(outputsOf('first'));
  expect(await underWay).toEqual(outputsOf('first'));
  await refused;
  await releases;
  expect(model.released).toBe(1);
  expect(onRelease).toHaveBeenCalledTimes(1);
  await expect(session.run({})).rejects.toMatchObject({ code: 'disposed' });
});
