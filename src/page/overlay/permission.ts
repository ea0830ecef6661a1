import { type PreviewLink, verifyPreviewLink } from '../../registry/preview-link.ts';

/** What decides whether the page's address may ask for a preview. */
export interface PermissionOptions {
  /** The page's own option. */
  readonly preview: boolean | undefined;
  /** Ed25519, JWK `x`: what signed links are verified against. */
  readonly publicKey: string | undefined;
  /** Until when an earlier link allowed it in this tab, in milliseconds since 1970. */
  readonly allowedUntil: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Until when previews are allowed, in milliseconds since 1970: always by option, else until the link expires, or an earlier one of the same tab
 * does. `undefined`: they are not.
 */
export async function previewsAllowedUntil(
  link: PreviewLink | undefined,
  { preview, publicKey, allowedUntil, now }: PermissionOptions,
): Promise<number | undefined> {
  if (preview) return Number.POSITIVE_INFINITY;
  if (!link || !publicKey) return undefined;
  if (link.signature !== undefined) return verifyPreviewLink(link, { publicKey, now });
  return allowedUntil > now ? allowedUntil : undefined;
}
