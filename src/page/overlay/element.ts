import { document } from '../document.ts';

/** What an element holds; `undefined` is left out. */
export type Child = Node | string | undefined | readonly Child[];

/** Attributes by name; `true` is one without a value, `false` and `undefined` are left out. */
type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Makes an element. Text is never read as markup, so this needs no sanitising and works under Trusted Types. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...nodesOf(children));
  return made;
}

/** What a button is made of. */
interface ButtonOptions {
  /** Names it from one rendering to the next, so that it keeps the focus. */
  readonly key: string;
  readonly onClick: () => void;
  readonly attributes?: Attributes;
}

/** A button that does `onClick`. */
export function button(label: string, { key, onClick, attributes }: ButtonOptions): HTMLButtonElement {
  const made = element('button', { type: 'button', 'data-key': key, ...attributes }, label);
  made.addEventListener('click', onClick);
  return made;
}

/** A bar that is filled up to `share`, 0 to 1. */
export function bar(share: number): HTMLElement {
  const filled = element('i');
  // Set by script and not by an attribute, which a strict CSP would refuse.
  filled.style.width = `${Math.round(Math.min(Math.max(share, 0), 1) * 100)}%`;
  return element('span', { class: 'bar' }, filled);
}

/** A list of names and values. */
export function definitions(rows: readonly (readonly [name: string, value: Child])[], className?: string): HTMLElement {
  const shown = rows.filter(([, value]) => value !== undefined);
  return element(
    'dl',
    { class: className },
    shown.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
}

/** A titled part of the overlay. */
export function section(title: string, ...children: readonly Child[]): HTMLElement {
  return element('section', {}, element('h3', {}, title), ...children);
}

function nodesOf(children: readonly Child[]): (Node | string)[] {
  return children.flatMap((child) =>
    Array.isArray(child) ? nodesOf(child) : child === undefined ? [] : [child as Node | string],
  );
}
