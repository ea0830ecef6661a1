import { htmlContentItem, type Proposition } from '../decisioning/activity.ts';
import { document } from './document.ts';
import type { DecisionDetail } from './events.ts';
import type { HtmlRenderer } from './render/html.ts';
import { defineSlotElement, type EdgewiseSlot, type SlotOwner, setSlotOwner } from './slot-element.ts';

/** What slots of one scope ask for: as many propositions as the largest of them shows. */
export interface SlotRequest {
  readonly scope: string;
  readonly max: number;
}

/** What the slots need. */
export interface SlotsOptions {
  readonly budgetMs: number;
  readonly renderer: HtmlRenderer;
  /**
   * Called in the task in which slots came in, with what they ask for, once for all of them. What comes before the promise settles is
   * gathered: a page that is still being read brings its slots one by one.
   */
  readonly onScopes: (asked: readonly SlotRequest[]) => Promise<unknown>;
  /** A decision of an earlier page view that came too late for it. */
  readonly keptFor: (scope: string) => readonly Proposition[] | undefined;
  /** What the visitor's consent led to: it goes with that, also where it is given again, while the sanitizer is on its way. */
  readonly mayFill: () => unknown;
  readonly onFilled: (filling: Filling) => void;
  /** Takes what kept a slot from being held: what the page has in the place of the browser's own may fail. */
  readonly report: (reason: unknown) => void;
  /**
   * Keeps a decision that came after its slot had shown its default content for the next page view; none: nothing is left to keep.
   * @param isShown whether a display in the scope is to be counted that the decision did not know of.
   */
  readonly keep: (scope: string, propositions: readonly Proposition[], isShown?: boolean) => void;
}

/** A proposition that a slot shows. */
export interface Filling {
  readonly scope: string;
  readonly proposition: Proposition;
  /** The element around its content. */
  readonly elements: readonly Element[];
  /** For how long the slot was invisible, in milliseconds. */
  readonly heldMs: number;
  /** When the slot was filled, by `performance.now()`. */
  readonly at: number;
  /** The decision that it came from; `undefined` where it was kept from the page view before. */
  readonly decision: DecisionDetail | undefined;
}

/** The page's slots: held for the budget at most, then committed to what is there. */
export interface Slots {
  /** Takes charge of the `<edgewise-slot>` elements that the page has, and will have, until disposed. */
  takeCharge(): void;
  /**
   * Fills the held slots of `scopes`; those without a proposition show their default content at once, and all where there is no decision.
   * Tells the decision whether a proposition came too late for a slot.
   */
  settle(scopes: readonly string[], decision?: DecisionDetail & { late: boolean }): void;
  /** Shows the default content everywhere, and lets the elements go. */
  dispose(): void;
}

/**
 * How long before the end of the budget a frame shows the default content, in milliseconds: the next would come after it, and be painted
 * later still.
 */
const paintMs = 12;

