import type { Delivery, DeliveryPage } from './delivery.ts';
import type { ResolvedOptions } from './options.ts';
import type { Overlay, OverlayAccess } from './overlay/access.ts';
import type { WorkerHandle } from './worker-factory.ts';

/** How files of Edgewise's own are reached; differs between script tag and npm import. */
export interface Loaders {
  readonly createWorker: (
    options: Pick<ResolvedOptions, 'createWorker' | 'host' | 'baseUrl'>,
    attempt: number,
  ) => WorkerHandle;
  /** The address of a file of kernels, where the worker loads it from there. */
  readonly kernelUrl?: (name: string) => string;
  /** Loads a file of Edgewise's own on demand. */
  readonly load: <Name extends keyof PageFiles>(name: Name) => Promise<PageFiles[Name]>;
}

/** What the page loads on demand, each file by its name without the ending. */
export interface PageFiles {
  /** For browsers without `setHTML`. */
  readonly sanitizer: { readonly sanitize: (html: string) => DocumentFragment };
  /** Once a decision needs it, or has been painted. */
  readonly delivery: { readonly createDelivery: (page: DeliveryPage) => Delivery };
  /** For those who check what a page decides. `undefined` when the page's address asks for nothing that is allowed. */
  readonly overlay: { readonly startOverlay: (access: OverlayAccess) => Promise<Overlay | undefined> };
}
