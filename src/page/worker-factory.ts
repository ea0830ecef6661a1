/** A worker of either kind, as the link talks to it. */
export interface WorkerHandle {
  /** Hears the error when the worker's script could not be loaded or throws. */
  readonly worker: AbstractWorker;
  /** What calls go through; a port where other pages share the worker. */
  readonly endpoint: Worker | MessagePort;
  terminate(): void;
}

interface TrustedTypePolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** A script address that a page with `require-trusted-types-for 'script'` accepts, if its CSP allows the policy `edgewise`. */
function trustedScriptUrl(url: string): string {
  const factory = (globalThis as { trustedTypes?: TrustedTypePolicyFactory }).trustedTypes;
  if (!factory) return url;
  policy ??= factory.createPolicy('edgewise', { createScriptURL: (address) => address });
  return policy.createScriptURL(url);
}
let policy: ReturnType<TrustedTypePolicyFactory['createPolicy']> | undefined;

/**
 * Starts the module worker at `url`. A script of another origin cannot be a worker, so a blob that imports it stands in.
 * @throws where the browser or the page's CSP refuses.
 */
export function startDedicatedWorker(url: string): WorkerHandle {
  if (new URL(url).origin === location.origin) return handleOf(new Worker(trustedScriptUrl(url), { type: 'module' }));
  const blobUrl = URL.createObjectURL(new Blob([`import ${JSON.stringify(url)}`], { type: 'text/javascript' }));
  return handleOf(new Worker(trustedScriptUrl(blobUrl), { type: 'module' }), () => URL.revokeObjectURL(blobUrl));
}

/**
 * Joins the SharedWorker of this origin, or starts it; `undefined` where there can be none.
 * @param attempt counts the workers that were lost: a page cannot end a SharedWorker that is stuck, only start another.
 */
export function joinSharedWorker(url: string, attempt: number): WorkerHandle | undefined {
  if (typeof SharedWorker === 'undefined' || new URL(url).origin !== location.origin) return undefined;
  const worker = new SharedWorker(trustedScriptUrl(url), {
    type: 'module',
    name: `edgewise ${attempt}`,
    // Else it ends with the last page of the shop, and each navigation within one tab would start it anew.
    extendedLifetime: true,
  } as WorkerOptions);
  return { worker, endpoint: worker.port, terminate: () => worker.port.close() };
}

/** Wraps a worker that the page's own `createWorker`, or this file, made. */
export function handleOf(worker: Worker, onEnd: () => void = () => {}): WorkerHandle {
  return {
    worker,
    endpoint: worker,
    terminate() {
      worker.terminate();
      onEnd();
    },
  };
}
