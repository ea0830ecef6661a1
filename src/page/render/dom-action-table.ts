import { document } from '../document.ts';
import {
  type Change,
  changeAttribute,
  changeContent,
  changeStyle,
  changeText,
  insertNodes,
  moveChild,
  type StyledElement,
  together,
} from './changes.ts';
import { isSafeAttribute } from './safe-attribute.ts';
import { isSafeDeclaration } from './safe-style.ts';

/** Makes one element what an action asks for. @throws TypeError, in half a sentence, where the content does not fit the element. */
export type ChangeElement = (target: Element) => Change;

/**
 * dom-actions whose content is a value, by type: what each makes of an element. Their shapes are those of Adobe's Web SDK.
 * @throws TypeError, in half a sentence, where the content has another shape or is not safe.
 */
const valueActions: Readonly<Record<string, (content: unknown) => ChangeElement>> = {
  setText: (content) => {
    const text = textOf(content);
    return (target) => changeText(target, text);
  },
  setAttribute: (content) => {
    const entries = entriesOf(content);
    return (target) =>
      together(
        ...entries.map(
          ([name, value]) =>
            () =>
              changeSafely(target, name, value),
        ),
      );
  },
  setImageSource: (content) => {
    const { src, alt, width, height } = typeof content === 'string' ? { src: content } : recordOf(content);
    const given = Object.entries({ alt, width, height }).filter(([, value]) => value !== undefined);
    return (target) => {
      if (target.localName !== 'img') throw new TypeError(`<${target.localName}> is no image`);
      const sources = [...(target.closest('picture')?.querySelectorAll('source') ?? [])];
      return together(
        // The size first, so that the picture finds its room reserved.
        ...given.map(
          ([name, value]) =>
            () =>
              changeSafely(target, name, value),
        ),
        // A set of candidates would take precedence over the new picture.
        ...[target, ...sources].map((element) => () => changeAttribute(element, 'srcset', null)),
        () => changeSafely(target, 'src', src),
      );
    };
  },
  setStyle: (content) => {
    const { priority, ...declarations } = recordOf(content);
    const entries = entriesOf(declarations);
    return (target) =>
      together(
        ...entries.map(
          ([name, value]) =>
            () =>
              declare(target, name, textOf(value), priority === 'important'),
        ),
      );
  },
  move: (content) => {
    const { left = 0, top = 0 } = recordOf(content);
    return (target) => {
      const isPlaced = getComputedStyle(target).position !== 'static';
      const declarations = { ...(!isPlaced && { position: 'relative' }), left: lengthOf(left), top: lengthOf(top) };
      return together(
        ...Object.entries(declarations).map(
          ([name, value]) =>
            () =>
              declare(target, name, value),
        ),
      );
    };
  },
  rearrange: (content) => {
    const { from, to } = recordOf(content);
    if (typeof from !== 'number' || typeof to !== 'number') throw new TypeError('"from" and "to" are no numbers');
    return (target) => moveChild(target, from, to);
  },
  hide: () => hide,
};

/** dom-actions whose content is HTML, by type: what each does with the sanitised nodes. */
const markupActions: Readonly<Record<string, (target: Element, nodes: readonly Node[]) => Change>> = {
  setHtml: changeContent,
  appendHtml: (target, nodes) => insertNodes(target, nodes, null),
  prependHtml: (target, nodes) => insertNodes(target, nodes, target.firstChild),
  insertBefore: (target, nodes) => insertNodes(parentOf(target), nodes, target),
  insertAfter: (target, nodes) => insertNodes(parentOf(target), nodes, target.nextSibling),
  // The element itself stays, hidden, because a framework that made it holds on to it.
  replaceHtml: (target, nodes) =>
    together(
      () => hide(target),
      () => insertNodes(parentOf(target), nodes, target),
    ),
};

/** Whether the content of a type of dom-action is HTML. */
export const isMarkupAction = (type: unknown): boolean => Object.hasOwn(markupActions, String(type));

/**
 * What a dom-action makes of an element.
 * @param sanitise makes the nodes of its HTML, anew at each call of the function that it gives; as a promise where it is still loading.
 * @throws TypeError, in half a sentence, where there is no such type or its content has another shape.
 */
export function bindAction(
  type: unknown,
  content: unknown,
  sanitise: (html: string) => (() => readonly Node[]) | Promise<() => readonly Node[]>,
): ChangeElement | Promise<ChangeElement> {
  const name = String(type);
  const fromValue = Object.hasOwn(valueActions, name) ? valueActions[name] : undefined;
  if (fromValue) return fromValue(content);
  const insert = isMarkupAction(name) ? markupActions[name] : undefined;
  if (!insert) throw new TypeError('there is no dom-action of this type');
  if (typeof content !== 'string') throw new TypeError('its content is no HTML');
  const bind =
    (makeNodes: () => readonly Node[]): ChangeElement =>
    (target) =>
      insert(target, makeNodes());
  const sanitised = sanitise(content);
  return sanitised instanceof Promise ? sanitised.then(bind) : bind(sanitised);
}

const hide = (target: Element): Change => ({ ...declare(target, 'display', 'none', true), shows: [] });

function declare(target: Element, property: string, value: string, important = false): Change {
  if (!hasStyle(target)) throw new TypeError(`<${target.localName}> has no style`);
  // What other browsers know without a prefix WebKit may know by it alone, as `user-select`.
  const known = [property, `-webkit-${property}`].find((name) => CSS.supports(name, value));
  if (!known || !isSafeDeclaration(known, value, document.baseURI))
    throw new TypeError(`the style "${property}: ${value}" is unsafe or unknown`);
  return changeStyle(target, known, value, important ? 'important' : '');
}

function changeSafely(target: Element, name: string, value: unknown): Change {
  if (value === null) return changeAttribute(target, name, null);
  const isHtml = target instanceof HTMLElement;
  if (!isSafeAttribute(isHtml ? target.localName : `other:${target.localName}`, name, textOf(value), document.baseURI))
    throw new TypeError(`the attribute ${name}="${value}" is unsafe on <${target.localName}>`);
  return changeAttribute(target, name, textOf(value));
}

const hasStyle = (element: Element): element is StyledElement => 'style' in element;

function parentOf(target: Element): Node {
  if (!(target.parentNode instanceof Element)) throw new TypeError(`<${target.localName}> has no element around it`);
  return target.parentNode;
}

function recordOf(content: unknown): Readonly<Record<string, unknown>> {
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new TypeError('its content is no object of names and values');
  return content as Readonly<Record<string, unknown>>;
}

const entriesOf = (content: unknown): readonly [string, unknown][] => Object.entries(recordOf(content));

function textOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError(`${JSON.stringify(value)} is no text`);
}

const lengthOf = (value: unknown): string => (typeof value === 'number' ? `${value}px` : textOf(value));
