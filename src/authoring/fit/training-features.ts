import type { TrainingData } from '../trainers/estimator.ts';
import { numbersOf, unfitColumn } from './frame-features.ts';
import type { NodeInput } from './node-input.ts';

/**
 * What reaches an estimator, as it learns from it. Numbers are those that the model will be fed, rounded to float32.
 * @param names of the columns of a tensor.
 */
export function toTrainingFeatures(
  { node, value }: NodeInput,
  names: readonly string[],
): Pick<TrainingData, 'features' | 'featureNames'> & { readonly rowCount: number } {
  if (!('columns' in value)) {
    const { type, dims, data } = value;
    const [rowCount = 0, width = 1] = dims;
    if (type !== 'float32') node.fail('inputs', `it learns from float32, not ${type}; change the type of the array`);
    if (dims.length > 2)
      node.fail('inputs', `it learns from rows and columns, not a tensor of shape [${dims}]; reshape it`);
    const featureNames = names.length === width ? names : Array.from({ length: width }, (_, index) => `x${index}`);
    return { rowCount, features: Float64Array.from(data, Number), featureNames };
  }
  const problem = unfitColumn(value);
  if (problem) node.fail('inputs', problem);
  return { rowCount: value.rowCount, features: numbersOf(value), featureNames: value.names };
}