/** Makes what decides how long the page's `<edgewise-slot>` elements wait, and for what. */
export function createSlots({
  budgetMs,
  renderer,
  onScopes,
  mayFill,
  keptFor,
  onFilled,
  report,
  keep,
}: SlotsOptions): Slots {
  const held = new Set<EdgewiseSlot>();
  /** Slots that were asked for once; one that is moved about in the page is not asked for again. */
  const known = new WeakSet<EdgewiseSlot>();
  const expired = new Set<string>();
  /** Scopes of which the page has shown an experience. */
  const shownScopes = new Set<string>();
  /** Slots that show a decision that was kept. */
  const filledLate = new Set<EdgewiseSlot>();
  /** The frame that is asked for; 0: none is. */
  let frame = 0;
  /** How many propositions to ask for, by scope. */
  const fresh = new Map<string, number>();
  let isAsking = false;
  const ask = (): void => {
    const asked = [...fresh].map(([scope, max]) => ({ scope, max }));
    fresh.clear();
    isAsking = !!asked[0];
    if (isAsking) onScopes(asked).then(ask, ask);
  };

  const fill = (slot: EdgewiseSlot, propositions: readonly Proposition[], decision?: DecisionDetail): void => {
    const allowed = mayFill();
    const contents: HTMLElement[] = [];
    const writing: (void | Promise<void>)[] = [];
    const shown = propositions.slice(0, slot.max).map((proposition) => {
      const html = proposition.items.find(({ schema }) => schema === htmlContentItem)?.data.content;
      // What an experience without content shows is the default content, or what the page's own code puts there.
      let element: HTMLElement = slot;
      if (typeof html === 'string') {
        element = document.createElement('div');
        contents.push(element);
        writing.push(renderer.write(element, html));
      }
      return { proposition, elements: [element] };
    });
    const commit = (): void => {
      const { heldMs, scope } = slot;
      // The sanitizer may have come after the budget: then the default content stands already, and stays.
      if (!held.delete(slot)) {
        // What was kept is kept still.
        if (decision) keep(scope, propositions, shownScopes.has(scope));
        return;
      }
      if (mayFill() !== allowed) return slot.show();
      let [content] = contents;
      if (contents[1]) {
        content = document.createElement('div');
        content.append(...contents);
      }
      slot.show(content);
      const at = performance.now();
      for (const experience of shown) {
        shownScopes.add(scope);
        if (!decision) filledLate.add(slot);
        onFilled({ ...experience, scope, heldMs, at, decision });
      }
    };
    if (writing[0]) void Promise.all(writing).then(commit);
    else commit();
  };

  const expire = (slot: EdgewiseSlot): void => {
    expired.add(slot.scope);
    try {
      fill(slot, keptFor(slot.scope) ?? []);
    } catch {
      // Anybody may write into the device's storage.
    }
    // Content that needs the sanitizer first would be late itself.
    if (held.delete(slot)) slot.show();
  };

  /**
   * Looks in every frame, before it is painted: a timer waits its turn behind whatever keeps the page busy, and its effect for a frame more.
   * Where no frames are drawn nobody waits.
   */
  const watch = (): void => {
    // So written, a time that is no number ends the hold, too: an animation that follows the scrolling has none.
    for (const slot of held) if (!(slot.heldMs <= budgetMs - paintMs)) expire(slot);
    frame = held.size && requestAnimationFrame(watch);
  };

  const take = async (slot: EdgewiseSlot): Promise<void> => {
    if (known.has(slot)) return;
    known.add(slot);
    // An experience with slots in it could bring itself for ever.
    if (slot.matches('edgewise-slot>[slot=experience] *')) return slot.show();
    // What the visitor sees already stays; the decision is asked for all the same, for the next page view.
    if (slot.heldMs === Number.POSITIVE_INFINITY) {
      expired.add(slot.scope);
      slot.show();
    } else {
      expired.delete(slot.scope);
      if (!frame) frame = requestAnimationFrame(watch);
      held.add(slot);
    }
    if (!isAsking) queueMicrotask(ask);
    isAsking = true;
    fresh.set(slot.scope, Math.max(slot.max, fresh.get(slot.scope) ?? 1));
  };

  const owner: SlotOwner = {
    attach(slot) {
      take(slot).catch((reason) => {
        slot.show();
        report(reason);
      });
    },
    detach(slot) {
      if (held.delete(slot)) known.delete(slot);
    },
  };

  return {
    takeCharge: () => defineSlotElement(owner),
    settle(scopes, decision) {
      for (const scope of scopes) {
        const chosen = decision?.propositions.filter((proposition) => proposition.scope === scope) ?? [];
        // A slot that came behind the question, as with the next route of a single-page app, has asked one of its own.
        const waiting = [...held].filter(
          (slot) => slot.scope === scope && slot.heldMs + 1 > (decision?.durationMs ?? 0),
        );
        for (const slot of waiting) fill(slot, chosen, decision);
        if (expired.has(scope)) {
          keep(scope, chosen, shownScopes.has(scope));
          if (decision && chosen[0]) decision.late = true;
        } else if (waiting[0]) keep(scope, []);
      }
      // Paused since an earlier page view made the decision that a slot shows: the one thing that takes back what is seen.
      if (decision?.status === 'paused') for (const slot of filledLate) slot.show();
    },
    dispose() {
      setSlotOwner(undefined, owner);
    },
  };
}
