import { describe, expect, it } from 'vitest';
import { accuracy, areaUnderCurve, brierScore, calibrationTable, liftByDecile, logLoss } from './metrics.ts';

describe('areaUnderCurve', () => {
  it('counts pairs ranked right, ties by half', () => {
    expect(areaUnderCurve([0.1, 0.4, 0.35, 0.8], [false, false, true, true])).toBe(0.75);
    expect(areaUnderCurve([1, 1, 1, 1], [false, true, false, true])).toBe(0.5);
    expect(areaUnderCurve([1, 2], [false, true])).toBe(1);
    expect(areaUnderCurve([1, Number.NaN], [false, true])).toBeNaN();
  });
});

describe('logLoss', () => {
  it('is the mean of the surprise', () => {
    expect(logLoss([0.75, 0.25, 0.1, 0.9], [0, 1])).toBeCloseTo(-(Math.log(0.75) + Math.log(0.9)) / 2, 12);
    expect(logLoss([0.2, 0.3, 0.5], [2])).toBeCloseTo(Math.log(2), 12);
  });

  it('takes one probability a row, too, for that of the second of two classes', () => {
    expect(logLoss([0.25, 0.9], [0, 1])).toBeCloseTo(logLoss([0.75, 0.25, 0.1, 0.9], [0, 1]), 12);
    expect(logLoss([1, 0.9], [0, 0])).toBeGreaterThan(18);
  });

  it('is finite for a certainty that was wrong', () => {
    expect(logLoss([1, 0], [1])).toBeCloseTo(36.04, 2);
    expect(logLoss([0, 1, 0, 1], [1, -1]), 'a class without a probability').toBeCloseTo(36.04 / 2, 2);
  });
});

describe('brierScore', () => {
  it('is the mean squared distance from what came', () => {
    // The example of scikit-learn's brier_score_loss.
    expect(brierScore([0.1, 0.9, 0.8, 0.3], [false, true, true, false])).toBeCloseTo(0.0375, 12);
  });
});

describe('accuracy', () => {
  it('is the share of rows predicted right', () => {
    expect(accuracy(['a', 'b', 'b', 'a'], ['a', 'b', 'a', 'a'])).toBe(0.75);
  });
});

describe('liftByDecile', () => {
  it('ranks rows by score and compares each tenth with the whole', () => {
    const scores = Array.from({ length: 20 }, (_, row) => row);
    const table = liftByDecile(
      scores,
      scores.map((row) => row >= 15),
    );
    expect(table.map(({ lift }) => lift)).toEqual([4, 4, 2, 0, 0, 0, 0, 0, 0, 0]);
    expect(table[1]).toEqual({ decile: 2, rows: 2, positives: 2, rate: 1, lift: 4, cumulativeLift: 4 });
    expect(table.at(-1)?.cumulativeLift).toBe(1);
  });
});

describe('calibrationTable', () => {
  it('gives what scikit-learn gives for its own example', () => {
    const labels = [0, 0, 0, 0, 1, 1, 1, 1, 1].map(Boolean);
    const table = calibrationTable([0.1, 0.2, 0.3, 0.4, 0.65, 0.7, 0.8, 0.9, 1], labels, { bins: 3 });
    expect(table.map(({ rate }) => rate)).toEqual([0, 0.5, 1]);
    [0.2, 0.525, 0.85].forEach((mean, bin) => {
      expect(table[bin]?.meanProbability).toBeCloseTo(mean, 12);
    });
  });

  it('leaves out bins without rows, and counts 0 and 1', () => {
    expect(calibrationTable([0, 1], [false, true]).map(({ from, to }) => [from, to])).toEqual([
      [0, 0.1],
      [0.9, 1],
    ]);
  });
});
