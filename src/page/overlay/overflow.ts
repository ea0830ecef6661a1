import { document } from '../document.ts';
import type { EdgewiseSlot } from '../slot-element.ts';

/** What does not fit the slots of a scope, in pixels. */
export interface Overflow {
  readonly width: number;
  readonly height: number;
}

/** Sizes are rounded, each in its own direction. */
const roundingPx = 1;

/** By scope, how much larger than their slots the experiences on the page are: visitors have to scroll to that. */
export function measureOverflow(): ReadonlyMap<string, Overflow> {
  const overflows = new Map<string, Overflow>();
  for (const slot of document.querySelectorAll<EdgewiseSlot>('edgewise-slot')) {
    const experience = slot.querySelector(':scope > [slot=experience]');
    if (!experience) continue;
    const known = overflows.get(slot.scope);
    const width = Math.max(experience.scrollWidth - experience.clientWidth, known?.width ?? 0);
    const height = Math.max(experience.scrollHeight - experience.clientHeight, known?.height ?? 0);
    if (width > roundingPx || height > roundingPx) overflows.set(slot.scope, { width, height });
  }
  return overflows;
}

/**
 * Calls `onOverflow` with {@link measureOverflow} whenever the window or what a slot shows has another size, as where its pictures arrive.
 * @returns the function that ends it.
 */
export function watchOverflow(onOverflow: (overflows: ReadonlyMap<string, Overflow>) => void): () => void {
  const lifetime = new AbortController();
  const { signal } = lifetime;
  const measure = (): void => onOverflow(measureOverflow());
  addEventListener('resize', measure, { signal });
  // On the way down: what a picture tells of does not come up.
  document.addEventListener('load', measure, { signal, capture: true });
  return () => lifetime.abort();
}

/** What to do about an experience that does not fit. */
export function overflowInWords({ width, height }: Overflow): string {
  const parts = [
    height > roundingPx ? `${height} pixels taller` : undefined,
    width > roundingPx ? `${width} pixels wider` : undefined,
  ].filter((part) => part !== undefined);
  const remedy =
    height > roundingPx ? 'Give the slot more room by CSS, or the attribute grow.' : 'Give the slot more room by CSS.';
  return `It does not fit: it is ${parts.join(' and ')} than its slot, so visitors have to scroll in it. ${remedy}`;
}
