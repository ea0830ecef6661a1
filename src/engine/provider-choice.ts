import { EdgewiseError } from '../errors.ts';
import type { ExecutionProvider } from './session.ts';

/**
 * The cost for one row (multiply-adds and tree nodes visited) up to which `js` is tried before `wasm`:
 * above it, what ONNX Runtime saves in running outweighs what it takes to start.
 */
export const jsCostLimit = 1_000_000;

/**
 * The providers to try, in order.
 * @param requested what the caller asks for; it is taken as it is.
 * @param jsCost what one row costs in `js`, or undefined when `js` cannot run the model; asked for only without a request.
 */
export async function chooseProviders(
  requested: readonly ExecutionProvider[] | undefined,
  jsCost: () => Promise<number | undefined>,
): Promise<readonly ExecutionProvider[]> {
  if (requested?.length) return [...new Set(requested)];
  const cost = await jsCost();
  if (cost === undefined) return ['wasm'];
  return cost <= jsCostLimit ? ['js', 'wasm'] : ['wasm', 'js'];
}

/** Why a provider does not run a model. */
export interface Refusal {
  readonly executionProvider: ExecutionProvider;
  readonly error: EdgewiseError;
}

/** The one error for a model that no provider runs: names what each of them said. */
export function refusedByAll(refusals: readonly Refusal[]): EdgewiseError {
  const [only, ...others] = refusals.map((refusal) => refusal.error);
  if (only && others.length === 0) return only;
  const codes = refusals.map((refusal) => refusal.error.code);
  const code =
    codes.find((found) => found === 'model-invalid') ??
    codes.findLast((found) => found !== 'model-unsupported') ??
    'model-unsupported';
  const said = refusals.map(({ executionProvider, error }) => `${executionProvider}: ${error.message}`).join(' ');
  const cause = new AggregateError(refusals.map((refusal) => refusal.error));
  return new EdgewiseError(code, `No execution provider runs the model. ${said}`, { cause });
}
