import { describe, expect, it } from 'vitest';
import { fitLogisticRegression, predictProbabilities } from './logistic-regression.ts';

/** GPA, TUCE, PSI and grade of 32 students: Spector and Mazzeo, 1980. */
const students: readonly (readonly [number, number, number, number])[] = [
  [2.66, 20, 0, 0],
  [2.89, 22, 0, 0],
  [3.28, 24, 0, 0],
  [2.92, 12, 0, 0],
  [4.0, 21, 0, 1],
  [2.86, 17, 0, 0],
  [2.76, 17, 0, 0],
  [2.87, 21, 0, 0],
  [3.03, 25, 0, 0],
  [3.92, 29, 0, 1],
  [2.63, 20, 0, 0],
  [3.32, 23, 0, 0],
  [3.57, 23, 0, 0],
  [3.26, 25, 0, 1],
  [3.53, 26, 0, 0],
  [2.74, 19, 0, 0],
  [2.75, 25, 0, 0],
  [2.83, 19, 0, 0],
  [3.12, 23, 1, 0],
  [3.16, 25, 1, 1],
  [2.06, 22, 1, 0],
  [3.62, 28, 1, 1],
  [2.89, 14, 1, 0],
  [3.51, 26, 1, 0],
  [3.54, 24, 1, 1],
  [2.83, 27, 1, 1],
  [3.39, 17, 1, 1],
  [2.67, 24, 1, 0],
  [3.65, 21, 1, 1],
  [4.0, 23, 1, 1],
  [3.1, 21, 1, 0],
  [2.39, 19, 1, 1],
];
const training = {
  features: students.flatMap((student) => student.slice(0, 3)),
  columns: 3,
  labels: students.map(([, , , grade]) => grade),
};

// Computed by scikit-learn 1.9.1: LogisticRegression(solver='newton-cholesky', tol=1e-12, …).fit(X, y).
const references = [
  { options: {}, coef: [1.210087428884, 0.130151913857, 1.162144481251], intercept: -7.949012046077 },
  { options: { C: 0.1 }, coef: [0.238549258358, 0.157428056048, 0.253534767214], intercept: -5.027559134505 },
  {
    options: { C: Number.POSITIVE_INFINITY },
    coef: [2.826112594889, 0.095157661318, 2.378687655093],
    intercept: -13.021346858116,
  },
  { options: { fitIntercept: false }, coef: [0.195098955113, -0.072348337975, 1.008839033032], intercept: 0 },
  {
    options: { sampleWeight: students.map(([, , psi]) => (psi > 0 ? 2 : 0.5)) },
    coef: [1.181425119968, 0.087291491669, 1.052525051941],
    intercept: -6.574038953559,
  },
];

describe('fitLogisticRegression', () => {
  it.each(references)('gives what scikit-learn gives for $options', ({ options, coef, intercept }) => {
    const model = fitLogisticRegression(training, options);
    expect(model.intercept).toBeCloseTo(intercept, 6);
    expect(model.coef).toHaveLength(coef.length);
    coef.forEach((value, j) => {
      expect(model.coef[j]).toBeCloseTo(value, 6);
    });
  });

  it('recovers the coefficients that the labels were drawn from', () => {
    let seed = 7;
    const random = () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed / 2 ** 32;
    };
    const truth = [1.5, -2, 0.25];
    const rows = 20_000;
    const features = Float64Array.from({ length: rows * 3 }, () => random() * 2 - 1);
    const probabilities = predictProbabilities(
      { coef: Float64Array.from(truth), intercept: -0.7, iterations: 0 },
      features,
    );
    const labels = Array.from(probabilities, (probability) => Number(random() < probability));
    const model = fitLogisticRegression({ features, columns: 3, labels });
    truth.forEach((value, j) => {
      expect(Math.abs((model.coef[j] ?? 0) - value)).toBeLessThan(0.1);
    });
    expect(Math.abs(model.intercept + 0.7)).toBeLessThan(0.1);
  });

  it('converges on features of very different scale', () => {
    const features = students.flatMap(([gpa, tuce, psi]) => [gpa * 1e4, tuce * 1e-3, psi]);
    const model = fitLogisticRegression({ ...training, features }, { C: Number.POSITIVE_INFINITY });
    expect((model.coef[0] ?? 0) * 1e4).toBeCloseTo(2.826112594889, 5);
  });

  it.each([
    ['sizes that disagree', { features: [1, 2, 3], columns: 2, labels: [0, 1] }, /need 4 features, not 3/],
    ['labels other than 0 and 1', { features: [1, 2], columns: 1, labels: [0, 2] }, /0 or 1, not 2/],
    ['a single class', { features: [1, 2], columns: 1, labels: [1, 1] }, /both classes/],
    ['a missing value', { features: [1, Number.NaN], columns: 1, labels: [0, 1] }, /row 1, column 0 is NaN/],
  ])('refuses %s', (_, badTraining, message) => {
    expect(() => fitLogisticRegression(badTraining)).toThrow(message);
  });

  it('refuses collinear features without a penalty', () => {
    const features = students.flatMap(([gpa]) => [gpa, gpa]);
    expect(() =>
      fitLogisticRegression({ features, columns: 2, labels: training.labels }, { C: Number.POSITIVE_INFINITY }),
    ).toThrow(/collinear/);
  });
});
