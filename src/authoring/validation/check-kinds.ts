import type { Context } from './context.ts';
import { type Operation, operationOf, variableOf } from './expression.ts';

/** What kind of value some variables have on every page. */
const kinds: ReadonlyMap<string, 'number' | 'boolean' | 'address'> = new Map([
  ['session.durationSeconds', 'number'],
  ['session.pageViews', 'number'],
  ['session.events', 'number'],
  ['session.isFirst', 'boolean'],
  ['page.url', 'address'],
  ['page.path', 'address'],
]);

const remedies = {
  number: 'is a number; compare it with one, without quotes',
  boolean: 'is true or false; write either without quotes',
  address: 'is an address, which no number is equal to, before or after; compare it with a text',
};

const equating: ReadonlySet<string> = new Set(['==', '===']);
const ordering: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

/** Reports a variable that is compared with a value of a kind that none of its own is equal to, before or after. */
export function checkKinds({ name, args, path, isInLoop }: Operation, { report }: Context): void {
  if (isInLoop || !(equating.has(name) || ordering.has(name))) return;
  for (const part of args) {
    const variable = variableOf(part);
    const kind = kinds.get(variable);
    if (kind && args.some((value) => isOfOtherKind(value, kind, name)))
      report('error', path, `${variable} ${remedies[kind]}`);
  }
}

function isOfOtherKind(value: unknown, kind: keyof typeof remedies, operator: string): boolean {
  if (kind === 'address') return typeof value === 'number';
  // A text that is a number equals that number, but for `===`.
  return typeof value === 'string' && (operator === '===' || Number.isNaN(Number(value)));
}

/** Variables that hold values by name, and are no value themselves. */
const holder = /^(event|profile|segments|session|page|page\.query|scores|scores\.[^.]+)$/;

/** Reports what is compared with, or looked for in, a variable that only holds others, as a service's scores do. */
export function checkHolders({ name, args, path, isInLoop }: Operation, { report, scoreLists }: Context): void {
  if (isInLoop || !(equating.has(name) || ordering.has(name) || name === 'in')) return;
  const isPlain = (value: unknown): boolean => /^(string|number|boolean)$/.test(typeof value) || Array.isArray(value);
  // Compared with null, it is asked whether it is there.
  if (!args.some(isPlain)) return;
  for (const variable of args.map(variableOf)) {
    if (scoreLists.has(variable) && name !== 'in')
      report(
        'error',
        path,
        `${variable} is a list, as of the probabilities of all classes; read one, such as ${variable}.1`,
      );
    if (holder.test(variable))
      report(
        'error',
        path,
        `${variable} is no value, it holds them by name; read one, such as ${variable}.${examples[variable] ?? 'probability'}`,
      );
  }
}

const examples: Readonly<Record<string, string>> = {
  event: 'eventType',
  profile: 'loyalty.tier',
  segments: 'keen',
  session: 'pageViews',
  page: 'path',
  'page.query': 'utm_source',
  scores: 'purchase-intent.probability',
};

/** What `date_part` gives at least and at most. */
const ranges: ReadonlyMap<unknown, readonly [least: number, most: number]> = new Map([
  ['month', [1, 12]],
  ['day', [1, 31]],
  ['weekday', [1, 7]],
  ['hour', [0, 23]],
  ['minute', [0, 59]],
]);

/** Reports a part of a date that is compared with what it never is, as a Sunday that is counted as 0. */
export function checkDateParts({ name, args, path }: Operation, { report }: Context): void {
  if (!equating.has(name) && name !== 'in') return;
  for (const part of args) {
    const { name: operator, args: [unit] = [] } = operationOf(part) ?? {};
    const range = operator === 'date_part' ? ranges.get(unit) : undefined;
    if (!range) continue;
    const [least, most] = range;
    const isNever = (value: unknown): boolean =>
      /^(string|number)$/.test(typeof value) && !(Number(value) >= least && Number(value) <= most);
    const days = unit === 'weekday' ? ' (1 is Monday)' : '';
    // In a text any part of it may be.
    const values = name === 'in' ? args.filter(Array.isArray).flat() : args;
    if (values.some(isNever)) report('error', path, `date_part gives ${unit} from ${least} to ${most}${days}`);
  }
}
