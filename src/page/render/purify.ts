import createDOMPurify from 'dompurify';

/** Sanitises HTML with DOMPurify into a fragment; for browsers without `setHTML`. A chunk of its own, loaded on demand. */
export function sanitize(html: string): DocumentFragment {
  return createDOMPurify.sanitize(html, { RETURN_DOM_FRAGMENT: true, FORBID_TAGS: ['style'] });
}
