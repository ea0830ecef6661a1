import { exactOptional, finite, literal, minValue, number, picklist, pipe, record, string, union } from 'valibot';
import { numberedRow } from '../row-name.ts';
import type { TrainingData } from './estimator.ts';
import { refuse } from './training-set.ts';

type Labels = Pick<TrainingData, 'labels' | 'rowName'>;

/** Labels as the classes that they name. */
export interface ClassLabels {
  /** Sorted: numbers by value, texts by code unit. */
  readonly classes: readonly (number | string)[];
  /** The class of each row, as its place among `classes`. */
  readonly indices: Int32Array;
}

/**
 * Reads labels as classes.
 * @throws EdgewiseError `input-invalid` for a label that is missing, fractional or beyond 2^53, for texts mixed with numbers, and
 * for fewer than two classes.
 */
export function readClasses(subject: string, { labels = [], rowName = numberedRow }: Labels): ClassLabels {
  for (const [index, label] of labels.entries()) {
    if (typeof label !== typeof labels[0]) {
      refuse(
        subject,
        `${rowName(index)} has the label ${JSON.stringify(label)} among ${typeof labels[0]}s; use one type.`,
      );
    }
    if (typeof label !== 'number' || Number.isSafeInteger(label)) continue;
    if (Number.isNaN(label)) refuse(subject, `${rowName(index)} has no label; fill it or drop the row.`);
    refuse(
      subject,
      `${rowName(index)} has the label ${label}; name classes by whole numbers or texts, or learn numbers by a regression.`,
    );
  }
  const classes = [...new Set(labels)].sort((a, b) => (a < b ? -1 : 1));
  if (classes.length < 2) {
    refuse(subject, `the labels hold the one class ${JSON.stringify(classes[0])}; it takes two to tell apart.`);
  }
  const places = new Map(classes.map((label, place) => [label, place]));
  return { classes, indices: Int32Array.from(labels, (label) => places.get(label) ?? 0) };
}

/**
 * Reads labels as the numbers of a regression.
 * @throws EdgewiseError `input-invalid` for texts and numbers that aren't finite.
 */
export function readTargets(subject: string, { labels = [], rowName = numberedRow }: Labels): Float64Array {
  const targets = new Float64Array(labels.length);
  for (const [index, label] of labels.entries()) {
    if (typeof label === 'string')
      refuse(subject, `${rowName(index)} has the label '${label}'; a regression learns numbers.`);
    if (Number.isNaN(label)) refuse(subject, `${rowName(index)} has no label; fill it or drop the row.`);
    if (!Number.isFinite(Math.fround(label)))
      refuse(subject, `${rowName(index)} has the label ${label}, which no float32 holds; clip it.`);
    targets[index] = label;
  }
  return targets;
}

/** Entries of a params schema for estimators that classify and regress. */
export const taskEntries = {
  /** @default classification of texts and of labels that take two values, else regression */
  task: exactOptional(picklist(['classification', 'regression'])),
};

/** Entries of a params schema for classifiers that weigh their classes. */
export const classWeightEntries = {
  /** `'balanced'` weighs each class by `rows / (classes × its rows)`; a record gives weights by class, and others weigh 1. */
  classWeight: exactOptional(union([literal('balanced'), record(string(), pipe(number(), finite(), minValue(0)))])),
};

/** A params schema's `classWeight`. */
export type ClassWeight = 'balanced' | Readonly<Record<string, number>>;

/** Sample weights times the weight of each row's class. */
export function weighClasses(
  subject: string,
  { classes, indices }: ClassLabels,
  sampleWeight: Float64Array,
  classWeight: ClassWeight | undefined,
): Float64Array {
  if (classWeight === undefined) return sampleWeight;
  const factors = new Float64Array(classes.length).fill(1);
  if (classWeight === 'balanced') {
    const counts = new Float64Array(classes.length);
    for (const place of indices) counts[place] = (counts[place] as number) + 1;
    for (const place of counts.keys()) factors[place] = indices.length / (classes.length * (counts[place] as number));
  } else {
    for (const [label, weight] of Object.entries(classWeight)) {
      const place = classes.findIndex((known) => String(known) === label);
      if (place < 0)
        refuse(subject, `classWeight names '${label}', which no row has; the classes are ${classes.join(', ')}.`);
      factors[place] = weight;
    }
  }
  return sampleWeight.map((weight, row) => weight * (factors[indices[row] as number] as number));
}
