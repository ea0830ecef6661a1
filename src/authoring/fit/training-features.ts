import { numericTypes } from '../../pipeline/column-plan.ts';
import { valueAt } from '../../pipeline/frame.ts';
import type { TrainingData } from '../trainers/estimator.ts';
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
  const { columns, rowCount } = value;
  for (const [index, { type }] of columns.entries()) {
    if (!numericTypes.includes(type) && type !== 'bool')
      node.fail('inputs', `column '${value.names[index]}' is ${type}; encode or drop it`);
  }
  const width = columns.length;
  const features = new Float64Array(rowCount * width);
  for (const [index, column] of columns.entries()) {
    for (let row = 0; row < rowCount; row++) {
      const cell = valueAt(column, row);
      features[row * width + index] = cell === null ? Number.NaN : Math.fround(Number(cell));
    }
  }
  return { rowCount, features, featureNames: value.names };
}
