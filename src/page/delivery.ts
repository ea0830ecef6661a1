import { domAction, type Proposition } from '../decisioning/activity.ts';
import { EdgewiseError } from '../errors.ts';
import type { Consent } from '../visitor/consent.ts';
import type { Conversion } from '../worker/protocol.ts';
import type { ExperienceEventInput } from '../xdm/event.ts';
import { type Click, watchClicks } from './click.ts';
import { document } from './document.ts';
import type { DecisionDetail, EdgewiseEvents } from './events.ts';
import { forgetAddresses } from './forget-addresses.ts';
import type { ResolvedOptions } from './options.ts';
import { isOutcomeProposition } from './outcomes/outcome.ts';
import { trackOutcomes } from './outcomes/track-outcomes.ts';
import { afterPaint } from './render/after-paint.ts';
import { bringsItself } from './render/brings-itself.ts';
import { createDomActions } from './render/dom-actions.ts';
import { releaseHolds } from './render/hold.ts';
import type { HtmlRenderer } from './render/html.ts';
import { handOver } from './render/json.ts';
import { createMeter } from './render/measure.ts';
import { redirect, redirectOf } from './render/redirect.ts';
import { wasRevealed } from './render/revealed.ts';
import { fillTemplates } from './render/templates.ts';
import { showDefaultWhenEmptied } from './render/when-emptied.ts';
import { keepFocusRingWhole } from './render/whole-focus-ring.ts';
import type { EdgewiseSlot } from './slot-element.ts';
import { createTakeBack } from './take-back.ts';

/** An experience that the visitor can see now. */
export interface ShownExperience {
  readonly proposition: Proposition;
  /** What shows it: the content in a slot, or the elements that its dom-actions changed. */
  readonly elements: readonly Element[];
  /** The decision that it came from; `undefined` where it was kept from the page view before. */
  readonly decision: DecisionDetail | undefined;
  /** When it was put into the page, by `performance.now()`. */
  readonly at: number;
  /** When that was painted, by `performance.now()`. */
  readonly paintedAt: number;
}

/** What the rest of the page gives to this file. */
export interface DeliveryPage {
  readonly options: ResolvedOptions;
  readonly renderer: HtmlRenderer;
  /** The consent that holds now. */
  readonly consent: () => Consent;
  /** Decides scopes, as everything on the page decides. */
  readonly decide: (scopes: readonly string[]) => Promise<unknown>;
  readonly track: (event: ExperienceEventInput) => void;
  readonly emit: <Name extends keyof EdgewiseEvents>(name: Name, detail: EdgewiseEvents[Name]) => void;
  readonly report: (reason: unknown) => void;
}

/** All that the page does with a decision beyond HTML in a slot. */
export interface Delivery {
  /**
   * Carries out what `decision` asks for in its scopes, and takes back what an earlier one did there that no longer holds.
   * @returns its propositions with their templates filled in, for the slots.
   */
  apply(decision: DecisionDetail): readonly Proposition[];
  /** Hears of every experience in a slot, once it has been painted. */
  shown(experience: ShownExperience): void;
  /** Hears of every click in what a slot shows, and of those that the page view before left uncounted. */
  clicked(click: Click): void;
  /** Hears of a proposition that the page's own code shows, in `element` or, without one, somewhere in view. */
  display(proposition: Proposition, element: Element | undefined): void;
  /** Hears of the events of this page that reached goals. */
  converted(conversions: readonly Conversion[]): void;
  /** The site was paused: what an earlier `generation` of the manifest has brought to the page is taken back, and what it still brings. */
  pause(generation: number): void;
  /** Takes back every change to the page. */
  dispose(): void;
}

