import { addressLimit } from '../registry/locations.ts';
import { hintsPrefix } from './page-storage.ts';

/**
 * Drops the hints of every other manifest than that of `manifestUrl` where they have become many: the tag, which keeps them, has no room for it.
 * @param storage `localStorage`; a browser that refuses it may throw.
 */
export function forgetAddresses(storage: () => Storage, manifestUrl: string): void {
  try {
    const device = storage();
    const others = Object.keys(device).filter(
      (key) => key.startsWith(hintsPrefix) && key !== hintsPrefix + manifestUrl,
    );
    if (others.length >= addressLimit) for (const key of others) device.removeItem(key);
  } catch {
    // Then nothing is kept there.
  }
}
