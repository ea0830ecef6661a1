import { isSafeAttribute } from '../../page/render/safe-attribute.ts';
import { isSafeDeclaration } from '../../page/render/safe-style.ts';
import type { Path } from '../json/json-document.ts';
import type { Context } from './context.ts';

/** Where addresses stand for those of any shop. */
const anywhere = 'https://shop.example/';
/** Of each kind of element that may have an attribute of its own, one. */
const elements = ['a', 'img', 'video'];

/** Reports the attributes and styles for which the page takes a dom-action back, whatever element it finds; those that a template fills may be right. */
export function checkValues(type: string, content: unknown, path: Path, { report }: Context): void {
  const values = typeof content === 'string' ? { src: content } : Object(content);
  for (const [name, value] of Object.entries<unknown>(values)) {
    const problem = value === null ? undefined : findProblem(type, name, String(value));
    if (problem) report('error', path, problem);
  }
}

function findProblem(type: string, name: string, value: string): string | undefined {
  const isFilled = value.includes('{{');
  if (type === 'setAttribute' || (type === 'setImageSource' && name === 'src')) {
    const given = isFilled ? anywhere : value;
    if (elements.some((element) => isSafeAttribute(element, name, given, anywhere))) return undefined;
    const remedy = name.toLowerCase() === 'style' ? 'use setStyle' : 'write it into the page itself';
    return `no dom-action may set the attribute ${name}="${value}"; ${remedy}`;
  }
  if (type !== 'setStyle' || name === 'priority') return undefined;
  if (/!\s*important\s*$/i.test(value)) return `${name} holds "!important"; give "priority": "important" beside it`;
  if (/^[a-z]+[A-Z]/.test(name))
    return `CSS knows no ${name}; write ${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (isSafeDeclaration(name, isFilled ? '0' : value, anywhere)) return undefined;
  return `no dom-action may set the style "${name}: ${value}"; write it into the page's own CSS`;
}
