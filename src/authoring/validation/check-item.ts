import * as v from 'valibot';
import { type Activity, domAction, domActionTypes, htmlContentItem, redirectItem } from '../../decisioning/activity.ts';
import { parseContext } from '../../page/render/parse-context.ts';
import { placeholder } from '../../page/render/placeholder.ts';
import { readPath } from '../../xdm/path.ts';
import { didYouMean } from '../graph/did-you-mean.ts';
import type { Path } from '../json/json-document.ts';
import { checkMarkup } from './check-markup.ts';
import { checkValues } from './check-values.ts';
import type { Context } from './context.ts';
import { findSelectorProblem } from './selector.ts';

type Item = Activity['experiences'][number]['items'][number];
type DomActionType = (typeof domActionTypes)[number];

const text = v.union([v.string(), v.number(), v.boolean()]);
const html = { schema: v.string(), example: 'HTML' };
const length = v.optional(v.union([v.string(), v.number()]));

/** What the content of each dom-action has to be, which the page gives up otherwise, and how it is written. */
const contents: Readonly<Record<DomActionType, { schema: v.GenericSchema; example: string }>> = {
  setText: { schema: text, example: 'a text' },
  setHtml: html,
  appendHtml: html,
  prependHtml: html,
  insertBefore: html,
  insertAfter: html,
  replaceHtml: html,
  setAttribute: { schema: v.record(v.string(), v.nullable(text)), example: '{ "title": "…" }, or null to remove one' },
  setImageSource: {
    schema: v.union([v.string(), v.looseObject({ src: v.nullable(text) })]),
    example: 'an address, or { "src": "…", "alt": "…" }',
  },
  setStyle: { schema: v.record(v.string(), text), example: '{ "color": "#fff" }' },
  move: { schema: v.strictObject({ left: length, top: length }), example: '{ "left": 10, "top": "2em" }' },
  rearrange: { schema: v.looseObject({ from: v.number(), to: v.number() }), example: '{ "from": 2, "to": 0 }' },
  hide: { schema: v.unknown(), example: 'nothing' },
};

/** Reports what a page would not do with an item. */
export function checkItem(item: Item, path: Path, context: Context): void {
  const { schema, data } = item;
  if (schema === redirectItem && !isPageAddress(data.content))
    context.report('error', [...path, 'data', 'content'], 'it is no address of a page; give one of the site, as /sale');
  if (schema === htmlContentItem) checkMarkup(data.content, [...path, 'data', 'content'], context);
  if (schema === domAction) checkDomAction(data, [...path, 'data'], context);
  if (schema === domAction || schema === htmlContentItem)
    checkPlaceholders(data, [...path, 'data', 'content'], context);
}

/** Warns of what a template leaves empty, or as it stands there. */
function checkPlaceholders(data: Item['data'], path: Path, { report }: Context): void {
  const texts = textsIn(data.content);
  const names = texts.flatMap((part) => [...part.matchAll(placeholder)].map(([, name = '']) => name.trim()));
  for (const name of new Set(names)) {
    const filling = readPath(data, name);
    if (filling === undefined) report('warning', path, `there is no "${name}" in its data to fill {{ ${name} }} with`);
    else if (!v.is(text, filling))
      report('warning', path, `"${name}" in its data is no text to fill {{ ${name} }} with`);
  }
  if (texts.some((part) => part.replace(placeholder, '').includes('{{')))
    report('warning', path, 'a {{ is not closed; write {{ path }}');
}

function checkDomAction(
  { type, selector, content }: Extract<Item, { schema: typeof domAction }>['data'],
  path: Path,
  context: Context,
): void {
  const { report } = context;
  const known = domActionTypes.find((name) => name === type);
  if (!known) report('error', [...path, 'type'], `there is no dom-action "${type}"${didYouMean(type, domActionTypes)}`);
  else if (!v.is(contents[known].schema, content))
    report('error', [...path, 'content'], `${known} takes ${contents[known].example}`);
  else if (contents[known] === html) {
    const markup = String(content);
    checkMarkup(markup, [...path, 'content'], context, parseContext(markup));
  } else checkValues(known, content, [...path, 'content'], context);
  const problem = findSelectorProblem(selector);
  if (problem) report(problem.isSure ? 'error' : 'warning', [...path, 'selector'], problem.message);
}

function isPageAddress(address: string): boolean {
  const anywhere = 'https://shop.example/';
  return URL.canParse(address, anywhere) && /^https?:$/.test(new URL(address, anywhere).protocol);
}

/** The texts of an item's content, or of each name in it. */
function textsIn(content: unknown): string[] {
  const parts = typeof content === 'string' ? [content] : Object.values(Object(content));
  return parts.filter((part) => typeof part === 'string');
}
