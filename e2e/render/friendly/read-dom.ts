/**
 * The body of a function in the page that is given a node and writes out its children: every name as the DOM has it, attributes in the
 * order of the alphabet and without an empty value, what templates and shadow roots hold in its place.
 */
export const readDom = `
  const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
  const isEmpty = /^(area|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/;
  // A form may hold an input of any name, which would stand for the form's own property.
  const own = (holder, name) => Object.getOwnPropertyDescriptor(holder.prototype, name).get;
  const [childrenOf, attributesOf] = [own(Node, 'childNodes'), own(Element, 'attributes')];
  const writeAttribute = ({ name, value }) => ' ' + name + (value && '="' + escaped(value) + '"');
  const writeChildren = (parent) => [...childrenOf.call(parent)].map(writeNode).join('');
  const writeNode = (node) => {
    if (node instanceof Comment) return '<!--' + node.data + '-->';
    if (!(node instanceof Element)) return escaped(node.data).replaceAll('&quot;', '"');
    const name = node.localName;
    const attributes = [...attributesOf.call(node)].sort((a, b) => (a.name < b.name ? -1 : 1)).map(writeAttribute).join('');
    if (isEmpty.test(name)) return '<' + name + attributes + '>';
    const root = node.shadowRoot && name !== 'edgewise-slot' ? '<#shadow-root>' + writeChildren(node.shadowRoot) + '</#shadow-root>' : '';
    const children = writeChildren(node instanceof HTMLTemplateElement ? node.content : node);
    return '<' + name + attributes + '>' + root + children + '</' + name + '>';
  };`;
