import { type Manifest, parseManifest } from '../../registry/manifest.ts';
import { verifyManifest } from '../../registry/trust.ts';

/** The manifest as it lies at its origin; undefined when it cannot be had or is not valid: the overlay then goes by ids alone. */
export async function fetchManifest(manifestUrl: string, publicKey: string | undefined): Promise<Manifest | undefined> {
  try {
    const response = await fetch(manifestUrl);
    if (!response.ok) return undefined;
    return parseManifest(await verifyManifest(await response.text(), { publicKey }));
  } catch {
    return undefined;
  }
}
