/**
 * Whether an element has become visible because the page's animation `edgewise-hold` ran out before the decision came: what the visitor has
 * waited for and sees now must not change any more. Elements that were never hidden have not.
 */
export function wasRevealed(element: Element): boolean {
  if (getComputedStyle(element).visibility === 'hidden') return false;
  for (let holder: Element | null = element; holder; holder = holder.parentElement)
    if (getComputedStyle(holder).animationName.includes('edgewise-hold')) return true;
  return false;
}
