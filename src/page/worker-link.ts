import { EdgewiseError } from '../errors.ts';
import type { HostApi, HostEvent, HostOptions, ProvidedResponse, ReadyState } from '../worker/protocol.ts';
import { type ComlinkCall, createComlinkCall } from './comlink-calls.ts';
import type { WorkerHandle } from './worker-factory.ts';

/** What the worker says of its own accord that is not for the link itself. */
export type ToldEvent = Exclude<HostEvent, { readonly type: 'recycle' }>;

type Method = 'track' | 'predict' | 'decide' | 'revalidate' | 'forget' | 'ping';

/** Calls across the worker boundary that end in time, whatever becomes of the worker. */
export interface WorkerLink {
  /**
   * Starts the worker and the runtime in it. Later calls need not wait: they queue.
   * @param readAhead what the runtime would read from the device; goes with the options if it is there before the worker runs.
   */
  start(options: HostOptions, readAhead?: Promise<HostOptions['readAhead']>): Promise<ReadyState>;
  /** Asks the worker; without a `start` before, a worker without a runtime, which can only `forget`. */
  call<M extends Method>(method: M, ...args: Parameters<HostApi[M]>): Promise<Awaited<ReturnType<HostApi[M]>>>;
  provide(response: ProvidedResponse): void;
  /** Ends the worker until the link is asked again: a new one is asked what is pending, too. A shared worker is let go. */
  suspend(): void;
  dispose(): void;
}

/** What the link needs. */
export interface WorkerLinkOptions {
  /** Is given how many workers were replaced before. */
  readonly createWorker: (attempt: number) => WorkerHandle;
  readonly onEvent: (event: ToldEvent) => void;
  /** Calls its argument at once, or in a page rendered ahead when it is activated: until then the browser lets no worker answer. */
  readonly whenActivated: (then: () => void) => void;
}

