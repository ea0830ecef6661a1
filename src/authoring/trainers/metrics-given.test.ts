import { describe, expect, it } from 'vitest';
import { accuracy, areaUnderCurve, brierScore, calibrationTable, liftByDecile, logLoss } from './metrics.ts';

const any = (value: unknown) => value as never;
const scores = [0.1, 0.9];

describe('a metric', () => {
  const ofTwoClasses = { areaUnderCurve, brierScore, liftByDecile, calibrationTable };

  it.each(Object.entries(ofTwoClasses))('%s takes labels as a column holds them', (_, metric) => {
    const expected = metric(scores, [false, true]);
    for (const labels of [[0, 1], [0n, 1n], Uint8Array.of(0, 1)]) expect(metric(scores, labels)).toEqual(expected);
  });

  it.each<[string, unknown, unknown, string]>([
    ['no scores', undefined, [true], 'takes scores and labels, a list of each, and was given undefined'],
    ['no labels', scores, undefined, 'takes scores and labels, a list of each, and was given undefined'],
    ['scores without labels', [0.1, 0.2, 0.3], [true, false], 'has 3 scores for 2 labels; give one each'],
    ['labels without scores', [0.1], [true, false], 'has 1 score for 2 labels; give one each'],
    ['no rows', [], [], 'has no rows; give it some'],
    [
      'texts for labels',
      scores,
      ['no', 'yes'],
      'has the label "no" in row 0 (counted from 0); give true or false, or 1 or 0',
    ],
    ['scores for labels', [0, 1], scores, 'has the label 0.1 in row 0 (counted from 0); give true or false, or 1 or 0'],
    [
      'a label that is missing',
      scores,
      [true, null],
      'has the label null in row 1 (counted from 0); give true or false, or 1 or 0',
    ],
    ['texts for scores', ['a', 'b'], [true, false], 'has the score "a" in row 0 (counted from 0); give numbers'],
  ])('refuses %s', (_, given, labels, sentence) => {
    for (const [name, metric] of Object.entries(ofTwoClasses))
      expect(() => metric(any(given), any(labels))).toThrow(
        expect.objectContaining({ code: 'input-invalid', message: expect.stringContaining(`${name} ${sentence}`) }),
      );
  });

  it('of classes compares numbers and texts as a column holds them', () => {
    expect(accuracy([1, 0, 1], [1n, 0n, 0n])).toBeCloseTo(2 / 3);
    expect(accuracy([1, 0], [true, false])).toBe(1);
    expect(() => accuracy(['a'], ['a', 'b'])).toThrow('accuracy has 1 prediction for 2 labels; give one each.');
    expect(() => accuracy([1, 0.7], [true, false])).toThrow(
      'accuracy has the prediction 0.7 in row 1 (counted from 0); give classes, as the output label of a model has them.',
    );
    expect(() => accuracy([], [])).toThrow('accuracy has no rows; give it some.');
  });

  it('of probabilities takes the places of classes, and as many probabilities for each row', () => {
    expect(logLoss([0.9, 0.1], any([true, false]))).toBeCloseTo(-Math.log(0.9));
    expect(() => logLoss([0.9, 0.1, 0.3], [1, 0])).toThrow(
      'logLoss has 3 probabilities for 2 labels; give as many for each row.',
    );
    expect(() => logLoss([0.2, 0.8, 0.4, 0.6], [1, 2])).toThrow(
      'logLoss has the label 2 in row 1 (counted from 0); give the place of its class, from 0 to 1.',
    );
    expect(() => logLoss(scores, any(['no', 'yes']))).toThrow('logLoss has the label "no" in row 0 (counted from 0)');
  });

  it.each([0, -1, 1.5, Number.NaN])('of %d bins is refused', (bins) => {
    expect(() => calibrationTable(scores, [true, false], { bins })).toThrow(
      /^The options of calibrationTable are wrong at bins: it is /,
    );
  });
});
