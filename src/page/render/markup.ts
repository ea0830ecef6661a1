import { document } from '../document.ts';
import type { HtmlRenderer } from './html.ts';
import { parseContext } from './parse-context.ts';

/** Marks what a dom-action inserted, so that a copy that the page made of it is known again. */
const markAttribute = 'data-edgewise';

/** Finds what was inserted with `mark`. */
export const markSelector = (mark: string): string => `[${markAttribute}=${JSON.stringify(mark)}]`;

/**
 * Sanitises HTML that a dom-action inserts.
 * @returns what makes its nodes, anew each time: elements, marked with `mark`, and the space around them. Like `HtmlRenderer.write`, at once where nothing has to be loaded first.
 */
export function sanitise(
  renderer: HtmlRenderer,
  html: string,
  mark: string,
): (() => readonly Node[]) | Promise<() => readonly Node[]> {
  const holder = document.createElement('div');
  const context = parseContext(html);
  const written = renderer.write(holder, `${context.map((name) => `<${name}>`).join('')}${html}`);
  const finish = (): (() => readonly Node[]) => {
    for (let depth = context.length; depth > 0; depth--) {
      const around = holder.querySelector(`:scope>${context.slice(0, depth).join('>')}`);
      around?.replaceWith(...around.childNodes);
    }
    // Where it comes into a form of the page's, it must not send that elsewhere. A form may hold a field that stands for its own method.
    for (const button of holder.querySelectorAll('[formaction]:not(form *)'))
      holder.removeAttribute.call(button, 'formaction');
    // Where a comment was, some browsers leave two texts.
    holder.normalize();
    const nodes = [...holder.childNodes].map(toMarkable);
    for (const node of nodes) if (node instanceof Element) node.setAttribute(markAttribute, mark);
    // A copy of sanitised nodes is as safe as they are; nothing is parsed again.
    return () => nodes.map((node) => document.importNode(node, true));
  };
  return written ? written.then(finish) : finish();
}

/** An element that can carry the mark: put around text, and around a form, whose controls may have names that stand for its own properties. */
function toMarkable(node: Node): Node {
  const isForm = node instanceof HTMLFormElement;
  // Space alone shows nothing, and in a list or table nothing may be put around it.
  if (!isForm && !(node instanceof Text && node.data.trim() !== '')) return node;
  const element = document.createElement(isForm ? 'div' : 'span');
  element.append(node);
  return element;
}