interface PendingCall {
  readonly method: Method;
  readonly args: Parameters<HostApi[Method]>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How long a call may take, in milliseconds. */
const callDeadlineMs = 30_000;
/** How long a worker may stay silent while a call waits before it counts as lost, in milliseconds. */
const silenceMs = 5_000;
const restartLimit = 3;
const remedy = 'check baseUrl, content-type, CORS, COEP, worker-src, script-src, trusted-types';

/**
 * Links the page to its worker. A worker that goes down, or is silent while a call waits, is replaced, at most three times a page view,
 * and what was pending is asked again. After that, or when its script cannot be loaded at all, every call fails with `worker-lost`.
 */
export function createWorkerLink({ createWorker, onEvent, whenActivated }: WorkerLinkOptions): WorkerLink {
  const pending = new Set<PendingCall>();
  let handle: WorkerHandle | undefined;
  /** Ends what listens to workers: Chromium holds the object of a shared one, and all that listens, for as long as that runs. */
  const lifetime = new AbortController();
  const { signal } = lifetime;
  /** Absent until the worker has been told to start. */
  let remote: ComlinkCall<HostApi> | undefined;
  let options: HostOptions | undefined;
  let onReady: { resolve: (state: ReadyState) => void; reject: (error: unknown) => void } | undefined;
  let restarts = 0;
  let ended: EdgewiseError | undefined;
  let watch: ReturnType<typeof setTimeout> | undefined;
  let recycling = false;
  /** Whether the current worker has ever said anything: until then its script may still be on a slow network. */
  let answered = false;

  /** Calls `then` only as long as the worker that runs now has not been replaced. */
  const untilReplaced = <Value>(then: (value: Value) => void): ((value: Value) => void) => {
    const worker = handle;
    return (value) => {
      if (worker === handle) then(value);
    };
  };

  const send = (call: PendingCall): void => {
    const settle = (finish: (value: unknown) => void) =>
      untilReplaced((value: unknown) => {
        pending.delete(call);
        finish(value);
        if (!pending.size && recycling) restart();
      });
    remote?.(call.method, call.args).then(settle(call.resolve), settle(call.reject));
    listen();
  };

  /** While something is pending, a worker that has spoken once must answer a ping within `silenceMs`. */
  const listen = (): void =>
    whenActivated(() => {
      if (watch || !remote) return;
      // In two: in a page that was frozen the first is over before the answer, which has come, is read.
      watch = setTimeout(() => {
        watch = setTimeout(() => (answered || isShared()) && lose('no answer'), silenceMs / 2);
      }, silenceMs / 2);
      // A worker of another release may not know the word, but it has spoken.
      void remote('ping', [])
        .catch(() => {})
        .then(
          untilReplaced(() => {
            answered = true;
            clearTimeout(watch);
            watch = setTimeout(() => {
              watch = undefined;
              if (pending.size || onReady) listen();
            }, 1_000);
          }),
        );
    });

  /** @param reading not waited for once the worker runs, which then reads for itself. */
  const open = (reading?: Promise<HostOptions['readAhead']>): void => {
    recycling = answered = false;
    try {
      handle = createWorker(restarts);
    } catch (cause) {
      return lose('', cause);
    }
    const { worker, endpoint } = handle;
    worker.addEventListener(
      'error',
      untilReplaced((event: ErrorEvent) => {
        event.preventDefault();
        lose(event.message);
      }),
      { signal },
    );
    const ask = createComlinkCall<HostApi>(endpoint, signal);
    const begin = untilReplaced((readAhead: HostOptions['readAhead']) => {
      remote = ask;
      if (options) {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = untilReplaced(({ data }: MessageEvent<HostEvent>) => {
          if (data.type !== 'recycle') return onEvent(data);
          // What a fresh worker does not mend would recycle it for ever.
          if (++restarts > restartLimit) return;
          recycling = true;
          // One that is shared goes down whether or not this page waits for it.
          if (!pending.size || isShared()) restart();
        });
        const settle = <Value>(finish: ((value: Value) => void) | undefined) =>
          untilReplaced((value: Value) => {
            finish?.(value);
            onReady = undefined;
          });
        ask('start', [{ ...options, readAhead }, port2], [port2]).then(
          settle(onReady?.resolve),
          settle(onReady?.reject),
        );
      }
      for (const call of pending) send(call);
      listen();
    });
    if (reading)
      Promise.race([reading, ask('ping', [])])
        .catch(() => undefined)
        .then(begin);
    else begin(undefined);
  };

  const isShared = (): boolean => handle?.endpoint instanceof MessagePort;

  const close = (): void => {
    clearTimeout(watch);
    // A shared worker frees what this page held; the answer is not waited for.
    if (isShared()) void remote?.('dispose', []);
    handle?.terminate();
    watch = handle = remote = undefined;
  };

  const restart = (): void => {
    close();
    // What the page was fetching for the first worker went down with it.
    if (options) options = { ...options, firstVisit: false, newVisitor: false };
    // Events may have arrived there, though their conversions were not told. No other method than `track` takes a second argument.
    for (const { args } of pending) (args as unknown[])[1] = true;
    open();
  };

  /** @param reason in the browser's own words, if it has any. */
  const lose = (reason: string, cause?: unknown): void => {
    // One that is shared may be stuck, or refused, where one of the page's own is not.
    if ((answered || isShared()) && ++restarts <= restartLimit) return restart();
    const what = answered ? 'was lost' : 'could not be loaded';
    end(new EdgewiseError('worker-lost', `The worker ${what}: ${reason || remedy}`, { cause }));
  };

  const end = (error: EdgewiseError): void => {
    ended = error;
    close();
    lifetime.abort();
    onReady?.reject(error);
    onReady = undefined;
    for (const call of pending) call.reject(error);
    pending.clear();
  };

  return {
    start: (given, readAhead) =>
      new Promise((resolve, reject) => {
        options = given;
        onReady = { resolve, reject };
        open(readAhead);
      }),
    call: (method, ...args) =>
      new Promise((resolve, reject) => {
        if (ended) throw ended;
        const call: PendingCall = { method, args, resolve: resolve as (value: unknown) => void, reject };
        pending.add(call);
        // What has been settled by then stays as it is.
        whenActivated(() =>
          setTimeout(() => {
            pending.delete(call);
            reject(new EdgewiseError('deadline-exceeded', `${method} took over ${callDeadlineMs / 1000} s`));
          }, callDeadlineMs),
        );
        if (handle) send(call);
        else restart();
      }),
    provide(response) {
      // Nobody waits for the answer: one of another release may refuse.
      remote?.('provide', [response], [response.body]).catch(() => {});
    },
    suspend: close,
    dispose() {
      end(new EdgewiseError('disposed', 'Edgewise is off; create it anew'));
    },
  };
}
