import { type Manifest, parseManifest } from '../../registry/manifest.ts';
import { isFlattenedJws, verifyManifest } from '../../registry/trust.ts';

/** What lies at the manifest's origin. */
export interface FetchedManifest {
  readonly manifest: Manifest;
  /** Whether it is signed, and the page has no key to check that by. */
  readonly isUnchecked: boolean;
}

/** The manifest as it lies at its origin; undefined when it cannot be had or is not valid: the overlay then goes by ids alone. */
export async function fetchManifest(
  manifestUrl: string,
  publicKey: string | undefined,
): Promise<FetchedManifest | undefined> {
  try {
    const response = await fetch(manifestUrl);
    if (!response.ok) return undefined;
    const body = await response.text();
    const manifest = parseManifest(await verifyManifest(body, { publicKey }));
    return { manifest, isUnchecked: publicKey === undefined && isFlattenedJws(JSON.parse(body)) };
  } catch {
    return undefined;
  }
}