/** A file of its own, loaded once a decision needs it or has been painted. */
export function createDelivery(page: DeliveryPage): Delivery {
  const { options, renderer, consent, decide, emit, report } = page;
  let isHolding = true;
  forgetAddresses(() => localStorage, options.manifestUrl);
  const outcomes = trackOutcomes(page);
  const reportItem = (problem: string): void => report(new EdgewiseError('manifest-invalid', problem));
  const meter = createMeter((measured) => emit('measured', measured));
  const decisions = new WeakMap<Proposition, DecisionDetail>();
  const takeBack = createTakeBack();
  /** Whatever has been decided. */
  const scopes = new Set<string>();
  const shown = (experience: ShownExperience, again?: boolean): void => {
    const { elements, proposition } = experience;
    scopes.add(proposition.scope);
    if (elements.some(bringsItself)) {
      for (const element of elements) element.closest<EdgewiseSlot>('edgewise-slot')?.show();
      return reportItem(
        `The experience of scope "${proposition.scope}" brings a slot of its own scope; leave one of them out`,
      );
    }
    for (const element of elements) {
      const place = element.closest<HTMLElement>('edgewise-slot>[slot=experience]');
      if (!place) continue;
      showDefaultWhenEmptied(place);
      keepFocusRingWhole(place);
    }
    const { characteristics } = proposition.scopeDetails;
    takeBack.shown(elements, characteristics);
    if (takeBack.isOvertaken(characteristics)) return;
    outcomes.shown(experience);
    if (!again) meter.shown(experience);
  };
  const clicked = (click: Click): void => {
    // What the page view before left may have been written by anybody.
    if (!isOutcomeProposition(click?.proposition)) return;
    if (!takeBack.isOvertaken(click.proposition.scopeDetails.characteristics)) outcomes.clicked(click);
  };
  const onShown = (proposition: Proposition, elements: readonly Element[], again?: boolean): void => {
    const at = performance.now();
    const decision = decisions.get(proposition);
    watchClicks(elements, () => clicked({ proposition, decision, timestamp: new Date().toISOString() }));
    afterPaint((paintedAt) => {
      try {
        shown({ proposition, elements, decision, at, paintedAt }, again);
      } catch (error) {
        report(error);
      }
    });
  };
  const domActions = createDomActions({
    renderer,
    // Consent may go while an action waits for its elements.
    isFinal: (element) => consent() !== 'in' || (isHolding && wasRevealed(element)),
    onProblem: reportItem,
    onShown,
  });

  const follow = (address: string, deadline: number): void => {
    const refuse = (reason: string): void => reportItem(`The redirect to ${address} was refused: ${reason}`);
    if (!options.allowRedirects) return refuse('redirects are off; set the option allowRedirects');
    // The visitor reads the page already.
    if (performance.now() > deadline) return;
    try {
      redirect(address, { location, storage: sessionStorage, now: Date.now() });
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    }
  };

  return {
    apply(decision) {
      // What could not be done until then is left out, but for who asks to see it.
      const deadline =
        decision.decidedAt +
        (decision.preview ? Number.POSITIVE_INFINITY : options.decisionBudgetMs - decision.durationMs);
      isHolding &&= !decision.preview;
      for (const scope of decision.scopes) scopes.add(scope);
      const propositions = takeBack.isOvertaken(decision) ? [] : decision.propositions.map(fillTemplates);
      for (const proposition of propositions) {
        decisions.set(proposition, decision);
        handOver(proposition, emit);
      }
      const address = redirectOf(propositions);
      if (address !== undefined) follow(address, deadline);
      domActions.apply(decision.scopes, propositions, deadline);
      // What no dom-action comes for ends its hold by itself, when the budget does.
      if (isHolding && propositions.some(({ items }) => items.some(({ schema }) => schema === domAction))) {
        isHolding = false;
        releaseHolds();
      }
      return propositions;
    },
    shown,
    clicked,
    display(proposition, element) {
      if (!isOutcomeProposition(proposition) || (element && !('closest' in Object(element)))) {
        const message = 'display must be given a proposition of a decision, and where it stands an element';
        return report(new EdgewiseError('input-invalid', message));
      }
      if (element) onShown(proposition, [element]);
      else if (!takeBack.isOvertaken(proposition.scopeDetails.characteristics))
        outcomes.displayed(proposition, decisions.get(proposition));
    },
    converted: outcomes.converted,
    pause(generation) {
      takeBack.pause(generation);
      outcomes.withdrawn();
      for (const slot of document.querySelectorAll<EdgewiseSlot>('edgewise-slot')) scopes.add(slot.scope);
      // By now nothing is decided for any of them: dom-actions go, and so does what was kept for the next page view.
      decide([...scopes]).catch(report);
    },
    dispose() {
      domActions.dispose();
      outcomes.dispose();
      meter.dispose();
    },
  };
}
