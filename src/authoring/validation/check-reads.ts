import { everyItem, parsePath } from '../../xdm/path.ts';
import { didYouMean } from '../graph/did-you-mean.ts';
import type { Path } from '../json/json-document.ts';
import type { Context } from './context.ts';
import { type Operation, variableOf } from './expression.ts';
import { knownData, knownEventTypes } from './known-fields.ts';

/** Warns of a variable that reads a field which there is not, or which is like one that XDM names otherwise. */
export function checkReads(variable: string, path: Path, { report }: Context): void {
  const [root = '', ...keys] = parsePath(variable) ?? [];
  let known = knownData[String(root)];
  let read = String(root);
  for (const key of keys) {
    if (!known) return;
    const { fields = {}, isClosed = false, item } = known;
    const name = key === everyItem ? '*' : String(key);
    if (item && !/^(\d+|\*)$/.test(name))
      return report('warning', path, `"${read}" is a list; read an item of it, such as ${read}.0.${name}`);
    if (!item && !Object.hasOwn(fields, name)) {
      const names = Object.keys(fields);
      const remedy = didYouMean(name, names) || (isClosed ? `; it has ${names.join(', ')}` : '');
      if (remedy) report('warning', path, `there is no "${name}" in ${isClosed ? 'a' : "XDM's"} ${read}${remedy}`);
      return;
    }
    known = item ?? fields[name];
    read = `${read}.${name}`;
  }
}

const comparing: ReadonlySet<string> = new Set(['==', '===', '!=', '!==', 'in']);

/** Warns of a type of event that is written like one of XDM's but for case or number: events are compared as they are written. */
export function checkEventTypes({ name, args, path, isInLoop }: Operation, { report }: Context): void {
  if (isInLoop || !comparing.has(name) || !args.some((part) => isVariable(part, 'event.eventType'))) return;
  for (const written of args.flat()) {
    if (typeof written !== 'string' || knownEventTypes.includes(written)) continue;
    const meant = knownEventTypes.find((known) => plain(known) === plain(written));
    if (meant) report('warning', path, `XDM has no type of event "${written}"; did you mean '${meant}'?`);
  }
}

const ordering: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '===']);

/** Reports `now` compared with a date that is written out, or with seconds: it is a number of milliseconds. */
export function checkNow({ name, args, path }: Operation, { report }: Context): void {
  if (!ordering.has(name) || !args.some((part) => isVariable(part, 'now'))) return;
  if (args.some((part) => typeof part === 'string' && Number.isNaN(Number(part))))
    report('error', path, 'now is a number of milliseconds; compare it with a date by before or after');
  const seconds = args.find((part) => typeof part === 'number' && part >= 1e9 && part < 1e10);
  if (seconds !== undefined)
    report('error', path, `now is a number of milliseconds, and ${seconds} one of seconds; write ${seconds}000`);
}

/** Warns of a score that is called a probability and compared as a percentage. */
export function checkProbability({ name, args, path, isInLoop }: Operation, { report }: Context): void {
  const variable = args.map(variableOf).find((read) => /^scores\..*probability$/i.test(read));
  const percentage = args.find((part) => typeof part === 'number' && part > 1);
  if (isInLoop || !ordering.has(name) || variable === undefined || typeof percentage !== 'number') return;
  const remedy = percentage > 100 ? 'correct it' : `write ${percentage / 100} for ${percentage} %`;
  const problem = `${variable} is compared with ${percentage}, but a probability is 1 at most; ${remedy}`;
  report('warning', path, problem);
}

/** What the page's addresses look like, and what to do about a text that none of them is equal to or begins with. */
const addresses: Readonly<Record<string, { readonly form: RegExp; readonly remedy: string }>> = {
  'page.url': {
    form: /^([a-z]+:|$)/i,
    remedy: 'is a whole address, as https://shop.example/sale; compare page.path, or write it whole',
  },
  'page.referrer': {
    form: /^([a-z]+:|$)/i,
    remedy: 'is a whole address, as https://shop.example/sale; write it whole',
  },
  'page.path': {
    form: /^(\/[^?#]*)?$/,
    remedy: 'begins with / and holds no ? or #; read page.query for the rest, or compare page.url',
  },
};
const equating: ReadonlySet<string> = new Set(['==', '===', 'in', 'starts_with']);

/** Reports an address of the page that is compared with what it never is. */
export function checkAddresses({ name, args, path, isInLoop }: Operation, { report }: Context): void {
  if (isInLoop || !equating.has(name)) return;
  for (const [variable, { form, remedy }] of Object.entries(addresses)) {
    const [first, second] = args.map((part) => isVariable(part, variable));
    // A text may be in an address, or in itself.
    if (!first && !(second && name.startsWith('=='))) continue;
    const written = args.flat().filter((part) => typeof part === 'string');
    // An address may begin with a part of its scheme.
    const isBeginning = (text: string) => name === 'starts_with' && variable !== 'page.path' && /^[a-z]+$/i.test(text);
    if (written.some((text) => !form.test(text) && !isBeginning(text))) report('error', path, `${variable} ${remedy}`);
  }
}

const isVariable = (part: unknown, variable: string): boolean => variableOf(part) === variable;

/** One text for all cases and numbers of a type's words. */
const plain = (type: string): string => type.toLowerCase().replace(/s?(?=\.|$)/g, '');
