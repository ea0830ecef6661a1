import type { Decision, ProvidedResponse } from './protocol.ts';

/** `fetch` as the worker uses it: takes what the page fetched already, and counts. */
export interface CountingFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Requests made for Edgewise so far, by page and worker, and the bytes of body received by them. */
  traffic(): Pick<Decision, 'requests' | 'bytesFetched'>;
  /** Announces that the page is fetching `urls`. */
  expect(urls: readonly string[]): void;
  /** A response that the page fetched. */
  provide(response: ProvidedResponse): void;
  /** The page that announced something may be gone: nothing that has not come is waited for any longer, and nothing kept that was not asked for. */
  release(): void;
}

interface Announced {
  /** Absent once a request has been answered by it; later ones go to the network. */
  response?: Promise<ProvidedResponse | undefined> | undefined;
  readonly resolve: (response?: ProvidedResponse) => void;
}

/** How long the worker waits for a response that the page announced before it asks the network itself, and for each part of what that answers, in milliseconds. */
const patienceMs = 20_000;

/** Wraps `network`. The first request for an announced URL is answered by the page's response. */
export function createCountingFetch(network: typeof globalThis.fetch): CountingFetch {
  const announced = new Map<string, Announced>();
  let requests = 0;
  let bytesFetched = 0;

  const expect = (urls: readonly string[]): void => {
    for (const url of urls) {
      let resolve: Announced['resolve'] = () => {};
      const response = new Promise<ProvidedResponse | undefined>((settle) => {
        resolve = settle;
      });
      announced.set(url, { response, resolve });
    }
  };

  /** Passes the body through, counting; the stream keeps what is aborted from being counted whole. */
  const counted = (response: Response): Response => {
    // A 304 comes with an empty stream, and none could be made with one.
    if (!response.body || response.status === 304) return response;
    let stall: ReturnType<typeof setTimeout>;
    const watch = (controller: TransformStreamDefaultController): void => {
      clearTimeout(stall);
      stall = setTimeout(() => controller.error(new TypeError('no answer')), patienceMs);
    };
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      start: watch,
      flush: () => clearTimeout(stall),
      transform(chunk, controller) {
        watch(controller);
        bytesFetched += chunk.byteLength;
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(counter), response);
  };

  return {
    traffic: () => ({ requests, bytesFetched }),
    expect,
    provide(response) {
      requests++;
      bytesFetched += response.body.byteLength;
      expect(response.expected ?? []);
      announced.get(response.url)?.resolve(response);
    },
    release() {
      for (const { resolve } of announced.values()) resolve();
      announced.clear();
    },
    async fetch(input, init) {
      const url = input instanceof Request ? input.url : String(input);
      const pending = announced.get(url);
      if (pending?.response) {
        const waiting = pending.response;
        pending.response = undefined;
        const given = await Promise.race([waiting, timeout(patienceMs)]);
        init?.signal?.throwIfAborted();
        if (given?.status) {
          const { status, body, etag } = given;
          const whole = body.byteLength ? new Uint8Array(body) : null;
          return Object.assign(new Response(whole, { status, headers: etag ? { etag } : {} }), { whole });
        }
      }
      requests++;
      // Else every page that shares the worker would wait for what one of them asked for.
      const response = await Promise.race([network(input, init), timeout(patienceMs)]);
      if (!response) throw new TypeError('no answer');
      return counted(response);
    },
  };
}

const timeout = (ms: number) => new Promise<undefined>((resolve) => setTimeout(resolve, ms));
