import { EdgewiseError } from '../../errors.ts';
import type { Frame } from '../../pipeline/frame.ts';
import { numbersOf, unfitColumn } from '../fit/frame-features.ts';
import type { TrainingData } from '../trainers/estimator.ts';
import { expectFrame } from './expect-frame.ts';

/**
 * The columns of a frame as fitted models take them, for `permutationImportance`, `calibrateFitted` and `predict`: numbers row by row, NaN where
 * one is missing; true is 1.
 * @throws EdgewiseError `input-invalid` for what is no frame, and naming a column of texts.
 * @example
 * const features = featuresOf(await fitted.transform(test, 'encoded'));
 * const importance = permutationImportance(fitted.fitted.model, features, { score });
 */
export function featuresOf(frame: Frame): Pick<TrainingData, 'features' | 'featureNames'> {
  expectFrame(frame, 'featuresOf');
  const problem = unfitColumn(frame);
  if (problem) throw new EdgewiseError('input-invalid', `featuresOf takes columns of numbers: ${problem}.`);
  return { features: numbersOf(frame), featureNames: frame.names };
}
