/** The document with nothing but its own: on `document` itself, a form, picture or frame in the page stands for whatever has its name. */
const ownDocument = new Proxy({} as Document, {
  get(_, name) {
    const value: unknown = Reflect.get(Document.prototype, name, document);
    return typeof value === 'function' ? value.bind(document) : value;
  },
});

export { ownDocument as document };
