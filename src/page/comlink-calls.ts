import { EdgewiseError, fromPlainError, type PlainError } from '../errors.ts';

/*
 * The page's half of Comlink's protocol. The page calls methods by their names, with plain data and what it transfers, and hears plain
 * data or what was thrown. All that Comlink's own half can do besides, the tag has no room for.
 */

/** What Comlink exposes at the other end: methods, and nothing else. */
type Methods<Api> = { readonly [Name in keyof Api]: (...args: never[]) => unknown };

/** A worker, or a port where other pages share the worker. */
interface Endpoint {
  postMessage(message: unknown, transfers?: Transferable[]): void;
  addEventListener(
    type: 'message',
    listener: (event: MessageEvent) => void,
    options: { readonly signal: AbortSignal },
  ): void;
  /** A port keeps its messages until then. */
  start?(): void;
}

/** Calls the method `name` at the other end. What `transfers` lists is handed over, everything else copied. */
export type ComlinkCall<Api extends Methods<Api>> = <Name extends keyof Api>(
  name: Name,
  args: Readonly<Parameters<Api[Name]>>,
  transfers?: Transferable[],
) => Promise<Awaited<ReturnType<Api[Name]>>>;

/** What Comlink answers: a value, or, by its handler of that name, what was thrown. */
type Answer =
  | { readonly type: 'RAW'; readonly value: unknown }
  | { readonly type: 'HANDLER'; readonly name: 'throw'; readonly value: { readonly value: PlainError } };

/**
 * Talks to what Comlink's `expose` put behind `endpoint`. An error that was thrown there keeps its name, code and cause.
 * @param signal ends the listening; what is pending then stays so.
 */
export function createComlinkCall<Api extends Methods<Api>>(endpoint: Endpoint, signal: AbortSignal): ComlinkCall<Api> {
  const waiting = new Map<unknown, (answer: Answer) => void>();
  endpoint.addEventListener(
    'message',
    ({ data }) => {
      // Whoever else speaks through the endpoint has other ids, or none.
      waiting.get(data?.id)?.(data);
      waiting.delete(data?.id);
    },
    { signal },
  );
  endpoint.start?.();
  return async (name, args, transfers) => {
    const id = Math.random();
    try {
      endpoint.postMessage(
        { type: 'APPLY', path: [name], id, argumentList: args.map((value) => ({ type: 'RAW', value })) },
        transfers,
      );
    } catch (cause) {
      throw new EdgewiseError('input-invalid', `${name as string} must be given plain data`, { cause });
    }
    const { type, value } = await new Promise<Answer>((resolve) => waiting.set(id, resolve));
    if (type === 'RAW') return value as never;
    throw fromPlainError(value.value);
  };
}
