/**
 * Has what stands in `place` not scroll while the focus is in it, which would cut off the ring around a link at its edge. What is larger than
 * its place scrolls all the same: it would jump back to its beginning, and lie over what follows.
 */
export function keepFocusRingWhole(place: HTMLElement): void {
  place.addEventListener('focusin', () => {
    const { scrollHeight, clientHeight, scrollWidth, clientWidth, style } = place;
    if (scrollHeight <= clientHeight && scrollWidth <= clientWidth) style.overflow = 'visible';
  });
  place.addEventListener('focusout', () => {
    place.style.overflow = '';
  });
}
