import type { EdgewiseSlot } from './slot-element.ts';

/** Of a decision, or of what came of it: the manifest's generation, where it has one. */
interface Generation {
  readonly generation?: number;
}

/** What the page shows of decisions in its slots, so that it can be taken back when the site is paused. */
export interface TakeBack {
  /** Takes note of what shows a decision. */
  shown(elements: readonly Element[], decision: Generation): void;
  /** Whether a decision is older than the pause, which overtook it. */
  isOvertaken(decision: Generation): boolean;
  /** From `generation` on the site is paused: slots show their default content, and so do those that older decisions still fill. */
  pause(generation: number): void;
}

/** Begins to take note. */
export function createTakeBack(): TakeBack {
  const slots = new Set<EdgewiseSlot>();
  let pausedFrom = Number.NEGATIVE_INFINITY;
  const isOvertaken = ({ generation = pausedFrom }: Generation): boolean => generation < pausedFrom;
  return {
    shown(elements, decision) {
      for (const slot of slots) if (!slot.isConnected) slots.delete(slot);
      for (const element of elements) {
        const slot = element.closest<EdgewiseSlot>('edgewise-slot');
        if (!slot) continue;
        if (isOvertaken(decision)) slot.show();
        else slots.add(slot);
      }
    },
    isOvertaken,
    pause(generation) {
      pausedFrom = generation;
      for (const slot of slots) slot.show();
      slots.clear();
    },
  };
}
