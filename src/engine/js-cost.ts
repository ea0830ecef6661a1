import { isEdgewiseError } from '../errors.ts';
import { costPerRow } from './js/cost.ts';
import { decodeModel } from './js/decode.ts';
import { defaultLimits, type Limits } from './js/limits.ts';
import { listOperators, unsupportedOperators } from './js/operators.ts';

/**
 * What scoring one row costs in the js provider, in multiply-adds and tree nodes visited, or undefined when it cannot run the model.
 * @throws EdgewiseError `model-invalid`, so that no other runtime is fetched for a broken file.
 */
export function costInJs(model: Uint8Array, limits?: Partial<Limits>): number | undefined {
  try {
    const decoded = decodeModel(model, { ...defaultLimits, ...limits });
    if (unsupportedOperators(listOperators(decoded)).length > 0) return undefined;
    const { multiplyAdds, treeNodesOnAverage } = costPerRow(decoded);
    return multiplyAdds + treeNodesOnAverage;
  } catch (error) {
    if (isEdgewiseError(error) && error.code === 'model-unsupported') return undefined;
    throw error;
  }
}
