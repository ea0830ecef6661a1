import type { JWK } from 'jose';
import { SignJWT } from 'jose/jwt/sign';
import { jwtVerify } from 'jose/jwt/verify';

/** What a preview shows whatever its status, schedule and audience: an activity, and one of its experiences or what it selects itself. */
export interface PreviewTarget {
  readonly activityId: string;
  readonly experienceId?: string;
}

/** What the address of a page asks of the people's tools that check it: `?edgewise-preview=ACTIVITY:EXPERIENCE&edgewise-debug&edgewise-signature=…`. */
export interface PreviewLink {
  readonly target?: PreviewTarget;
  /** Whether the overlay opens by itself. */
  readonly debug: boolean;
  /** A JSON Web Token that allows the link where the page's options don't. */
  readonly signature?: string;
}

const parameters = { preview: 'edgewise-preview', debug: 'edgewise-debug', signature: 'edgewise-signature' } as const;
/** Keeps a token for a preview from passing for anything else that the manifest's key signs, and the reverse. */
const tokenType = 'edgewise-preview+jwt';

/** Reads a query string; undefined when it asks for neither preview nor overlay. */
export function readPreviewLink(search: string): PreviewLink | undefined {
  const query = new URLSearchParams(search);
  const target = parsePreviewTarget(query.get(parameters.preview) ?? '');
  const debug = query.has(parameters.debug);
  const signature = query.get(parameters.signature);
  if (!target && !debug) return undefined;
  return { debug, ...(target && { target }), ...(signature !== null && { signature }) };
}

/** The same address with the parameters of `link`, and none of another. */
export function withPreviewLink(address: string, { target, debug, signature }: PreviewLink): string {
  const url = new URL(address);
  for (const name of Object.values(parameters)) url.searchParams.delete(name);
  if (target) url.searchParams.set(parameters.preview, formatPreviewTarget(target));
  if (debug) url.searchParams.set(parameters.debug, '');
  if (signature !== undefined) url.searchParams.set(parameters.signature, signature);
  return url.href;
}

/** Reads `ACTIVITY` or `ACTIVITY:EXPERIENCE`; a colon within an id is written `%3A`. Undefined when it is neither. */
export function parsePreviewTarget(text: string): PreviewTarget | undefined {
  try {
    const [activityId, experienceId, ...more] = text.split(':').map(decodeURIComponent);
    if (!activityId || experienceId === '' || more.length > 0) return undefined;
    return { activityId, ...(experienceId !== undefined && { experienceId }) };
  } catch {
    return undefined;
  }
}

/** The inverse of {@link parsePreviewTarget}. */
export function formatPreviewTarget({ activityId, experienceId }: PreviewTarget): string {
  return [activityId, experienceId ?? []].flat().map(encodeURIComponent).join(':');
}

/** Signs a link until `expiresAt` (milliseconds since 1970) with the key that signs manifests (an Ed25519 JWK). */
export async function signPreviewLink(
  { target }: Pick<PreviewLink, 'target'>,
  { privateKey, expiresAt }: { readonly privateKey: JWK; readonly expiresAt: number },
): Promise<string> {
  return new SignJWT(claimsOf(target))
    .setProtectedHeader({ alg: 'EdDSA', typ: tokenType })
    .setExpirationTime(new Date(expiresAt))
    .sign(privateKey);
}

/**
 * Until when a link is allowed by its signature, in milliseconds since 1970; undefined when it has none by that key, for that target,
 * that is still valid at `now`.
 * @param publicKey - Ed25519, JWK `x`.
 * @see https://www.rfc-editor.org/rfc/rfc7519
 */
export async function verifyPreviewLink(
  { target, signature = '' }: PreviewLink,
  { publicKey, now }: { readonly publicKey: string; readonly now: number },
): Promise<number | undefined> {
  try {
    const { payload } = await jwtVerify(
      signature,
      { kty: 'OKP', crv: 'Ed25519', x: publicKey },
      { algorithms: ['EdDSA', 'Ed25519'], typ: tokenType, requiredClaims: ['exp'], currentDate: new Date(now) },
    );
    const { activity, experience } = claimsOf(target);
    if (payload.activity !== activity || payload.experience !== experience) return undefined;
    return (payload.exp ?? 0) * 1000;
  } catch {
    return undefined;
  }
}

/** A link that opens the overlay alone names no activity. */
function claimsOf(target: PreviewTarget | undefined): { readonly activity?: string; readonly experience?: string } {
  const { activityId, experienceId } = target ?? {};
  return {
    ...(activityId !== undefined && { activity: activityId }),
    ...(experienceId !== undefined && { experience: experienceId }),
  };
}
