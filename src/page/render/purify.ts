import createDOMPurify, { type Config } from 'dompurify';
import { document } from '../document.ts';
import type { TrustedTypesWindow } from '../trusted-types.ts';

type Policy = NonNullable<Config['TRUSTED_TYPES_POLICY']>;

/** Of a name of its own: two policies of one are refused, and `dompurify` is that of a DOMPurify that the shop has. */
const policy = (window as TrustedTypesWindow<Policy>).trustedTypes?.createPolicy('edgewise-sanitizer', {
  createHTML: (html) => html,
  createScriptURL: (url) => url,
});

/*
 * Lets through what `setHTML` does with the configuration of `html.ts`, so that an offer looks the same in every browser. DOMPurify's own
 * lists hold back what is harmless, a link's `target` and the shop's own elements among it, and its checks of values guard what is written
 * out and parsed again, which nothing is here.
 */
const configuration = {
  RETURN_DOM_FRAGMENT: true,
  ADD_TAGS: [
    ...['animate', 'foreignobject', 'set'],
    ...['annotation', 'annotation-xml', 'maction', 'none', 'semantics'],
    ...['rb', 'rtc'],
  ],
  FORBID_TAGS: ['style', 'use'],
  // What stands in it is for browsers that do not know it.
  ADD_FORBID_CONTENTS: ['object'],
  HTML_INTEGRATION_POINTS: { 'annotation-xml': true, desc: true, foreignobject: true, title: true },
  SAFE_FOR_XML: false,
  ...(policy && { TRUSTED_TYPES_POLICY: policy }),
} satisfies Config;

/** Attributes by which an element leads somewhere. */
const leads = /(href|action|base)$/;
/** Characters that browsers skip in an address, and more. */
const skipped = /[^!-~]/g;
const page = new Proxy(window, { get: (_, name) => (name === 'document' ? document : Reflect.get(window, name)) });
const purify = createDOMPurify(page);
// Here, while the worker decides, and not with each offer.
purify.setConfig(configuration);

purify.addHook('uponSanitizeElement', (node, { tagName, allowedTags }) => {
  // What the browser does not know does nothing by itself.
  if (node instanceof HTMLUnknownElement || (node instanceof HTMLElement && tagName.includes('-')))
    allowedTags[tagName] = true;
  // That of a drawing is another element.
  if (node instanceof HTMLTitleElement) node.remove();
});

purify.addHook('uponSanitizeAttribute', (node, attribute) => {
  const { attrName, attrValue } = attribute;
  const isHandler = /^on[a-z]/.test(attrName);
  const isScript = leads.test(attrName) && /^javascript:/i.test(attrValue.replace(skipped, ''));
  const animatesEither = attrName === 'attributename' && /^on|href$/i.test(attrValue);
  const standsForMore = attrName === 'name' && (node instanceof HTMLFormElement || node instanceof HTMLImageElement);
  const joinsForm = attrName === 'form';
  attribute.keepAttr = attribute.forceKeepAttr = !(
    isHandler ||
    isScript ||
    animatesEither ||
    standsForMore ||
    joinsForm
  );
});

/** Sanitises HTML with DOMPurify into a fragment; for browsers without `setHTML`. A chunk of its own, loaded on demand. */
export function sanitize(html: string): DocumentFragment {
  // Read as in this document, and as what stands in its body.
  const doctype = document.compatMode === 'CSS1Compat' ? '<!doctype html>' : '';
  const sanitised: unknown = purify.sanitize(`${doctype}<body>${html}`);
  // As the configuration says, of which the types of this call know nothing.
  return sanitised as DocumentFragment;
}
