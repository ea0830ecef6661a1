import { EdgewiseError } from '../errors.ts';
import { defaultLimits } from './js/limits.ts';

/**
 * Refuses options that would do nothing, or fail far from where they were written, in a script without types.
 * @throws EdgewiseError `input-invalid`.
 */
export function expectSessionOptions(given: unknown): void {
  const refuse = (sentence: string): never => {
    throw new EdgewiseError('input-invalid', `The options of createSession are wrong: ${sentence}.`);
  };
  if (typeof given !== 'object' || given === null) return refuse(`they are ${inWords(given)}; give an object`);
  const { executionProviders, signal, limits }: Partial<Record<string, unknown>> = { ...given };
  if (executionProviders !== undefined && !Array.isArray(executionProviders))
    refuse(`executionProviders is ${inWords(executionProviders)}; give a list of js, wasm, webgpu`);
  if (signal !== undefined && !(signal instanceof AbortSignal))
    refuse(`signal is ${inWords(signal)}; give an AbortSignal`);
  for (const [name, limit] of Object.entries(Object(limits))) {
    const names = Object.keys(defaultLimits);
    if (!names.includes(name)) refuse(`there is no limit "${name}"; there is ${names.join(', ')}`);
    if (!(typeof limit === 'number' && limit >= 0))
      refuse(`limits.${name} is ${inWords(limit)}; give a number from 0 on`);
  }
}

function inWords(value: unknown): string {
  if (typeof value === 'string') return 'a text';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
