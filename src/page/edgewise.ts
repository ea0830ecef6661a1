import type { Proposition } from '../decisioning/activity.ts';
import type { ScopeRequest } from '../decisioning/decide.ts';
import type { Consent } from '../visitor/consent.ts';
import type { Prediction, ReadyState } from '../worker/protocol.ts';
import type { ExperienceEventInput } from '../xdm/event.ts';
import type { EdgewiseEvents } from './events.ts';
import type { OverlayHistory } from './overlay/access.ts';

/** The client on the page. No method ever throws into the page; the promises of `predict` and `decide` reject with an EdgewiseError. */
export interface Edgewise {
  /**
   * Resolves when the runtime stands, has failed or took too long. Never rejects. Waits while consent is pending; `failed` where it is out.
   * What consent changes later is told by another promise, so read it where you wait for it.
   */
  readonly ready: Promise<ReadyState>;
  /** Adds an event to the visit. `_id` and `timestamp` are filled in where missing. Before consent it waits in memory. */
  track(event: ExperienceEventInput): void;
  /**
   * Scores the visit as it stands.
   * @throws EdgewiseError `input-invalid` (no such service), `consent-required`, `engine-failed`, `deadline-exceeded`, `worker-lost`, `disposed`.
   */
  predict(serviceId: string): Promise<Prediction>;
  /**
   * Decides the scopes, and renders into their slots where they still wait.
   * @throws EdgewiseError as `predict`.
   */
  decide(request: { readonly scopes: readonly ScopeRequest[] }): Promise<readonly Proposition[]>;
  /**
   * Tells that the page's own code shows a proposition for which there is no slot, such as that of a json-content-item. In an `element` it
   * is displayed, and clicked, as in a slot; without one it is displayed now. Once for a proposition and page view, however often it is told.
   */
  display(proposition: Proposition, element?: Element): void;
  /** Returns the function that unsubscribes. */
  on<Name extends keyof EdgewiseEvents>(name: Name, listener: (detail: EdgewiseEvents[Name]) => void): () => void;
  /** The visitor's choice, kept on the device. 'out' deletes what was stored; 'pending' forgets the choice. */
  setConsent(consent: Consent): void;
  /**
   * Opens the overlay, which explains what the page decides, where the option `preview` is set; does nothing elsewhere.
   * @param history what the page's own listeners were told before, by name, so that the overlay tells of it too.
   */
  debug(history?: OverlayHistory): Promise<void>;
  /** Stops everything; slots that wait show their default content. */
  dispose(): Promise<void>;
}
