import { getEventListeners } from 'node:events';
import { expose } from 'comlink';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EdgewiseError } from '../errors.ts';
import { sendErrorsWhole } from '../worker/error-transfer.ts';
import type { HostEvent, HostOptions, Prediction } from '../worker/protocol.ts';
import type { WorkerHandle } from './worker-factory.ts';
import { createWorkerLink, type WorkerLink } from './worker-link.ts';

const options: HostOptions = {
  manifestUrl: 'https://shop.example/manifest.json',
  storageBudgetBytes: 1,
  eventLimit: 1,
  eventMaxAgeMs: 1,
  operatorModules: [],
  firstVisit: true,
  newVisitor: true,
};
const prediction: Prediction = {
  scores: { p: 1 },
  executionProvider: 'js',
  durationMs: 1,
  serviceVersion: '1',
  features: {},
};

/** A worker as the page sees it, whose host runs in this thread. */
interface FakeWorker {
  readonly handle: WorkerHandle;
  readonly started: HostOptions[];
  readonly asked: string[];
  ended: boolean;
  /** Whether its host was told that the page has no more use for it. */
  left: boolean;
  /** What the host says unasked. */
  tell(event: HostEvent): void;
  fail(message: string): void;
}

/** @param predict what the host answers; a promise that never settles is a worker that is busy. */
function createFakeWorker(predict: () => Promise<Prediction>, isAlive = true): FakeWorker {
  const { port1, port2 } = new MessageChannel();
  let events: MessagePort | undefined;
  const errors = Object.assign(new EventTarget(), { onerror: null });
  const worker: FakeWorker = {
    started: [],
    asked: [],
    ended: false,
    left: false,
    handle: {
      worker: errors,
      endpoint: port1,
      terminate() {
        worker.ended = true;
        port1.close();
      },
    },
    tell: (event) => events?.postMessage(event),
    fail: (message) => errors.dispatchEvent(Object.assign(new Event('error'), { message })),
  };
  const host = {
    async start(given: HostOptions, port: MessagePort) {
      worker.started.push(given);
      events = port;
      return { status: 'complete' };
    },
    async predict(id: string) {
      worker.asked.push(id);
      return predict();
    },
    async dispose() {
      worker.left = true;
    },
    async track(_events: unknown, again: boolean) {
      worker.asked.push(`track${again ? ' again' : ''}`);
      return never();
    },
    ping: () => (isAlive ? Promise.resolve() : new Promise(() => {})),
  };
  expose(host, port2);
  return worker;
}

sendErrorsWhole();

const atOnce = (then: () => void): void => then();
const never = () => new Promise<Prediction>(() => {});
let workers: FakeWorker[];
let link: WorkerLink | undefined;

/** @param predictions what each worker answers with, in turn. */
function linkTo(...predictions: (() => Promise<Prediction>)[]): WorkerLink {
  link = createWorkerLink({
    createWorker() {
      const worker = createFakeWorker(predictions[workers.length] ?? (async () => prediction));
      workers.push(worker);
      return worker.handle;
    },
    onEvent: () => {},
    whenActivated: atOnce,
  });
  return link;
}

