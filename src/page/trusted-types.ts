/** What a policy makes of texts that the page is to trust. */
interface Rules {
  readonly createHTML?: (html: string) => string;
  readonly createScriptURL: (url: string) => string;
}

/** A window of browsers that may have Trusted Types, whose policies TypeScript's DOM does not know. */
export interface TrustedTypesWindow<Policy> {
  readonly trustedTypes?: { createPolicy(name: string, rules: Rules): Policy };
}
