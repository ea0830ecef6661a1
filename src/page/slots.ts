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
  readonly keptFor: (scope: string) => readonly Proposition[] | undefined;
  /** A slot shows a proposition by `element`, `heldMs` milliseconds after it became invisible. */
  readonly onFilled: (element: Element, proposition: Proposition, heldMs: number) => void;
  /** Keeps a decision that came after its slot had shown its default content for the next page view; `undefined`: nothing is left to keep. */
  readonly keep: (scope: string, propositions: readonly Proposition[] | undefined) => void;
}

/** The page's slots: held for the budget at most, then committed to what is there. */
export interface Slots {
  /**
   * Fills the held slots of `scopes`; those without a proposition show their default content at once.
   * @returns whether a proposition came too late for a slot.
   */
  settle(scopes: readonly string[], propositions: readonly Proposition[]): boolean;
  /** Shows the default content everywhere, and lets the elements go. */
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

  const fill = (
    slot: EdgewiseSlot,
    propositions: readonly Proposition[],
    onMissed = () => keep(slot.scope, propositions),
  ): void => {
    const parts = propositions.slice(0, slot.max).flatMap((proposition) => {
      const html = proposition.items.find((item) => item.schema === htmlContentItem)?.data.content;
      const element = document.createElement('div');
      return typeof html === 'string' ? [{ proposition, element, written: renderer.write(element, html) }] : [];
    });
    const [first] = parts;
    const { heldMs } = slot;
    if (!first) {
      commitDefault(slot);
      // What an experience without content shows is the default content, or what the page's own code puts there.
      for (const proposition of propositions) onFilled(slot, proposition, heldMs);
      return;
    }
    const commit = (): void => {
      // The sanitizer may have come after the budget: then the default content stands already, and stays.
      if (!held.has(slot)) return onMissed();
      release(slot);
      const { heldMs } = slot;
      let content = first.element;
      if (parts.length > 1) {
        content = document.createElement('div');
        content.append(...parts.map(({ element }) => element));
      }
      slot.show(content);
      for (const { element, proposition } of parts) onFilled(element, proposition, heldMs);
    };
    if (first.written) void Promise.all(parts.map(({ written }) => written)).then(commit);
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
      // An experience with slots in it could bring itself for ever.
      if (slot.parentElement?.closest('edgewise-slot > [slot=experience]')) return slot.showDefault();
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
        const chosen = propositions.filter((proposition) => proposition.scope === scope);
        const waiting = [...held.keys()].filter((slot) => slot.scope === scope);
        if (expired.has(scope)) {
          keep(scope, chosen.length > 0 ? chosen : undefined);
          late ||= chosen.length > 0;
        } else if (waiting.length > 0) keep(scope, undefined);
        for (const slot of waiting) fill(slot, chosen);
      }
      return late;
    },
    dispose() {
      setSlotOwner(undefined);
      for (const slot of [...held.keys()]) release(slot);
      fresh.clear();
    },
  };
}
