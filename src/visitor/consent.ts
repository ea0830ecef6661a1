/** Whether the visitor lets this site store and compute: `pending` is neither yet, and like `out` keeps everything still. */
export type Consent = 'in' | 'out' | 'pending';

/** What the site says of consent. */
export interface ConsentOptions {
  /** For a visitor who has not chosen. */
  readonly defaultConsent: Consent;
  readonly respectGlobalPrivacyControl: boolean;
}

/**
 * The consent that holds. Global Privacy Control, where respected, is 'out' whatever else was said; then the visitor's
 * own choice counts, then the site's default.
 * @param chosen the visitor's choice as it was read from the device: anything but a {@link Consent} counts as none.
 * @param globalPrivacyControl that of `navigator`, where it has one.
 * @see https://privacycg.github.io/gpc-spec/
 */
export function resolveConsent(
  { defaultConsent, respectGlobalPrivacyControl }: ConsentOptions,
  chosen: unknown,
  globalPrivacyControl: boolean | undefined,
): Consent {
  if (respectGlobalPrivacyControl && globalPrivacyControl) return 'out';
  return isConsent(chosen) ? chosen : defaultConsent;
}

/** Recognises a {@link Consent}. */
export function isConsent(value: unknown): value is Consent {
  return value === 'in' || value === 'out' || value === 'pending';
}
