import type { Limits } from './js/limits.ts';

/** What one row costs in the js provider, or undefined when it cannot run the model. */
export function costInJs(_model: Uint8Array, _limits?: Partial<Limits>): number | undefined {
  return undefined;
}
