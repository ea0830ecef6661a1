import { document } from '../document.ts';

/** One change to the page, which can be checked and taken back. */
export interface Change {
  /** What the visitor sees of it. */
  readonly shows: readonly Element[];
  /** Attributes by which the page's own code could undo it. */
  readonly attributes: readonly string[];
  /** Whether it still stands. */
  intact(): boolean;
  /** Takes back what still stands of it; what the page's own code wrote since stays. */
  undo(): void;
}

/** Makes several changes as one: all of them, or none where one throws. */
export function together(...makers: readonly (() => Change)[]): Change {
  const made: Change[] = [];
  const undo = (): void => {
    for (const change of made.reverse()) change.undo();
  };
  try {
    for (const make of makers) made.push(make());
  } catch (error) {
    undo();
    throw error;
  }
  return {
    shows: made.flatMap(({ shows }) => shows),
    attributes: made.flatMap(({ attributes }) => attributes),
    intact: () => made.every((change) => change.intact()),
    undo,
  };
}

/**
 * Puts `text` in place of an element's content. A single text node is kept and rewritten, because a framework that made it holds on to it.
 */
export function changeText(target: Element, text: string): Change {
  const [only, ...others] = target.childNodes;
  if (!(only instanceof Text) || others.length > 0) return changeContent(target, [document.createTextNode(text)]);
  const before = only.data;
  only.data = text;
  return {
    shows: [target],
    attributes: [],
    intact: () => only.data === text && only.parentNode === target && target.childNodes.length === 1,
    undo() {
      if (only.data === text) only.data = before;
    },
  };
}

/** Puts `nodes` in place of an element's content. */
export function changeContent(target: Element, nodes: readonly Node[]): Change {
  const before = [...target.childNodes];
  target.replaceChildren(...nodes);
  const intact = (): boolean => nodes.every((node) => node.parentNode === target);
  const elements = nodes.filter((node) => node instanceof Element);
  return {
    shows: elements.length > 0 ? elements : [target],
    attributes: [],
    intact,
    undo() {
      if (intact()) target.replaceChildren(...before);
    },
  };
}

/** Inserts `nodes` into `parent`, before the child `next` or at the end. */
export function insertNodes(parent: Node, nodes: readonly Node[], next: Node | null): Change {
  const fragment = document.createDocumentFragment();
  fragment.append(...nodes);
  parent.insertBefore(fragment, next);
  return {
    shows: nodes.filter((node) => node instanceof Element),
    attributes: [],
    intact: () => nodes.every((node) => node.parentNode === parent),
    undo() {
      for (const node of nodes) node.parentNode?.removeChild(node);
    },
  };
}

/** Sets an attribute, or removes it where `value` is null. */
export function changeAttribute(target: Element, name: string, value: string | null): Change {
  const write = (text: string | null): void => {
    if (text === null) target.removeAttribute(name);
    else target.setAttribute(name, text);
  };
  const before = target.getAttribute(name);
  write(value);
  const intact = (): boolean => target.getAttribute(name) === value;
  return {
    shows: [target],
    attributes: [name],
    intact,
    undo() {
      if (intact()) write(before);
    },
  };
}

/** An element that has a style of its own. */
export type StyledElement = Element & ElementCSSInlineStyle;

/** Sets a declaration of an element's own style, by the object model, which no Content-Security-Policy stands in the way of. */
export function changeStyle(target: StyledElement, property: string, value: string, priority = ''): Change {
  const { style } = target;
  const hadStyle = target.hasAttribute('style');
  const before = [style.getPropertyValue(property), style.getPropertyPriority(property)] as const;
  style.setProperty(property, value, priority);
  const written = style.getPropertyValue(property);
  const intact = (): boolean => style.getPropertyValue(property) === written;
  return {
    shows: [target],
    attributes: ['style'],
    intact,
    undo() {
      if (intact()) style.setProperty(property, ...before);
      // Read, not counted: Chromium writes the attribute when it is asked for, and would write an empty one after it was removed.
      if (!hadStyle && target.getAttribute('style') === '') target.removeAttribute('style');
    },
  };
}

/** Moves the child at one place among an element's children to another. */
export function moveChild(parent: Element, from: number, to: number): Change {
  const child = parent.children[from];
  const neighbour = parent.children[to];
  if (!child || !neighbour || child === neighbour) return together();
  const next = child.nextSibling;
  parent.insertBefore(child, from < to ? neighbour.nextSibling : neighbour);
  const both = (): boolean => child.parentNode === parent && neighbour.parentNode === parent;
  const moved = (): boolean => {
    const follows = (neighbour.compareDocumentPosition(child) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    return follows === from < to;
  };
  return {
    shows: [child],
    attributes: [],
    intact: () => both() && moved(),
    undo() {
      if (both() && moved()) parent.insertBefore(child, next?.parentNode === parent ? next : null);
    },
  };
}
