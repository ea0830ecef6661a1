/** What a URL of the fake network answers with; a function decides at each request. */
export type Answer =
  | Response
  | Error
  | ((request: { readonly headers: Headers; readonly signal?: AbortSignal | null }) => Promise<Response> | Response);

/** A network for tests, whose answers are set by URL and whose requests are recorded. */
export interface FakeNetwork {
  readonly fetch: typeof globalThis.fetch;
  /** URLs asked for so far, in order. */
  readonly requests: string[];
  readonly answers: Map<string, Answer>;
}

/** Every URL without an answer fails as an unreachable host does. */
export function createFakeNetwork(): FakeNetwork {
  const requests: string[] = [];
  const answers = new Map<string, Answer>();
  return {
    requests,
    answers,
    async fetch(input, init) {
      const url = String(input);
      requests.push(url);
      const answer = answers.get(url) ?? new TypeError('fetch failed');
      if (answer instanceof Error) throw answer;
      if (answer instanceof Response) return answer.clone();
      return answer({ headers: new Headers(init?.headers), signal: init?.signal ?? null });
    },
  };
}

/** An answer that never comes until `signal` aborts it. */
export function silence({ signal }: { readonly signal?: AbortSignal | null }): Promise<Response> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
}
