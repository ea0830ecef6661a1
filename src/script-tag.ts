import { createClient } from './page/client.ts';
import { document } from './page/document.ts';
import type { Edgewise } from './page/edgewise.ts';
import { type EdgewiseOptions, isNumeric } from './page/options.ts';
import { startWorker } from './page/worker-factory.ts';

export type { EdgewiseSlotElement } from './page/slot-element.ts';

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

const { dataset = {}, src } = (document.currentScript ?? {}) as {
  readonly dataset?: Record<string, string>;
  readonly src: string;
};

/** Starts from the tag's own `data-*` attributes and takes over the stub's queue. A second tag on the page does nothing. */
function startTag(): void {
  performance.mark('edgewise:start');
  const stub = Object.hasOwn(window, 'edgewise') ? (window.edgewise ?? {}) : {};
  if ('track' in stub) return;
  const options = {} as EdgewiseOptions & Record<string, unknown>;
  for (const [name, text] of Object.entries(dataset)) options[name] = readOption(name, text.trim());
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
  if (isNumeric.test(name) && text && +text >= 0) return +text;
  if (/^(respect|track|allow|preview|enabled)/.test(name)) return !/^(false|0|no|off)$/i.test(text);
  return /^(operatorModules|reporters)/.test(name) ? (text.match(/\S+/g) ?? []) : text;
}

try {
  startTag();
} catch (error) {
  console.error('edgewise:', error);
}
