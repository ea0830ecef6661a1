import { createClient, type Edgewise } from './page/client.ts';
import type { EdgewiseOptions } from './page/options.ts';
import { joinSharedWorker, startDedicatedWorker } from './page/worker-factory.ts';

type QueuedCall = readonly [method: string, ...args: unknown[]];

/** What stands in `window.edgewise` until the tag has loaded. */
interface Stub {
  readonly q?: readonly QueuedCall[];
}

declare global {
  interface Window {
    edgewise?: (Edgewise & { readonly q: { push(call: QueuedCall): void } }) | Stub;
  }
}

performance.mark('edgewise:start');
const script = document.currentScript as HTMLScriptElement | null;

/** Starts from the tag's own `data-*` attributes and takes over the stub's queue. A second tag on the page does nothing. */
function startTag(): void {
  const stub = window.edgewise ?? {};
  if ('track' in stub) return;
  const src = script?.src || document.baseURI;
  const { manifestUrl, ...data } = script?.dataset ?? {};
  if (!manifestUrl) {
    console.error('edgewise: the script tag needs data-manifest-url, the address of the manifest');
    return;
  }
  const number = (value: string | undefined) =>
    value !== undefined && Number.isFinite(Number(value)) ? Number(value) : undefined;
  const words = (value: string | undefined) => value?.split(/\s+/).filter(Boolean);
  const options = {
    manifestUrl,
    publicKey: data.publicKey,
    host: data.host,
    decisionBudgetMs: number(data.decisionBudgetMs),
    defaultConsent: data.defaultConsent,
    respectGlobalPrivacyControl: data.respectGlobalPrivacyControl !== 'false',
    storageBudgetBytes: number(data.storageBudgetBytes),
    eventLimit: number(data.eventLimit),
    eventMaxAgeMs: number(data.eventMaxAgeMs),
    trackPageViews: data.trackPageViews !== 'false',
    operatorModules: words(data.operatorModules),
    reportUrl: data.reportUrl,
    reporters: words(data.reporters),
  } as EdgewiseOptions;
  const base = new URL(data.baseUrl ?? './', data.baseUrl === undefined ? src : document.baseURI);
  const load = (file: string) => import(/* @vite-ignore */ new URL(file, base).href);
  const client = createClient(options, {
    createWorker({ host }, attempt) {
      const url = new URL('worker.js', base).href;
      return (host === 'shared' && joinSharedWorker(url, attempt)) || startDedicatedWorker(url);
    },
    kernelUrl: (name) => new URL(`worker-${name}.js`, base).href,
    loadSanitizer: async () => (await load('sanitizer.js')).sanitize,
    loadDelivery: async () => (await load('delivery.js')).createDelivery,
  });
  const replay = ([method, ...args]: QueuedCall): void => {
    const target = client[method as keyof Edgewise];
    if (typeof target !== 'function') {
      console.error(`edgewise: no method ${method}`);
      return;
    }
    const answer: unknown = (target as (...given: unknown[]) => unknown)(...args);
    // Nobody awaits a queued call; its error has been told to the listeners.
    if (answer instanceof Promise) answer.catch(() => {});
  };
  window.edgewise = { ...client, q: { push: replay } };
  for (const call of stub.q ?? []) replay(call);
}

try {
  startTag();
} catch (error) {
  console.error('edgewise:', error);
}
