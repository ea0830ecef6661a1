import type { Manifest } from '../registry/manifest.ts';
import type { LoadedManifest } from '../registry/manifest-source.ts';
import type { Services } from './services.ts';

/** The services of the manifest in force, and where this page view has that from. */
export interface InForce {
  readonly services: Services;
  readonly source: LoadedManifest['source'];
}

/** Which services are asked: those of one manifest at a time, whole. */
export interface ServicesInForce {
  /** @throws EdgewiseError as the manifest source's `load` does */
  current(): Promise<InForce>;
  /** Puts those of a later manifest in force, once they are loaded; one after another, so that one that is slower to load does not end in force. */
  switchTo(manifest: Manifest): void;
  /** Another page begins with what is in force: to it that comes from the device. */
  rejoin(): void;
}

export interface ServicesInForceOptions {
  /** The first manifest. */
  readonly loading: Promise<LoadedManifest>;
  readonly servicesOf: (manifest: Manifest) => Services;
  /** Told when a later manifest is in force. */
  readonly onSwitch: (manifest: Manifest) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Begins with the services of the first manifest. */
export function createServicesInForce(options: ServicesInForceOptions): ServicesInForce {
  const { loading, servicesOf, onSwitch, onFailure } = options;
  let current: Promise<InForce>;
  const put = (next: Promise<InForce>): void => {
    current = next;
    // Whoever asks hears of it; nobody asking is no failure of its own.
    current.catch(() => {});
  };
  put(loading.then(({ manifest, source }) => ({ services: servicesOf(manifest), source })));
  let switching: Promise<void> = Promise.resolve();

  /** The services in use are loaded from the new manifest before the old ones go. */
  const replace = async (manifest: Manifest): Promise<void> => {
    const before = await current;
    const services = servicesOf(manifest);
    // What fails is tried again when it is asked for; on a later page view the manifest, such as a pause, would hold all the same.
    await services.load(before.services.loaded.filter((id) => Object.hasOwn(manifest.services, id))).catch(onFailure);
    put(Promise.resolve({ services, source: 'network' }));
    onSwitch(manifest);
    await before.services.release();
  };

  return {
    current: () => current,
    switchTo(manifest) {
      switching = switching.then(() => replace(manifest)).catch(onFailure);
    },
    rejoin: () => put(current.then(({ services }) => ({ services, source: 'cache' }))),
  };
}
