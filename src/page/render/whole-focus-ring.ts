/**
 * Has what stands in `place` not scroll while the focus is in it, which would cut off the ring around a link at its edge. What is larger than
 * its place scrolls all the same: it would jump back to its beginning, and lie over what follows.
 */
export function keepFocusRingWhole(place: HTMLElement): void {
  place.addEventListener('focusin', () => {
    const fits = place.scrollHeight <= place.clientHeight && place.scrollWidth <= place.clientWidth;
    if (fits) place.style.overflow = 'visible';
  });
  place.addEventListener('focusout', () => {
    place.style.overflow = '';
  });
}
