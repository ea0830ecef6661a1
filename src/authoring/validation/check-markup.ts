import { neededAround } from '../../page/render/parse-context.ts';
import type { Path } from '../json/json-document.ts';
import type { Context } from './context.ts';

const intoThePage = 'write it into the page itself';

/** Elements that the page (`page/render/html.ts`, `purify.ts`) leaves out: they run, load or reach beyond the slot; and what helps. */
const removed: ReadonlyMap<string, string> = new Map([
  ...'base embed frame frameset iframe link meta object script style title'
    .split(' ')
    .map((name) => [name, intoThePage] as const),
  ['noscript', 'leave it out, for where the offer is shown scripts run'],
  ['use', 'draw in its place what it refers to'],
]);

/** Attributes that hold an address to go to or to load. */
const addresses: ReadonlySet<string> = new Set('action formaction href src xlink:href'.split(' '));

// What is not closed goes on to the end, so that no part is read twice.
const tag = /<!--.*?(?:-->|$)|<(\/?)([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^<>"'])*)/gis;
const attribute = /([^\s"'/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g;

/**
 * Warns of what of an item's HTML the page takes out before it shows the rest.
 * @param around the elements that stand around it.
 */
export function checkMarkup(markup: string, path: Path, { report }: Context, around: readonly string[] = []): void {
  const problems = new Set<string>();
  const open = new Map(around.map((name) => [name, 1]));
  const isWithin = (name: string) => (open.get(name) ?? 0) > 0;
  for (const { 0: whole, 1: slash, 2: name = '', 3: attributes = '', index } of markup.matchAll(tag)) {
    const element = name.toLowerCase();
    const unended = unendedIn(whole, element, markup.charAt(index + whole.length));
    if (unended !== undefined) problems.add(unended);
    if (/^(table|template|svg)$/.test(element)) open.set(element, (open.get(element) ?? 0) + (slash === '' ? 1 : -1));
    if (slash !== '') continue;
    const needed = neededAround(element);
    // A template may hold parts of a table, too.
    if (needed !== undefined && !isWithin(needed) && !isWithin('template'))
      problems.add(`<${element}> is nothing without its <${needed}> around it; write that, too`);
    // A drawing's title is its own.
    const remedy = element === 'title' && isWithin('svg') ? undefined : removed.get(element);
    if (remedy !== undefined) problems.add(`the page takes <${element}> out; ${remedy}`);
    else for (const problem of problemsOfAttributes(element, attributes)) problems.add(problem);
  }
  for (const problem of problems) report('warning', path, problem);
}

/** Says of a tag or a comment that it takes what stands behind it for a part of itself. */
function unendedIn(whole: string, element: string, next: string): string | undefined {
  if (element === '') return whole.endsWith('-->') ? undefined : 'a comment does not end; write --> behind it';
  // Browsers take a single quote within a value, as in title=it's, for a part of it.
  if (next === '"' || (next === "'" && /=\s*$/.test(whole)))
    return `<${element}> has a quote too few or too many; close it`;
  return next === '' || next === '<' ? `<${element}> does not end; write > behind it` : undefined;
}

function* problemsOfAttributes(element: string, attributes: string): Generator<string> {
  const inThePage = "listen in the page's own code";
  for (const [, given = '', ...values] of attributes.matchAll(attribute)) {
    const name = given.toLowerCase();
    if (/^on[a-z]+$/.test(name)) yield `the page takes ${name} of <${element}> out; ${inThePage}`;
    else if (name === 'name' && /^(form|img)$/.test(element))
      yield `the page takes ${name} of <${element}> out; give it an id`;
    else if (name === 'form') yield `the page takes ${name} of <${element}> out; write it within its <form>`;
    else if (addresses.has(name) && /^\s*javascript:/i.test(values.join('')))
      yield `the page takes the javascript: address in ${name} of <${element}> out; ${inThePage}`;
  }
}
