import type { HtmlRenderer } from './html.ts';

/** Marks what a dom-action inserted, so that a copy that the page made of it is known again. */
const markAttribute = 'data-edgewise';

/** Finds what was inserted with `mark`. */
export const markSelector = (mark: string): string => `[${markAttribute}=${JSON.stringify(mark)}]`;

/**
 * Sanitises HTML that a dom-action inserts.
 * @returns what makes its nodes, anew each time: elements, marked with `mark`. Like `HtmlRenderer.write`, at once where nothing has to be loaded first.
 */
export function sanitise(
  renderer: HtmlRenderer,
  html: string,
  mark: string,
): (() => readonly Element[]) | Promise<() => readonly Element[]> {
  const holder = document.createElement('div');
  const written = renderer.write(holder, html);
  const finish = (): (() => readonly Element[]) => {
    const elements = [...holder.childNodes].flatMap(toElement);
    for (const element of elements) element.setAttribute(markAttribute, mark);
    // A copy of sanitised nodes is as safe as they are; nothing is parsed again.
    return () => elements.map((element) => document.importNode(element, true));
  };
  return written ? written.then(finish) : finish();
}

/** An element that can carry the mark: put around text, and around a form, whose controls may have names that stand for its own properties. */
function toElement(node: Node): readonly Element[] {
  const isForm = node instanceof HTMLFormElement;
  if (node instanceof Element && !isForm) return [node];
  if (!isForm && !(node instanceof Text && node.data.trim() !== '')) return [];
  const element = document.createElement(isForm ? 'div' : 'span');
  element.append(node);
  return [element];
}
