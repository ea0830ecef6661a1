/**
 * Ends the page's own CSS animation `edgewise-hold`, which keeps elements invisible that a decision may change, now and for elements to come:
 * of two `@keyframes` with one name the later counts, and these hold nothing.
 */
export function releaseHolds(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('@keyframes edgewise-hold{}');
  document.adoptedStyleSheets.push(sheet);
}
