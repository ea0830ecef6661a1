import { expect, it } from 'vitest';
import { numberedRow } from './row-name.ts';
import { testScore } from './score-test.ts';

const metricsOf = (...[score, labels]: [Parameters<typeof testScore>[0], (number | string)[]]) =>
  testScore(score, labels, numberedRow)?.metrics;

it('measures the probability of the second of two classes', () => {
  const measured = { auc: 0.75, accuracy: 0.75, logLoss: expect.any(Number), brier: expect.any(Number) };
  const scores = [0.1, 0.4, 0.35, 0.8];
  expect(metricsOf(scores, [0, 0, 1, 1])).toEqual(measured);
  expect(metricsOf(scores, ['no', 'no', 'yes', 'yes'])).toEqual(measured);
  const ofBoth = scores.flatMap((probability) => [1 - probability, probability]);
  expect(metricsOf(ofBoth, ['no', 'no', 'yes', 'yes'])).toEqual(metricsOf(scores, ['no', 'no', 'yes', 'yes']));
});

it('measures numbers that are no probabilities of two classes by their order alone', () => {
  expect(metricsOf([-3, 1, 0, 7], [0, 0, 1, 1])).toEqual({ auc: 0.75 });
});

it('measures the probabilities of all classes, and classes', () => {
  const probabilities = [0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.5, 0.4, 0.1];
  expect(metricsOf(probabilities, ['a', 'b', 'c'])).toEqual({
    logLoss: expect.closeTo(-(Math.log(0.7) + Math.log(0.8) + Math.log(0.1)) / 3, 12),
    accuracy: 2 / 3,
  });
  expect(metricsOf(['a', 'b', 'd'], ['a', 'b', 'c'])).toEqual({ accuracy: 2 / 3 });
  expect(metricsOf([1, 0, 0, 1], [1, 0, 1, 1])).toEqual({ accuracy: 0.75 });
});

it('measures numbers against numbers', () => {
  expect(metricsOf([1.5, 2, 2.5], [1, 2, 3])).toMatchObject({ mae: expect.closeTo(1 / 3, 12), r2: 0.75 });
});

it('says what one class leaves without a metric, and where there is no score', () => {
  expect(testScore([0.2, 0.3], [1, 1], numberedRow)).toMatchObject({
    metrics: { auc: Number.NaN, logLoss: expect.closeTo(-(Math.log(0.2) + Math.log(0.3)) / 2, 12) },
    remarks: [expect.stringContaining('auc is not defined')],
  });
  expect(testScore([0.2, Number.NaN], [0, 1], numberedRow)?.remarks).toEqual([
    expect.stringContaining('The model gives NaN for row 1'),
  ]);
});

it('compares nothing else', () => {
  expect(metricsOf([0.5, 0.2, 0.1], ['a', 'b', 'c'])).toBeUndefined();
  expect(metricsOf([0.5, 0.2, 0.1, 1, 2, 3], [0, 1])).toBeUndefined();
});