beforeEach(() => {
  workers = [];
  // Node has no Worker; every endpoint here is a port.
  vi.stubGlobal('Worker', class {});
});
afterEach(() => {
  link?.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('replaces a worker that must be recycled, and asks the new one what was pending', async () => {
  const opened = linkTo(never);
  await opened.start(options);
  const answer = opened.call('predict', 'intent');
  await vi.waitUntil(() => workers[0]?.asked.length === 1);
  workers[0]?.tell({ type: 'recycle' });
  expect(await answer).toEqual(prediction);
  expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
  expect(workers[1]?.started, 'nothing is on its way to the second from the page').toMatchObject([
    { firstVisit: false, newVisitor: false },
  ]);
});

it('replaces a worker that goes down, at most three times', async () => {
  const opened = linkTo(never, never, never, never);
  await opened.start(options);
  const answer = opened.call('predict', 'intent');
  for (let lost = 0; lost < 4; lost++) {
    await vi.waitUntil(() => workers[lost]?.asked.length === 1);
    workers[lost]?.fail('out of memory');
  }
  await expect(answer).rejects.toMatchObject({ code: 'worker-lost' });
  await expect(opened.call('predict', 'intent')).rejects.toMatchObject({ code: 'worker-lost' });
  expect(workers).toHaveLength(4);
});

it('tells the new worker that what was tracked may have arrived before', async () => {
  const opened = linkTo();
  await opened.start(options);
  opened.call('track', [{ eventType: 'commerce.purchases' }], false).catch(() => {});
  await vi.waitUntil(() => workers[0]?.asked.length === 1);
  workers[0]?.fail('out of memory');
  await vi.waitUntil(() => workers[1]?.asked.length === 1);
  expect(workers.map(({ asked }) => asked)).toEqual([['track'], ['track again']]);
});

it('turns to another worker where a shared one does not load', async () => {
  const opened = linkTo();
  const started = opened.start(options);
  workers[0]?.fail('forbidden');
  expect(await started).toEqual({ status: 'complete' });
  expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
});

it('turns to another worker where a shared one never answers', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  link = createWorkerLink({
    createWorker() {
      const worker = createFakeWorker(never, workers.length > 0);
      workers.push(worker);
      return worker.handle;
    },
    onEvent: () => {},
    whenActivated: atOnce,
  });
  const started = link.start(options);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await started).toEqual({ status: 'complete' });
  expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
});

it('gives up neither worker nor call before a page that is rendered ahead is activated', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let activate: () => void = () => {};
  const activated = new Promise<void>((resolve) => {
    activate = resolve;
  });
  link = createWorkerLink({
    createWorker() {
      // One that is shared, and that the browser lets answer nobody.
      const worker = createFakeWorker(never, false);
      workers.push(worker);
      return worker.handle;
    },
    onEvent: () => {},
    whenActivated: (then) => void activated.then(then),
  });
  const failed = vi.fn();
  link.call('predict', 'interest').catch(failed);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(workers).toHaveLength(1);
  expect(failed).not.toHaveBeenCalled();
  activate();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(workers).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(failed).toHaveBeenCalledWith(expect.objectContaining({ code: 'worker-lost' }));
});

it('keeps a worker whose answer a page that was frozen reads after its timers', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const asked = linkTo().call('predict', 'interest');
  vi.advanceTimersToNextTimer();
  expect(await asked).toEqual(prediction);
  expect(workers).toHaveLength(1);
  vi.useRealTimers();
});

it('tells a shared worker that the page is left', async () => {
  const opened = linkTo();
  await opened.start(options);
  opened.suspend();
  await vi.waitUntil(() => workers[0]?.left);
});

it('listens no more to a worker that it let go, whose object may outlive the link', async () => {
  const opened = linkTo();
  await opened.start(options);
  const listeners = (): number =>
    workers.flatMap(({ handle: { worker, endpoint } }) => [
      ...getEventListeners(worker as unknown as EventTarget, 'error'),
      ...getEventListeners(endpoint, 'message'),
    ]).length;
  expect(listeners()).toBe(2);
  opened.dispose();
  expect(listeners()).toBe(0);
});

it('keeps code and cause of what the worker throws', async () => {
  const opened = linkTo(async () => {
    throw new EdgewiseError('model-invalid', 'no model', { cause: new TypeError('why') });
  });
  await opened.start(options);
  const error = await opened.call('predict', 'intent').catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'EdgewiseError', code: 'model-invalid', message: 'no model' });
  expect((error as Error).cause).toMatchObject({ name: 'TypeError', message: 'why' });
});

it('rejects what is pending when it is disposed', async () => {
  const opened = linkTo(never);
  await opened.start(options);
  const answer = opened.call('predict', 'intent');
  opened.dispose();
  await expect(answer).rejects.toMatchObject({ code: 'disposed' });
  expect(workers[0]?.ended).toBe(true);
});

