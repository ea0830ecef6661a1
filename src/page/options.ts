import { type Consent, isConsent } from '../visitor/consent.ts';
import type { Reporter, ReporterName } from './reporters/reporter.ts';

/** Options of `createEdgewise`, each with the script tag's attribute of the same name (`data-manifest-url`, …). */
export interface EdgewiseOptions {
  /** Address of the manifest; relative to the page. */
  readonly manifestUrl: string;
  /** Ed25519 public key (JWK `x`, base64url). When given, a manifest that it did not sign is refused. */
  readonly publicKey?: string;
  /** The folder where Edgewise's own files lie, with a slash at its end. @default beside the script */
  readonly baseUrl?: string;
  /** Makes the worker, where a bundler or a CSP needs a way of its own. @default a module worker from `baseUrl` */
  readonly createWorker?: () => Worker;
  /**
   * `shared` keeps the runtime in a SharedWorker that outlives the page view and serves all pages of the shop, where browser and origin
   * allow it and, by npm, `baseUrl` is given; else, and with `dedicated`, each page view has a worker of its own. @default 'shared'
   */
  readonly host?: 'dedicated' | 'shared';
  /** How long a slot may stay invisible while it waits for a decision, in milliseconds. @default 100 */
  readonly decisionBudgetMs?: number;
  /** Consent of a visitor who has not chosen yet. @default 'in' */
  readonly defaultConsent?: Consent;
  /** Whether Global Privacy Control counts as 'out'. @default true */
  readonly respectGlobalPrivacyControl?: boolean;
  /** Bytes that models and runtimes may take on the device. @default 67108864 (64 MiB) */
  readonly storageBudgetBytes?: number;
  /** Events kept of a visitor. @default 500 */
  readonly eventLimit?: number;
  /** Age at which an event is dropped, in milliseconds. @default 2592000000 (30 days) */
  readonly eventMaxAgeMs?: number;
  /** Whether page views are tracked without being asked. @default true */
  readonly trackPageViews?: boolean;
  /** Address that outcomes are posted to, in batches when the page is hidden; relative to the page. @default none: outcomes stay on the device */
  readonly reportUrl?: string;
  /** Tools of the site that are told of outcomes: by name with their defaults, or made by `edgewise/reporters`, or of one's own. @default [] */
  readonly reporters?: readonly (ReporterName | Reporter)[];
  /** Whether a redirect-item may lead to another page of this origin. @default false */
  readonly allowRedirects?: boolean;
  /**
   * Whether the page's address may ask for a preview and the overlay (`?edgewise-preview=…`, `?edgewise-debug`) without a signature, and
   * `debug()` may open it: for staging, and for shops whose rules are no secret. @default false
   */
  readonly preview?: boolean;
  /** The kill switch on the page: `false` shows default content everywhere, at once, and starts no worker. @default true */
  readonly enabled?: boolean;
  /** Addresses of ES modules on other origins that may register custom operators. @default [] */
  readonly operatorModules?: readonly string[];
}

/** Options with the page's defaults filled in; the worker has its own. */
export type ResolvedOptions = Required<Omit<EdgewiseOptions, OptionalName>> & Pick<EdgewiseOptions, OptionalName>;
type OptionalName =
  | ('publicKey' | 'host' | 'baseUrl' | 'createWorker' | 'reportUrl' | 'reporters' | 'allowRedirects' | 'preview')
  | ('storageBudgetBytes' | 'eventLimit' | 'eventMaxAgeMs');

/** For calls from code: an option given as `undefined` counts as left out. The tag, which has none, has no room for it. */
export function givenOptions(options: EdgewiseOptions | undefined): EdgewiseOptions {
  const entries = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as EdgewiseOptions;
}

/** Fills in the defaults; addresses become absolute. */
export function resolveOptions(options: EdgewiseOptions, documentUrl: string): ResolvedOptions {
  return {
    decisionBudgetMs: 100,
    defaultConsent: 'in',
    respectGlobalPrivacyControl: true,
    trackPageViews: true,
    enabled: true,
    ...options,
    manifestUrl: new URL(options.manifestUrl, documentUrl).href,
    operatorModules: listOf(options.operatorModules).map((url) => new URL(url, documentUrl).href),
  };
}

/** One alone is as good as a list of one. */
const listOf = (urls: readonly string[] | string = []): readonly string[] => [urls].flat();

/** Names of the options that are numbers. */
export const isNumeric = /(Ms|Bytes|Limit)$/;

/** One sentence on the first option that cannot be used, or `undefined`. */
export function findOptionProblem(options: EdgewiseOptions, documentUrl: string): string | undefined {
  const { manifestUrl, operatorModules } = options;
  for (const url of [manifestUrl, listOf(operatorModules)].flat()) {
    if (typeof url === 'string' && url && URL.canParse(url, documentUrl)) continue;
    return `${url === manifestUrl ? 'manifestUrl' : 'operatorModules'} must be an address, not ${url}`;
  }
  for (const [name, value] of Object.entries(options))
    if (isNumeric.test(name) && value !== Math.abs(value)) return `${name} must be a number from 0, not ${value}`;
  const { defaultConsent = 'in' } = options;
  return findConsentProblem('defaultConsent', defaultConsent);
}

/** One sentence on what was given for a consent, or `undefined`. */
export function findConsentProblem(what: string, given: unknown): string | undefined {
  return isConsent(given) ? undefined : `${what} must be 'in', 'out' or 'pending'`;
}
