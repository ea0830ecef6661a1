/** Whether the visitor lets this site store and compute: `pending` is neither yet, and like `out` keeps everything still. */
export type Consent = 'in' | 'out' | 'pending';

export interface ConsentFacts {
  /** The site's own stance, for a visitor who has not chosen. */
  readonly defaultConsent: Consent;
  /** The visitor's choice as kept on this device, as it was read: anything but a {@link Consent} counts as none. */
  readonly stored: unknown;
  /** `navigator.globalPrivacyControl`. */
  readonly globalPrivacyControl: boolean | undefined;
  readonly respectGlobalPrivacyControl: boolean;
}

/**
 * The consent that holds. Global Privacy Control, where respected, is 'out' whatever else was said; then the visitor's
 * own choice counts, then the site's default.
 * @see https://privacycg.github.io/gpc-spec/
 */
export function resolveConsent(facts: ConsentFacts): Consent {
  const { defaultConsent, stored, globalPrivacyControl, respectGlobalPrivacyControl } = facts;
  if (respectGlobalPrivacyControl && globalPrivacyControl) return 'out';
  return isConsent(stored) ? stored : defaultConsent;
}

/** Recognises a {@link Consent}. */
export function isConsent(value: unknown): value is Consent {
  return value === 'in' || value === 'out' || value === 'pending';
}