describe('asked again after it was suspended', () => {
  it('asks a new worker at once what was pending', async () => {
    const opened = linkTo(never);
    await opened.start(options);
    const answer = opened.call('predict', 'intent');
    await vi.waitUntil(() => workers[0]?.asked.length === 1);
    opened.suspend();
    expect(workers.map(({ ended }) => ended)).toEqual([true]);
    opened.call('ping').catch(() => {});
    expect(await answer).toEqual(prediction);
  });

  it('goes on with a start that was not over', async () => {
    const opened = linkTo();
    const started = opened.start(options);
    opened.suspend();
    opened.call('ping').catch(() => {});
    expect(await started).toEqual({ status: 'complete' });
  });

  it('needs no worker while nothing is asked, and no other where one runs', async () => {
    const opened = linkTo(never, never);
    await opened.start(options);
    opened.suspend();
    expect(workers).toHaveLength(1);
    for (let time = 0; time < 2; time++) opened.call('predict', 'intent').catch(() => {});
    expect(workers).toHaveLength(2);
  });
});

it('gives up a call at its deadline', async () => {
  const opened = linkTo(never);
  await opened.start(options);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const failed = vi.fn();
  opened.call('predict', 'intent').catch(failed);
  await vi.advanceTimersByTimeAsync(29_999);
  expect(failed).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(failed).toHaveBeenCalledWith(expect.objectContaining({ code: 'deadline-exceeded' }));
});

describe('with what the page reads from the device meanwhile', () => {
  const values = { edgewise: { 'manifest:m': 'read' } };

  /** A worker whose script is still on its way: it answers nothing, but takes what it is told. */
  function linkToLoading(): WorkerLink {
    link = createWorkerLink({
      createWorker() {
        const worker = createFakeWorker(async () => prediction, workers.length > 0);
        workers.push(worker);
        return worker.handle;
      },
      onEvent: () => {},
      whenActivated: atOnce,
    });
    return link;
  }

  it('starts with it, and sends calls behind the start', async () => {
    let finish: (read: typeof values) => void = () => {};
    const opened = linkToLoading();
    const started = opened.start(options, new Promise((resolve) => (finish = resolve)));
    const answer = opened.call('predict', 'intent');
    finish(values);
    expect(await started).toEqual({ status: 'complete' });
    expect(await answer).toEqual(prediction);
    expect(workers[0]?.started).toEqual([{ ...options, readAhead: values }]);
  });

  it.each([
    ['is never read', () => new Promise<never>(() => {})],
    ['cannot be read', () => Promise.reject(new Error('refused'))],
  ])('starts without it when the worker runs and it %s', async (_, read) => {
    const opened = linkTo();
    await opened.start(options, read());
    expect(await opened.call('predict', 'intent')).toEqual(prediction);
    expect(workers[0]?.started).toEqual([options]);
  });

  it('does not give it to a worker that replaces another', async () => {
    const opened = linkToLoading();
    await opened.start(options, Promise.resolve(values));
    workers[0]?.tell({ type: 'recycle' });
    await vi.waitUntil(() => workers[1]?.started.length === 1);
    expect(workers[1]?.started[0]?.readAhead).toBeUndefined();
  });

  it('tells a worker nothing that was ended meanwhile', async () => {
    const opened = linkToLoading();
    const started = opened.start(options, Promise.resolve(values));
    opened.dispose();
    await expect(started).rejects.toMatchObject({ code: 'disposed' });
    expect(workers[0]?.started).toEqual([]);
  });
});

it('leaves nothing unhandled where the worker, one of another release, refuses all that is said to it', async () => {
  const { port1, port2 } = new MessageChannel();
  expose({}, port2);
  const opened = createWorkerLink({
    createWorker: () => ({
      worker: Object.assign(new EventTarget(), { onerror: null }),
      endpoint: port1,
      terminate: () => port1.close(),
    }),
    onEvent: () => {},
    whenActivated: atOnce,
  });
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  try {
    const started = opened.start(options);
    opened.provide({ url: options.manifestUrl, status: 200, body: new ArrayBuffer(1), expected: [] });
    await expect(started).rejects.toThrow();
    await expect(opened.call('predict', 'intent')).rejects.toThrow();
    expect(unhandled).not.toHaveBeenCalled();
  } finally {
    process.off('unhandledRejection', unhandled);
    opened.dispose();
  }
});
