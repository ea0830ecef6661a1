import type { TrainingData } from './estimator.ts';
import { type ClassWeight, readClasses, readTargets, weighClasses } from './labels.ts';
import { refuse, type TrainingSet } from './training-set.ts';

/** What is to be learned, of an estimator that classifies and regresses. */
export interface Target {
  /** Absent for a regression. */
  readonly classes?: readonly (number | string)[];
  /** One a row: the place of its class, or the number of a regression. */
  readonly labels: Float64Array;
  /** One a row, class weights included; not all are 0. */
  readonly weights: Float64Array;
}

/** A params schema's part that says what the target is. */
export interface TargetParams {
  readonly task?: 'classification' | 'regression';
  readonly classWeight?: ClassWeight;
}

/** Reads labels as told, or as they look: texts, and labels that take two values, are classes. */
export function readTarget(subject: string, data: TrainingData, params: TargetParams, set: TrainingSet): Target {
  const { labels = [] } = data;
  const isClasses = labels.some((label) => typeof label === 'string') || new Set(labels).size <= 2;
  const task = params.task ?? (isClasses ? 'classification' : 'regression');
  if (task === 'regression') {
    if (params.classWeight !== undefined)
      refuse(subject, 'classWeight is for classification; leave it out of a regression.');
    return { labels: readTargets(subject, data), weights: set.sampleWeight };
  }
  const known = readClasses(subject, data);
  const weights = weighClasses(subject, known, set.sampleWeight, params.classWeight);
  if (weights.every((weight) => weight === 0)) refuse(subject, 'all rows weigh 0; give some class a weight.');
  return { classes: known.classes, labels: Float64Array.from(known.indices), weights };
}
