interface SanitizingElement extends Element {
  setHTML(html: string, options: { readonly sanitizer: ReturnType<typeof configureSanitizer> }): void;
}

/*
 * Whatever the configuration, `setHTML` lets nothing through that runs: scripts, event handlers, javascript: addresses, frames, plug-ins.
 * Its default is narrower and would take an offer's classes and pictures; this one takes what reaches beyond the slot.
 *
 * With a configuration that names what goes, not what stays, Chromium 156 ends the page's process at handlers that its sanitizer does not
 * expect, `ontransitionrun` for one; so all that the browser has are named.
 */
function configureSanitizer() {
  // A button or field of a form that stands elsewhere in the page could send it off, with what the visitor writes there, or add to it.
  const attributes = new Set(['form', 'onstart', 'onfinish']);
  for (const holder of [window, HTMLDocument.prototype, HTMLVideoElement.prototype])
    for (const name in holder) if (name.startsWith('on')) attributes.add(name);
  return {
    removeElements: [
      ...['title', 'link', 'meta', 'noscript', 'base', 'style'],
      // That of a drawing, which in a shadow tree would see what the page around it is like.
      { name: 'style', namespace: 'http://www.w3.org/2000/svg' },
    ],
    removeAttributes: [...attributes],
  };
}

/** How long a sanitizer's script, in milliseconds, leaves the page's thread to the worker's, which WebKit starts from there. */
const prepareMs = 10;

/** Writes untrusted HTML into an element so that nothing in it can run. */
export interface HtmlRenderer {
  /** Begins to load what this browser lacks, so that it is there when the decision is. */
  prepare(): void;
  /** Resolves when `element` holds the sanitised content. Synchronous where the browser sanitises by itself, or what does has loaded. */
  write(element: Element, html: string): void | Promise<void>;
}

/**
 * The browser's own `setHTML` where it has it, else DOMPurify, loaded on demand by `loadSanitizer`, else the text alone.
 * @param loadSanitizer resolves with `undefined` where it cannot be loaded.
 */
export function createHtmlRenderer(
  loadSanitizer: () => Promise<{ readonly sanitize: (html: string) => Node } | undefined>,
): HtmlRenderer {
  const native = 'setHTML' in Element.prototype;
  let sanitizer: ReturnType<typeof configureSanitizer> | undefined;
  const configure = () => (sanitizer ??= configureSanitizer());
  let loading: Promise<void> | undefined;
  let sanitize: ((html: string) => Node | string) | undefined;
  const load = (): Promise<void> =>
    (loading ??= loadSanitizer().then((file) => {
      sanitize = file?.sanitize ?? textOf;
    }));
  return {
    prepare() {
      // It takes a while, in which the worker can be on its way.
      if (native) setTimeout(configure);
      else setTimeout(load, prepareMs);
    },
    write(element, html) {
      if (native) {
        (element as SanitizingElement).setHTML(html, { sanitizer: configure() });
        // A form or picture named `cookie` would stand for the document's own; so might a field for what its form can do.
        for (const named of element.querySelectorAll('form,img')) element.removeAttribute.call(named, 'name');
      }
      // A slot at the end of its budget cannot wait even for a resolved promise.
      else if (sanitize) element.replaceChildren(sanitize(html));
      else return load().then(() => this.write(element, html));
    },
  };
}

const textOf = (html: string): string => html.replace(/<[^>]*>/g, ' ');
