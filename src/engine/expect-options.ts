import { EdgewiseError } from '../errors.ts';
import type { CreateSessionOptions } from './create-session.ts';
import type { Bounds } from './deadline.ts';
import type { EngineOptions, SessionOptions } from './engine.ts';
import { defaultLimits } from './js/limits.ts';

/** What an option takes, and whether that was given. */
type Kind = readonly [what: string, fits: (given: unknown) => boolean];

const providers: readonly unknown[] = ['js', 'wasm', 'webgpu'];
const aNumber: Kind = ['a number from 0 on', (given) => typeof given === 'number' && given >= 0];
const aFunction: Kind = ['a function', (given) => typeof given === 'function'];

const bounds: Readonly<Record<keyof Bounds, Kind>> = {
  signal: ['an AbortSignal', (given) => given instanceof AbortSignal],
  deadlineMs: aNumber,
};

const sessionOptions: Readonly<Record<keyof SessionOptions, Kind>> = {
  executionProviders: [
    'a list of js, wasm, webgpu',
    (given) => Array.isArray(given) && given.every((provider) => providers.includes(provider)),
  ],
  warmUp: ['true or false', (given) => typeof given === 'boolean'],
  limits: ['an object', isObject],
  onFallback: aFunction,
  ...bounds,
};

/** What the functions of `edgewise/engine` take. */
const known = {
  createSession: { ...sessionOptions, loadRuntime: aFunction } satisfies Record<keyof CreateSessionOptions, Kind>,
  'engine.createSession': sessionOptions,
  'engine.prepareRuntime': bounds,
  'session.run': bounds,
  createEngine: { loadRuntime: aFunction, onRecycleNeeded: aFunction, memoryLimitBytes: aNumber } satisfies Record<
    keyof EngineOptions,
    Kind
  >,
} as const;

/**
 * Refuses options that would do nothing, or fail far from where they were written, in a script without types.
 * @param taker the function that was given them.
 * @throws EdgewiseError `input-invalid`.
 */
export function expectOptions(taker: keyof typeof known, given: unknown): void {
  const refuse = (sentence: string): never => {
    throw new EdgewiseError('input-invalid', `The options of ${taker} are wrong: ${sentence}.`);
  };
  const check = (kinds: Readonly<Record<string, Kind>>, values: object, word: string, path = ''): void => {
    for (const [name, value] of Object.entries(values)) {
      const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
      if (!kind) return refuse(`there is no ${word} "${name}"; there is ${Object.keys(kinds).join(', ')}`);
      const [what, fits] = kind;
      if (!fits(value)) refuse(`${path}${name} is ${inWords(value)}; give ${what}`);
    }
  };
  if (!isObject(given)) return refuse(`they are ${inWords(given)}; give an object`);
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  check(known[taker], set, 'option');
  const limits = Object.fromEntries(Object.keys(defaultLimits).map((name) => [name, aNumber]));
  if (isObject(set.limits)) check(limits, set.limits, 'limit', 'limits.');
}

function isObject(given: unknown): given is object {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inWords).join(', ')}]`;
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
