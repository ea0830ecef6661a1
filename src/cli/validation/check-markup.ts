import type { Path } from '../../authoring/json/json-document.ts';
import type { Context } from './context.ts';

/** Elements that neither sanitizer of the page (`page/render/html.ts`, `purify.ts`) leaves in: they run, load or reach beyond the slot. */
const removed: ReadonlySet<string> = new Set(
  'base embed frame frameset iframe link meta object script style'.split(' '),
);

/** Attributes that hold an address to go to or to load. */
const addresses: ReadonlySet<string> = new Set('action formaction href src xlink:href'.split(' '));

// What is not closed goes on to the end, so that no part is read twice.
const tag = /<!--.*?(?:-->|$)|<([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^<>"'])*)/gis;
const attribute = /([^\s"'/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g;

/** Warns of what of an item's HTML the page takes out before it shows the rest. */
export function checkMarkup(markup: string, path: Path, { report }: Context): void {
  const problems = new Set<string>();
  for (const [, name, attributes = ''] of markup.matchAll(tag)) {
    if (name === undefined) continue;
    const element = name.toLowerCase();
    if (removed.has(element)) problems.add(`the page takes <${element}> out; write it into the page itself`);
    else
      for (const [, given = '', ...values] of attributes.matchAll(attribute)) {
        const name = given.toLowerCase();
        if (/^on[a-z]+$/.test(name))
          problems.add(`the page takes ${name} of <${element}> out; listen in the page's own code`);
        else if (addresses.has(name) && /^\s*javascript:/i.test(values.join('')))
          problems.add(
            `the page takes the javascript: address in ${name} of <${element}> out; listen in the page's own code`,
          );
      }
  }
  for (const problem of problems) report('warning', path, problem);
}
