import { didYouMean } from '../graph/did-you-mean.ts';

/** What is wrong with a selector. */
export interface SelectorProblem {
  /** Whether no browser reads it; else it names what may be known to newer ones. */
  readonly isSure: boolean;
  readonly message: string;
}

/** Pseudo-classes, and the pseudo-elements that may have a single colon. */
const plainPseudos: ReadonlySet<string> = new Set(
  (
    'active any-link autofill checked current default defined disabled empty enabled first-child first-of-type focus ' +
    'focus-visible focus-within fullscreen future has-slotted host hover in-range indeterminate invalid last-child last-of-type ' +
    'link modal muted only-child only-of-type open optional out-of-range past paused picture-in-picture placeholder-shown ' +
    'playing popover-open read-only read-write required root scope seeking stalled target target-current user-invalid ' +
    'user-valid valid visited volume-locked buffering active-view-transition before after first-line first-letter'
  ).split(' '),
);

type Argument = 'selectors' | 'relative selectors' | 'anything' | 'place' | 'place among selectors';

/** Pseudo-classes in the form of a function, by what they take. */
const functionalPseudos: ReadonlyMap<string, Argument> = new Map([
  ['not', 'selectors'],
  ['has', 'relative selectors'],
  ['host', 'selectors'],
  ['host-context', 'selectors'],
  // Browsers drop what they do not understand in these.
  ['is', 'anything'],
  ['where', 'anything'],
  ['dir', 'anything'],
  ['lang', 'anything'],
  ['state', 'anything'],
  ['active-view-transition-type', 'anything'],
  ['nth-child', 'place among selectors'],
  ['nth-last-child', 'place among selectors'],
  ['nth-of-type', 'place'],
  ['nth-last-of-type', 'place'],
]);

const escaped = '\\\\(?:[\\da-f]{1,6}\\s?|[^\\n\\r\\f\\da-f])';
const nameStart = `(?:[a-z_\\u0080-\\u{10ffff}]|${escaped})`;
const nameRest = `(?:[-\\w\\u0080-\\u{10ffff}]|${escaped})*`;
const identifier = `(?:--|-?${nameStart})${nameRest}`;
// A text that is not closed goes on to the end, as in a style sheet.
const quoted = `"(?:[^"\\\\\\n]|\\\\[^])*(?:"|$)|'(?:[^'\\\\\\n]|\\\\[^])*(?:'|$)`;
const sticky = (source: string): RegExp => new RegExp(source, 'iuy');

const patterns = {
  space: sticky('[ \\t\\n\\r\\f]+'),
  combinator: sticky('[>+~]'),
  comma: sticky(','),
  close: sticky('\\)'),
  type: sticky(`(?:\\*?\\|)?(?:${identifier}|\\*)`),
  simple: sticky(`[#.]${identifier}|&`),
  attribute: sticky(
    `\\[\\s*(?:\\*?\\|)?${identifier}\\s*(?:[~|^$*]?=\\s*(?:${identifier}|${quoted})\\s*(?:[is]\\s*)?)?(?:\\]|$)`,
  ),
  pseudoElement: sticky(`::${identifier}(?:\\([^()]*(?:\\)|$))?`),
  pseudo: sticky(`:(${identifier})(\\()?`),
  place: sticky('\\s*(?:even|odd|[+-]?\\d*n(?:\\s*[+-]\\s*\\d+)?|[+-]?\\d+)\\s*'),
  of: sticky('of\\s+'),
  anything: sticky(`(?:[^()"']|${quoted})*`),
  open: sticky('\\('),
};

/** Longer ones nobody writes, and they could be nested without end. Nor does anybody write comments in one. */
const longest = 5000;

/**
 * Finds what keeps browsers from reading a selector, which they refuse whole then. css-what is no stand-in: it takes `#1a`, `h1 >` and
 * `[data-id=1]`, which they refuse, and refuses `&` and `:is()`, which they take.
 * @see https://drafts.csswg.org/selectors-4/#grammar
 */
export function findSelectorProblem(selector: string): SelectorProblem | undefined {
  if (selector.length > longest || selector.includes('/*')) return undefined;
  let position = 0;
  let unknown: string | undefined;

  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(selector);
    position += match?.[0].length ?? 0;
    return match;
  };
  const isAtEnd = () => position >= selector.length;
  // What is not closed is closed by the end, as in a style sheet.
  const close = () => take(patterns.close) !== null || isAtEnd();

  const anything = (): boolean => {
    for (;;) {
      take(patterns.anything);
      if (isAtEnd() || selector[position] === ')') return true;
      if (!take(patterns.open) || !anything() || !close()) return false;
    }
  };
  const argument = (kind: Argument): boolean => {
    if (kind === 'anything') return anything();
    if (kind === 'selectors') return list();
    if (kind === 'relative selectors') return list(true);
    if (!take(patterns.place)) return false;
    return kind === 'place among selectors' && take(patterns.of) ? list() : true;
  };
  const pseudo = (): boolean => {
    const [, name, isFunction] = take(patterns.pseudo) ?? [];
    if (name === undefined) return false;
    const kind = isFunction ? functionalPseudos.get(name.toLowerCase()) : undefined;
    const isKnown = isFunction ? kind : plainPseudos.has(name.toLowerCase());
    if (!isKnown && !name.startsWith('-')) unknown ??= name;
    return !isFunction || (argument(kind ?? 'anything') && close());
  };
  const compound = (): boolean => {
    const start = position;
    take(patterns.type);
    for (;;) {
      if (take(patterns.simple) || take(patterns.attribute) || take(patterns.pseudoElement)) continue;
      if (selector[position] !== ':') return position > start;
      if (!pseudo()) return false;
    }
  };
  const complex = (isRelative: boolean): boolean => {
    take(patterns.space);
    if (isRelative && take(patterns.combinator)) take(patterns.space);
    for (;;) {
      if (!compound()) return false;
      const isApart = take(patterns.space) !== null;
      if (isAtEnd() || /[,)]/.test(selector[position] ?? '')) return true;
      if (!take(patterns.combinator) && !isApart) return false;
      take(patterns.space);
    }
  };
  const list = (isRelative = false): boolean => {
    do if (!complex(isRelative)) return false;
    while (take(patterns.comma));
    return true;
  };

  if (!list() || !isAtEnd())
    return { isSure: true, message: `no browser reads the selector: ${reasonAt(selector.slice(position))}` };
  if (unknown === undefined) return undefined;
  const remedy =
    didYouMean(unknown, [...plainPseudos, ...functionalPseudos.keys()]) || '; a colon in a name is written \\\\:';
  return { isSure: false, message: `browsers know no ":${unknown}" of a selector${remedy}` };
}

/** @param rest what could not be read. */
function reasonAt(rest: string): string {
  const [, sign, name] = /^([#.])(\d[-\w]*)/.exec(rest) ?? [];
  if (sign) return `a name begins with no digit; write [${sign === '#' ? 'id' : 'class~'}="${name}"]`;
  if (rest.startsWith('[')) return 'an attribute is written [name] or [name="value"]';
  return rest === '' ? 'its end is missing' : `"${rest.slice(0, 20)}" is no part of one`;
}
