import { isSafeMedia } from './safe-url.ts';

const propertyName = /^(--[\w-]+|-?[a-z]+(-[a-z]+)*)$/i;
/** Properties by which old engines ran code. */
const runsCode = /^(behavior|-moz-binding)$/i;
/** Functions that take an address as a plain string or run code, escapes and comments that hide such a function, and a second declaration. */
const hidesOrLoads = /expression\s*\(|image-set\s*\(|src\s*\(|image\s*\(|paint\s*\(|element\s*\(|\\|\/\*|[;{}<]/i;
const address = /url\((\s*"[^"]*"\s*|\s*'[^']*'\s*|[^"'()]*)\)/gi;

/**
 * Whether a declaration may be set on an element: it loads nothing but images from http(s), and runs nothing.
 * `url(…)` counts as safe only where it is closed and its address is.
 */
export function isSafeDeclaration(property: string, value: string, baseUrl: string): boolean {
  if (!propertyName.test(property) || runsCode.test(property) || hidesOrLoads.test(value)) return false;
  const rest = value.replace(address, (_, quoted: string) =>
    isSafeMedia(quoted.trim().replace(/^["']|["']$/g, ''), baseUrl) ? '' : 'url(',
  );
  return !/url\s*\(|javascript:|@/i.test(rest);
}
