/*
 * What the worker's build puts in valibot's place (vite.config.ts). Every schema that a decision meets is written with valibot, whose code
 * would run cold on each page view for the sake of forms and options that the worker never uses. This says the same of every value as
 * `safeParse` with `abortEarly`: the same verdict, output, path and message. Its test holds it to that, over the schemas themselves.
 */

/** The first thing that is wrong. */
class Issue {
  readonly message: string;
  /** Whether the value was of the right type, and only a check on it failed. */
  typed: boolean;
  /** Keys from the value checked to what is wrong. */
  readonly path: (string | number)[] = [];

  constructor(message: string, typed: boolean) {
    this.message = message;
    this.typed = typed;
  }

  /** The same issue, seen from what holds the value under `key`. */
  under(key: string | number): Issue {
    this.path.unshift(key);
    this.typed = false;
    return this;
  }
}

interface Schema {
  readonly expects: string;
  /** The output, or an {@link Issue}. */
  run(value: unknown): unknown;
  readonly isOptional?: boolean;
  readonly fallback?: unknown;
  readonly entries?: Entries;
}

type Entries = Readonly<Record<string, Schema>>;

/** What `pipe` adds to a schema: an {@link Issue}, or undefined when all is well. */
type Check = (value: never) => Issue | undefined;

type Message<T> = string | ((issue: { readonly input: T }) => string);

function textOf(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value !== 'object' && typeof value !== 'function')
    return value === undefined ? 'undefined' : String(value);
  return (value && Object.getPrototypeOf(value)?.constructor?.name) ?? 'null';
}

function invalid(label: string, expects: string, received: string, typed = false): Issue {
  return new Issue(`Invalid ${label}: ${expects ? `Expected ${expects} but r` : 'R'}eceived ${received}`, typed);
}

