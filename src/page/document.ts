/**
 * The document with nothing but its own: on `document` itself, a form, picture or frame in the page stands for whatever has its name. By
 * way of `HTMLDocument`, whatever the page is: MooTools puts a type of its own in the place of `Document`.
 */
const ownDocument = new Proxy({} as Document, {
  get(_, name) {
    const value: unknown = Reflect.get(HTMLDocument.prototype, name, document);
    return typeof value === 'function' ? value.bind(document) : value;
  },
});

export { ownDocument as document };
