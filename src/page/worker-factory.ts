import { version } from '../../package.json';
import type { TrustedTypesWindow } from './trusted-types.ts';

/** A worker of either kind, as the link talks to it. */
export interface WorkerHandle {
  /** Hears the error when the worker's script could not be loaded or throws. */
  readonly worker: AbstractWorker;
  /** What calls go through; a port where other pages share the worker. */
  readonly endpoint: Worker | MessagePort;
  terminate(): void;
}

interface ScriptPolicy {
  createScriptURL(url: string): string;
}

/** A script address that a page with `require-trusted-types-for 'script'` accepts, if its CSP allows the policy `edgewise`. */
function trustedScriptUrl(url: string): string {
  policy ??= (window as TrustedTypesWindow<ScriptPolicy>).trustedTypes?.createPolicy('edgewise', {
    createScriptURL: (address) => address,
  });
  return policy?.createScriptURL(url) ?? url;
}
let policy: ScriptPolicy | undefined;

/**
 * Starts the module worker at `url`, or joins it where other pages of the shop share it and origin and browser allow that.
 * @param attempt how many workers this page has lost: a page cannot end a SharedWorker that is stuck, so the next is its own.
 * @throws where the browser or the page's CSP refuses.
 */
export function startWorker(url: string, host: string | undefined, attempt: number): WorkerHandle {
  const isSameOrigin = new URL(url).origin === origin;
  if (host !== 'dedicated' && !attempt && isSameOrigin) {
    try {
      return joinSharedWorker(url);
    } catch {
      // There is none in this browser, or not for this page, as in some frames.
    }
  }
  // A script of another origin cannot be a worker, so a blob that imports it stands in. No address has a quotation mark in it.
  const address = isSameOrigin ? url : URL.createObjectURL(new Blob([`import "${url}"`], { type: 'text/javascript' }));
  // What is no blob's address stays what it is.
  return handleOf(new Worker(trustedScriptUrl(address), { type: 'module' }), () => URL.revokeObjectURL(address));
}

function joinSharedWorker(url: string): WorkerHandle {
  const worker = new SharedWorker(trustedScriptUrl(url), {
    type: 'module',
    // A page of another release does not speak with the worker of this one.
    name: `edgewise ${version}`,
    // Else it ends with the last page of the shop, and each navigation within one tab would start it anew.
    extendedLifetime: true,
  } as WorkerOptions);
  return { worker, endpoint: worker.port, terminate: () => worker.port.close() };
}

/** Wraps a worker that the page's own `createWorker`, or this file, made. */
export function handleOf(worker: Worker, onEnd?: () => void): WorkerHandle {
  return {
    worker,
    endpoint: worker,
    terminate() {
      worker.terminate();
      onEnd?.();
    },
  };
}
