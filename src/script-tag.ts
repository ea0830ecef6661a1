import { createClient } from './page/client.ts';
import type { Edgewise } from './page/edgewise.ts';
import { type EdgewiseOptions, isNumeric } from './page/options.ts';
import { startWorker } from './page/worker-factory.ts';

type QueuedCall = readonly [method: Exclude<keyof Edgewise, 'ready'>, ...args: unknown[]];

/** What stands in `window.edgewise` until the tag has loaded. */
interface Stub {
  readonly q?: QueuedCall[];
}

declare global {
  interface Window {
    edgewise?: (Edgewise & { readonly q: { push(...calls: QueuedCall[]): void } }) | Stub;
  }
}

performance.mark('edgewise:start');
const { dataset = {}, src = '' } = (document.currentScript ?? {}) as Partial<HTMLScriptElement>;

/** Starts from the tag's own `data-*` attributes and takes over the stub's queue. A second tag on the page does nothing. */
function startTag(): void {
  const stub = window.edgewise ?? {};
  if ('track' in stub) return;
  const given = Object.entries(dataset as Record<string, string>).map(([name, text]) => [name, readOption(name, text)]);
  const options = Object.fromEntries(given) as EdgewiseOptions;
  const base = new URL(options.baseUrl ?? src, document.baseURI);
  const urlOf = (name: string): string => new URL(`${name}.js`, base).href;
  const client = createClient(options, {
    createWorker: ({ host }, attempt) => startWorker(urlOf('worker'), host, attempt),
    kernelUrl: (name) => urlOf(`worker-${name}`),
    load: (name) => import(/* @vite-ignore */ urlOf(name)),
  });
  const make = async ([method, ...args]: QueuedCall): Promise<unknown> =>
    (client[method] as (...given: unknown[]) => unknown)(...args);
  const push = (...calls: QueuedCall[]): void => {
    // What is no call, or fails, keeps none behind it from being made.
    for (const call of calls) make(call).catch((error) => console.error('edgewise.q could not call', call, error));
  };
  window.edgewise = Object.assign(client, { q: { push } });
  push(...(stub.q ?? []));
}

/** An attribute's text as the option of its name takes it; what is no number stays as it was written, to be told of. */
function readOption(name: string, text: string): unknown {
  if (isNumeric.test(name) && text.trim() && +text >= 0) return +text;
  if (/^(respect|track|allow|preview|enabled)/.test(name)) return !/^(false|0|no|off)$/i.test(text.trim());
  return /^(operatorModules|reporters)/.test(name) ? (text.match(/\S+/g) ?? []) : text;
}

try {
  startTag();
} catch (error) {
  console.error('edgewise:', error);
}
