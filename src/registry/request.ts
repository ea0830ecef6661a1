import { EdgewiseError, isEdgewiseError } from '../errors.ts';

export interface RequestOptions<T> {
  readonly fetch: typeof globalThis.fetch;
  readonly init: RequestInit;
  /** Takes a response that is a success, or 304. */
  readonly read: (response: Response) => Promise<T>;
}

/**
 * Asks one URL.
 * @throws EdgewiseError `artifact-unavailable` when it does not answer, also when aborted; what `read` throws of its own.
 */
export async function request<T>(url: string, { fetch, init, read }: RequestOptions<T>): Promise<T> {
  let status = 'no network';
  let cause: unknown;
  try {
    const response = await fetch(url, init);
    if (response.ok || response.status === 304) return await read(response);
    status = `HTTP ${response.status}`;
    // Not awaited: of two copies of one response, cancelling waits for the other.
    response.body?.cancel().catch(() => {});
  } catch (error) {
    if (isEdgewiseError(error)) throw error;
    cause = error;
  }
  const message = `${url} does not answer (${status}); check manifestUrl and that it is published`;
  throw new EdgewiseError('artifact-unavailable', message, { cause });
}
