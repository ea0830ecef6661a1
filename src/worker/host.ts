import { EdgewiseError } from '../errors.ts';
import { createDeviceStore } from '../registry/device-store.ts';
import { registryStoreName, visitorStoreName } from './databases.ts';
import type { HostApi, HostEvent, HostOptions } from './protocol.ts';
import { createRuntime, type Environment, type Runtime } from './runtime.ts';

/** The runtimes of a worker: one for each manifest and set of options, shared by the pages that ask for it. */
export interface Runtimes {
  /** Joins the runtime for `options`, starting it for the first page. */
  join(options: HostOptions, emit: (event: HostEvent) => void): Membership;
  /** Ends every runtime, for each knows the visitor, and deletes what they stored. */
  forget(): Promise<unknown>;
}

/** One page's part in a runtime. */
export interface Membership {
  readonly runtime: Runtime;
  leave(): void;
  /** As {@link Runtimes.forget}, unless another page has done so: what was begun since is of a later consent. */
  forget(): Promise<unknown>;
}

interface Entry {
  readonly runtime: Runtime;
  readonly listeners: Set<(event: HostEvent) => void>;
  forgotten?: Promise<void>;
}

/** What the worker gives to its runtimes. */
export interface WorkerEnvironment extends Omit<Environment, 'recycle'> {
  /** Ends the worker once the pages have heard that it must be replaced; a page ends its dedicated worker itself. */
  readonly retire?: () => unknown;
}

/** Runtimes that wait for a page, at most: a shop whose manifest has another address with each page view would fill the memory. */
const runtimeLimit = 8;

/** Keeps the runtimes of this worker. */
export function createRuntimes(environment: WorkerEnvironment): Runtimes {
  const running = new Map<string, Entry>();
  let isSpent = false;
  const recycle = (): void => {
    isSpent = true;
    // What one runtime has spent is the worker of all.
    for (const { listeners } of running.values()) for (const tell of listeners) tell({ type: 'recycle' });
    environment.retire?.();
  };
  const forget = (...others: Entry[]): Promise<unknown> => {
    const doomed = [...running.values(), ...others];
    running.clear();
    return Promise.all(doomed.map((entry) => (entry.forgotten ??= entry.runtime.forget())));
  };
  return {
    forget: () => forget(),
    join(options, emit) {
      const lasting = { ...options, firstVisit: 0, newVisitor: 0, hints: 0, readAhead: 0 };
      const key = JSON.stringify(lasting);
      const known = running.get(key);
      known?.runtime.rejoin();
      // Those that pages use go on with them.
      if (running.size > runtimeLimit) running.clear();
      const listeners = known?.listeners ?? new Set();
      const tellAll = (event: HostEvent): void => {
        for (const listener of listeners) listener(event);
      };
      const entry = known ?? { runtime: createRuntime(options, tellAll, { ...environment, recycle }), listeners };
      running.set(key, entry);
      const { runtime } = entry;
      // The next page view tries anew.
      runtime.ready().catch(() => running.get(key) === entry && running.delete(key));
      listeners.add(emit);
      // It has not ended yet.
      if (isSpent) emit({ type: 'recycle' });
      return {
        runtime,
        // A runtime that no page uses stays for the next page view: that is what a SharedWorker is for.
        leave: () => void listeners.delete(emit),
        forget: () => entry.forgotten ?? forget(entry),
      };
    },
  };
}

/** The API that one page talks to. Calls wait for `start`, in order. */
export function createHost(runtimes: Runtimes): HostApi {
  let member: Membership | undefined;
  let toPage: MessagePort | undefined;
  /** What the runtime had fetched before this page view. */
  let before = { requests: 0, bytesFetched: 0 };
  const runtime = (): Runtime => {
    if (!member) throw new EdgewiseError('engine-failed', 'Start the worker first');
    return member.runtime;
  };
  return {
    async start(options, events) {
      toPage = events;
      const told = new Set<string>();
      member = runtimes.join(options, (event) => {
        if (event.type === 'error') {
          // The same failure on every decision would drown the first.
          const { message } = event.error;
          if (told.has(message)) return;
          told.add(message);
        }
        events.postMessage(event);
      });
      before = member.runtime.traffic();
      return member.runtime.ready();
    },
    // Nobody waits for the answer: it must not be that the start has failed.
    provide: (response) => member?.runtime.provide(response),
    track: async (events, again) => runtime().track(events, again),
    predict: async (serviceId) => runtime().predict(serviceId),
    async decide(request) {
      const { decide, traffic } = runtime();
      const decision = await decide(request);
      const { requests, bytesFetched } = traffic();
      return { ...decision, requests: requests - before.requests, bytesFetched: bytesFetched - before.bytesFetched };
    },
    revalidate: async () => runtime().revalidate(),
    async forget() {
      if (member) return void (await member.forget());
      // This page started no runtime, because there is no consent: what earlier page views stored is to go.
      await runtimes.forget();
      for (const name of [visitorStoreName, registryStoreName]) {
        const store = createDeviceStore({ name, onError() {} });
        await store.clear();
        await store.close();
      }
    },
    async ping() {},
    async dispose() {
      // Held open, it would keep all that the page listens with.
      toPage?.close();
      member?.leave();
      member = undefined;
    },
  };
}
