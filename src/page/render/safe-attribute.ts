import { isSafeLink, isSafeMedia, isSafeSourceSet } from './safe-url.ts';

/** Attributes that mean the same on every element and can neither run, load nor submit anything. */
const plain = new Set(
  (
    'alt autocapitalize autocomplete checked class cols colspan controls crossorigin datetime decoding dir disabled download ' +
    'draggable enterkeyhint fetchpriority height hidden high hreflang inert inputmode label lang loading loop low max maxlength ' +
    'media min minlength multiple muted open optimum pattern placeholder playsinline preload readonly referrerpolicy rel required ' +
    'reversed role rows rowspan scope selected size sizes spellcheck start step tabindex target title translate value width'
  ).split(' '),
);
const prefixed = /^(aria|data)-[a-z][\w-]*$/;

/** Attributes that hold an address, the elements on which they may be set, and what is safe there. */
const addresses: Readonly<
  Record<string, { readonly elements: RegExp; readonly isSafe: (value: string, baseUrl: string) => boolean }>
> = {
  href: { elements: /^(a|area)$/, isSafe: isSafeLink },
  src: { elements: /^(img|source|video|audio|track)$/, isSafe: isSafeMedia },
  srcset: { elements: /^(img|source)$/, isSafe: isSafeSourceSet },
  poster: { elements: /^video$/, isSafe: isSafeMedia },
};

/**
 * Whether a dom-action may set an attribute. All that is not known to be harmless is refused: event handlers, `style` (which has its own
 * action), `srcdoc`, `formaction`, `xlink:href`, names that would clobber globals.
 * @param element local name of an HTML element; for elements of other namespaces, any name with a colon, so that none of theirs matches.
 */
export function isSafeAttribute(element: string, name: string, value: string, baseUrl: string): boolean {
  const lower = name.toLowerCase();
  if (plain.has(lower) || prefixed.test(lower)) return true;
  const rule = Object.hasOwn(addresses, lower) ? addresses[lower] : undefined;
  return rule?.elements.test(element) === true && rule.isSafe(value, baseUrl);
}

/** Elements whose content, attributes or place decide what runs, loads or submits: no dom-action touches them. */
const untouchable =
  /^(script|style|link|meta|base|iframe|frame|frameset|object|embed|applet|param|template|noscript|animate|animatemotion|animatetransform|set|use|foreignobject)$/i;

/** Whether a dom-action may change an element with this local name. */
export function mayChange(localName: string): boolean {
  return !untouchable.test(localName);
}