function anyOf(expects: readonly string[]): string {
  const list = [...new Set(expects)];
  return list.length > 1 ? `(${list.join(' | ')})` : (list[0] ?? 'never');
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isOwnName = (object: object, key: string): boolean =>
  Object.hasOwn(object, key) && key !== '__proto__' && key !== 'prototype' && key !== 'constructor';

/** A schema that passes what `test` holds for as it is. */
function type(expects: string, test: (value: unknown) => boolean): Schema {
  return { expects, run: (value) => (test(value) ? value : invalid('type', expects, textOf(value))) };
}

const schemas = {
  string: type('string', (value) => typeof value === 'string'),
  number: type('number', (value) => typeof value === 'number' && !Number.isNaN(value)),
  boolean: type('boolean', (value) => typeof value === 'boolean'),
  null: type('null', (value) => value === null),
  unknown: type('unknown', () => true),
};

export const string = (): Schema => schemas.string;
export const number = (): Schema => schemas.number;
export const boolean = (): Schema => schemas.boolean;
export const null_ = (): Schema => schemas.null;
export const unknown = (): Schema => schemas.unknown;
export const literal = (wanted: unknown): Schema => type(textOf(wanted), (value) => value === wanted);
export const picklist = (options: readonly unknown[]): Schema =>
  type(anyOf(options.map(textOf)), (value) => options.includes(value));

export const exactOptional = (wrapped: Schema, fallback?: unknown): Schema => ({
  ...wrapped,
  isOptional: true,
  fallback,
});

export function array(item: Schema): Schema {
  return {
    expects: 'Array',
    run(value) {
      if (!Array.isArray(value)) return invalid('type', 'Array', textOf(value));
      const output: unknown[] = [];
      for (let index = 0; index < value.length; index++) {
        const found = item.run(value[index]);
        if (found instanceof Issue) return found.under(index);
        output.push(found);
      }
      return output;
    },
  };
}

export function record(key: Schema, item: Schema): Schema {
  return {
    expects: 'Object',
    run(value) {
      if (!isObject(value)) return invalid('type', 'Object', textOf(value));
      const output: Record<string, unknown> = {};
      for (const name in value) {
        if (!isOwnName(value, name)) continue;
        const as = key.run(name);
        if (as instanceof Issue) return as.under(name);
        const found = item.run(value[name]);
        if (found instanceof Issue) return found.under(name);
        output[String(as)] = found;
      }
      return output;
    },
  };
}

/** An object with the entries named; `finish` does with the input's other keys what the kind of object does. */
function objectOf(
  entries: Entries,
  finish?: (input: Record<string, unknown>, output: Record<string, unknown>) => Issue | undefined,
): Schema {
  return {
    expects: 'Object',
    entries,
    run(value) {
      if (!isObject(value)) return invalid('type', 'Object', textOf(value));
      const output: Record<string, unknown> = {};
      for (const [key, schema] of Object.entries(entries)) {
        const isThere = key in value;
        if (!isThere && schema.fallback === undefined) {
          if (schema.isOptional) continue;
          return invalid('key', `"${key}"`, 'undefined').under(key);
        }
        const found = schema.run(isThere ? value[key] : schema.fallback);
        if (found instanceof Issue) return found.under(key);
        output[key] = found;
      }
      return finish?.(value, output) ?? output;
    },
  };
}

export const object = (entries: Entries): Schema => objectOf(entries);

export const looseObject = (entries: Entries): Schema =>
  objectOf(entries, (input, output) => {
    for (const key in input) if (isOwnName(input, key) && !Object.hasOwn(entries, key)) output[key] = input[key];
    return undefined;
  });

export const strictObject = (entries: Entries): Schema =>
  objectOf(entries, (input) => {
    for (const key in input) if (!Object.hasOwn(entries, key)) return invalid('key', 'never', textOf(key)).under(key);
    return undefined;
  });

export function union(options: readonly Schema[]): Schema {
  const expects = anyOf(options.map((option) => option.expects));
  return {
    expects,
    run(value) {
      const issues: Issue[] = [];
      for (const option of options) {
        const found = option.run(value);
        if (!(found instanceof Issue)) return found;
        issues.push(found);
      }
      const typed = issues.filter((issue) => issue.typed);
      const nearest = typed.length > 0 ? typed : issues;
      return nearest.length === 1 ? nearest[0] : invalid('type', expects, textOf(value), typed.length > 0);
    },
  };
}

/** Objects told apart by their entry `key`. */
export function variant(key: string, options: readonly Schema[]): Schema {
  return {
    expects: 'Object',
    run(value) {
      if (!isObject(value)) return invalid('type', 'Object', textOf(value));
      const expects: string[] = [];
      for (const option of options) {
        const schema = option.entries?.[key] ?? schemas.unknown;
        if (key in value && !(schema.run(value[key]) instanceof Issue)) return option.run(value);
        expects.push(schema.expects);
      }
      return invalid('type', anyOf(expects), textOf(value[key])).under(key);
    },
  };
}

export function pipe(schema: Schema, ...checks: readonly Check[]): Schema {
  return {
    ...schema,
    run(value) {
      const output = schema.run(value);
      if (output instanceof Issue) return output;
      for (const check of checks) {
        const issue = check(output as never);
        if (issue) return issue;
      }
      return output;
    },
  };
}

/** A check that `test` holds; `message` takes the place of the usual words. */
function checking<T>(
  label: string,
  expects: string,
  test: (value: T) => boolean,
  message?: Message<T>,
  received: (value: T) => string = textOf,
): Check {
  return (value: T) => {
    if (test(value)) return undefined;
    if (message === undefined) return invalid(label, expects, received(value), true);
    return new Issue(typeof message === 'string' ? message : message({ input: value }), true);
  };
}

export const check = <T>(test: (value: T) => boolean, message?: Message<T>): Check =>
  checking('input', '', test, message);
export const integer = (): Check => checking('integer', '', Number.isInteger);
export const minValue = (least: number): Check => checking('value', `>=${least}`, (value: number) => value >= least);
export const maxValue = (most: number): Check => checking('value', `<=${most}`, (value: number) => value <= most);
export const minLength = (least: number): Check =>
  checking<ArrayLike<unknown>>(
    'length',
    `>=${least}`,
    ({ length }) => length >= least,
    undefined,
    ({ length }) => String(length),
  );
export const regex = (pattern: RegExp, message?: Message<string>): Check =>
  checking('format', String(pattern), (value: string) => pattern.test(value), message);

/** The output, or the first issue. */
export function safeParse(schema: Schema, value: unknown) {
  const found = schema.run(value);
  return found instanceof Issue
    ? { success: false, output: value, issues: [found] }
    : { success: true, output: found, issues: undefined };
}

export const getDotPath = ({ path }: Issue): string | null => (path.length > 0 ? path.join('.') : null);
