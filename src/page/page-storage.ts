import type { Proposition } from '../decisioning/activity.ts';
import type { Consent } from '../visitor/consent.ts';
import { visitGapMs } from '../visitor/session-context.ts';
import type { Hints } from '../worker/protocol.ts';
import type { ExperienceEventInput } from '../xdm/event.ts';
import type { Click } from './click.ts';
import { needsDelivery } from './render/needs-delivery.ts';

const consentKey = 'edgewise.consent';
const visitorKey = 'edgewise.visitor';
/** In place of the mark that a visitor is kept here: one is yet to be deleted. */
const doomed = '0';
const leftKey = 'edgewise.left';
/** The manifest's address follows. */
export const hintsPrefix = 'edgewise.hints ';

/** Events that wait for consent, or for a worker that stores them; more are dropped, oldest first. */
export const waitingLimit = 100;

/** What a page view could not finish any more: an event that may not lie on the device, or a click that was not counted. */
export type Left = ExperienceEventInput | Click;

/** Tells the one from the other, whatever anybody may have written in their place. */
export const isEvent = (left: Left): left is ExperienceEventInput => !!(left as ExperienceEventInput | null)?.eventType;

/** The few things that the page must know before the worker runs. Every access survives a browser that refuses storage. */
export interface PageStorage {
  /** The visitor's own choice as it was saved, if one was made on this device. */
  consent(): unknown;
  /** 'pending' forgets the choice. One that the device does not take holds for this page view. */
  saveConsent(consent: Consent): void;
  /** Calls `listener` when another tab saves a choice, until `signal` aborts. */
  onConsent(listener: () => void, signal: AbortSignal): void;
  /** What the last decision on this device took. Where there are any, a manifest lies here: then nothing is fetched before the decision. */
  hints(): Hints | undefined;
  saveHints(hints: Hints): void;
  /** Whether no earlier page view began to keep a visitor here; from this call on, one did. */
  beginVisitor(): boolean;
  /**
   * A decision of this visit, which ends before `sessionStorage` where a tab is left open or restored, that came too late for the page view
   * it was made for, by scope; without those whose schedule has ended since.
   */
  kept(scope: string): readonly Proposition[];
  /**
   * In place of what was kept for the scope; leaves out what was decided for this page alone, and what more than a slot carries out.
   * @param isShown leaves out what is capped, too: with a display that was not known of, another could be one too many.
   */
  keep(scope: string, propositions: readonly Proposition[], isShown?: boolean): void;
  /** Leaves to the page view that comes next what this one could not finish, behind what others left. */
  leave(left: readonly Left[]): void;
  /** What page views left, once: the newest of it. Anybody may have written it. */
  takeUp(): readonly Left[];
  /**
   * Deletes everything but the visitor's choice and, until `isDone`, a mark that the worker has a visitor to delete.
   * @returns whether that mark is there.
   */
  forget(isDone?: boolean): boolean;
}

/** Storage of the page: kept decisions for the visit, everything else for good. */
export function createPageStorage(manifestUrl: string): PageStorage {
  // Another manifest's would not do.
  const keptKey = `edgewise.kept ${manifestUrl}`;
  const hintsKey = hintsPrefix + manifestUrl;
  const attempt = <T>(access: () => T): T | undefined => {
    try {
      return access();
    } catch {
      // As if nothing were there.
    }
  };
  const parse = (storage: () => Storage, key: string): unknown =>
    attempt(() => JSON.parse(storage().getItem(key) ?? ''));
  /** The choice that the device did not take. */
  let refused: Consent | undefined;
  const forget = (isDone?: boolean): boolean =>
    !!attempt(() => {
      const wasKept = !isDone && localStorage.getItem(visitorKey);
      // The choice keeps the rest from coming back.
      for (const storage of [localStorage, sessionStorage])
        for (const key of Object.keys(storage))
          if (key.startsWith('edgewise.') && key !== consentKey) storage.removeItem(key);
      if (wasKept) localStorage.setItem(visitorKey, doomed);
      return wasKept;
    });
  const takeUp = (): readonly Left[] => {
    const left = parse(() => localStorage, leftKey);
    attempt(() => localStorage.removeItem(leftKey));
    return Array.isArray(left) ? left.slice(-waitingLimit) : [];
  };
  /** What was kept, and before it until when, in milliseconds since 1970. */
  const readKept = (): Record<string, readonly [number, ...Proposition[]]> =>
    (parse(() => sessionStorage, keptKey) ?? {}) as Record<string, readonly [number, ...Proposition[]]>;
  return {
    consent: () => refused ?? attempt(() => localStorage.getItem(consentKey)),
    saveConsent(consent) {
      // Room for the word on a device that is full.
      if (consent === 'out') forget();
      refused = undefined;
      try {
        if (consent !== 'pending') return localStorage.setItem(consentKey, consent);
      } catch {
        refused = consent;
      }
      // What was said before must not hold on the next page view.
      attempt(() => localStorage.removeItem(consentKey));
    },
    onConsent: (listener, signal) =>
      addEventListener('storage', ({ key }) => key === consentKey && listener(), { signal }),
    hints: () => parse(() => localStorage, hintsKey) as Hints | undefined,
    saveHints: (hints) => attempt(() => localStorage.setItem(hintsKey, JSON.stringify(hints))),
    beginVisitor: () =>
      !!attempt(() => {
        const isNew = localStorage.getItem(visitorKey) !== '1';
        localStorage.setItem(visitorKey, '1');
        return isNew;
      }),
    kept(scope) {
      const [end = 0, ...kept] = readKept()[scope] ?? [];
      return kept.filter(
        ({ scopeDetails: { characteristics } }) => Date.now() < Math.min(end, characteristics.until ?? end),
      );
    },
    keep(scope, propositions, isShown) {
      const kept = readKept();
      const lasting = propositions.filter(
        (proposition) =>
          !needsDelivery(proposition) &&
          // What this page had a say in may be wrong on the next.
          !proposition.scopeDetails.characteristics.page &&
          !(isShown && proposition.scopeDetails.characteristics.capped),
      );
      // Without anything to keep or forget, nothing is written: there may be no consent to.
      if (lasting[0] || kept[scope])
        attempt(() =>
          sessionStorage.setItem(
            keptKey,
            JSON.stringify({ ...kept, [scope]: lasting[0] && [Date.now() + visitGapMs, ...lasting] }),
          ),
        );
    },
    leave: (left) =>
      attempt(() => localStorage.setItem(leftKey, JSON.stringify([...takeUp(), ...left].slice(-waitingLimit)))),
    takeUp,
    forget,
  };
}
