import type { Score } from '../pipeline/operator.ts';
import { type ModelTest, testClasses, testNumbers } from './model-test.ts';
import type { RowName } from './row-name.ts';
import { accuracy, areaUnderCurve } from './trainers/metrics.ts';

type Label = number | string;

/**
 * Measures a score of a graph against what came, by the metrics that there are for it: of one or two numbers a row probabilities of two
 * classes, of more those of all classes, or numbers; of classes their accuracy. Classes are sorted, the second of two is the positive one.
 * @param labels one a row; bool as 0 and 1.
 * @returns undefined where no metric compares the two.
 */
export function testScore(
  score: Score,
  labels: readonly Label[],
  rowName: RowName,
): Pick<ModelTest, 'metrics' | 'remarks'> | undefined {
  const values = [score].flat<readonly (Score | Label)[]>() as Label[];
  const classes = classesOf(labels);
  const known = new Set(classes);
  const isClass = values.every((value) => typeof value === 'string' || known.has(value));
  const width = values.length / labels.length;
  if (width === 1 && isClass) return { metrics: { accuracy: accuracy(values, labels) }, remarks: [] };
  const numbers = values.map(Number);
  if (width > 1 && width === classes.length) {
    const predicted = labels.map((_, row) => classes[placeOfMost(numbers, row * width, width)] ?? '');
    return testClasses({ classes, labels, predicted, probabilities: numbers, rowName });
  }
  if (width !== 1) return undefined;
  const [first = '', second = ''] = classes;
  if (classes.length > 2) return labels.every(isNumber) ? testNumbers(numbers, labels, rowName) : undefined;
  if (numbers.some((value) => value < 0 || value > 1)) {
    const auc = areaUnderCurve(
      numbers,
      labels.map((label) => label === second),
    );
    return { metrics: { auc }, remarks: [] };
  }
  const probabilities = numbers.flatMap((probability) => [1 - probability, probability]);
  const predicted = numbers.map((probability) => (probability > 0.5 ? second : first));
  return testClasses({ classes, labels, predicted, probabilities, rowName });
}

/** Labels of 0 or 1 have both for classes, whichever came. */
function classesOf(labels: readonly Label[]): readonly Label[] {
  const classes = [...new Set(labels)].sort((a, b) => (a < b ? -1 : 1));
  return classes.every((label) => label === 0 || label === 1) ? [0, 1] : classes;
}

function placeOfMost(numbers: readonly number[], from: number, width: number): number {
  let most = 0;
  for (let place = 1; place < width; place++)
    if ((numbers[from + place] ?? 0) > (numbers[from + most] ?? 0)) most = place;
  return most;
}

const isNumber = (label: Label): label is number => typeof label === 'number';
