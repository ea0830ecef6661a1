import { htmlContentItem, type Proposition } from '../decisioning/activity.ts';
import type { HtmlRenderer } from './render/html.ts';
import { defineSlotElement, type EdgewiseSlot, type SlotOwner, setSlotOwner } from './slot-element.ts';

/** What the slots need. */
export interface SlotsOptions {
  readonly budgetMs: number;
  readonly renderer: HtmlRenderer;
  /** Called in the task in which slots came in, with their scopes, once for all of them. */
  readonly onScopes: (scopes: readonly string[]) => void;
  /** A decision of an earlier page view that came too late for it. */
  readonly keptFor: (scope: string) => Proposition | undefined;
  /** A slot was filled with `element`, `heldMs` milliseconds after it became invisible. */
  readonly onFilled: (element: Element, proposition: Proposition, heldMs: number) => void;
  /** Keeps a decision that came after its slot had shown its default content for the next page view; `undefined`: nothing is left to keep. */
  readonly keep: (scope: string, proposition: Proposition | undefined) => void;
}

/** The page's slots: held for the budget at most, then committed to what is there. */
export interface Slots {
  /**
   * Fills the held slots of `scopes`; those without a proposition show their default content at once.
   * @returns whether a proposition came too late for a slot.
   */
  settle(scopes: readonly string[], propositions: readonly Proposition[]): boolean;
  /** Shows the default content wherever nothing is shown yet, and lets the elements go. */
  dispose(): void;
}

/** Takes charge of the page's `<edgewise-slot>` elements until disposed. */
export function createSlots({ budgetMs, renderer, onScopes, keptFor, onFilled, keep }: SlotsOptions): Slots {
  const held = new Map<EdgewiseSlot, ReturnType<typeof setTimeout>>();
  /** Slots that were asked for once; one that is moved about in the page is not asked for again. */
  const known = new WeakSet<EdgewiseSlot>();
  const expired = new Set<string>();
  let fresh = new Set<string>();

  const release = (slot: EdgewiseSlot): void => {
    clearTimeout(held.get(slot));
    held.delete(slot);
  };

  const commitDefault = (slot: EdgewiseSlot): void => {
    release(slot);
    slot.showDefault();
  };

  const fill = (slot: EdgewiseSlot, proposition: Proposition, onMissed = () => keep(slot.scope, proposition)): void => {
    const html = proposition.items.find((item) => item.schema === htmlContentItem)?.data.content;
    if (typeof html !== 'string') return commitDefault(slot);
    const element = document.createElement('div');
    const commit = (): void => {
      // The sanitizer may have come after the budget: then the default content stands already, and stays.
      if (!held.has(slot)) return onMissed();
      release(slot);
      const { heldMs } = slot;
      slot.show(element);
      onFilled(element, proposition, heldMs);
    };
    const written = renderer.write(element, html);
    if (written) void written.then(commit);
    else commit();
  };

  const expire = (slot: EdgewiseSlot): void => {
    expired.add(slot.scope);
    const kept = keptFor(slot.scope);
    if (kept) fill(slot, kept, () => {});
    // Content that needs the sanitizer first would be late itself.
    if (held.has(slot)) commitDefault(slot);
  };

  const owner: SlotOwner = {
    attach(slot) {
      if (known.has(slot)) return;
      known.add(slot);
      // What the visitor sees already stays; the decision is asked for all the same, for the next page view.
      if (slot.heldMs === Number.POSITIVE_INFINITY) {
        expired.add(slot.scope);
        slot.showDefault();
      } else {
        held.set(
          slot,
          setTimeout(() => expire(slot), budgetMs - slot.heldMs),
        );
      }
      if (fresh.size === 0) {
        queueMicrotask(() => {
          const scopes = [...fresh];
          fresh = new Set();
          if (scopes.length > 0) onScopes(scopes);
        });
      }
      fresh.add(slot.scope);
    },
    detach(slot) {
      if (held.has(slot)) known.delete(slot);
      release(slot);
    },
  };

  defineSlotElement();
  setSlotOwner(owner);

  return {
    settle(scopes, propositions) {
      let late = false;
      for (const scope of scopes) {
        const proposition = propositions.find((candidate) => candidate.scope === scope);
        const waiting = [...held.keys()].filter((slot) => slot.scope === scope);
        if (expired.has(scope)) {
          keep(scope, proposition);
          late ||= proposition !== undefined;
        } else if (waiting.length > 0) keep(scope, undefined);
        for (const slot of waiting) proposition ? fill(slot, proposition) : commitDefault(slot);
      }
      return late;
    },
    dispose() {
      setSlotOwner(undefined);
      for (const slot of [...held.keys()]) commitDefault(slot);
      fresh.clear();
    },
  };
}
