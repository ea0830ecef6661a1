import { expect } from 'vitest';
import { createSession } from '../../../engine/create-session.ts';
import { createOrtSession } from '../../../engine/js/testing/differential.ts';
import type { Tensor } from '../../../engine/session.ts';
import type { FittedModel, Predictions } from '../estimator.ts';

/** How close predictions of a trainer and of its exported model must be. */
const tolerance = 1e-6;

/**
 * Expects the exported model to predict as the trainer does, on both providers: probabilities to 1e-6, a regression's values to 1e-6 of their
 * size, labels exactly (but where two classes are within 1e-6 of each other).
 */
export async function expectSameAsExported(model: FittedModel, features: Float64Array, columns: number): Promise<void> {
  const expected = model.predict(features);
  const feeds = {
    features: { type: 'float32', dims: [features.length / columns, columns], data: Float32Array.from(features) },
  } as const;
  const bytes = model.toOnnx();
  const js = await createSession(bytes, { executionProviders: ['js'] });
  compare('js', model, expected, await js.run(feeds));
  await js.release();
  const ort = await createOrtSession(bytes);
  compare('wasm', model, expected, await ort.run(feeds));
  await ort.release();
}

type Outputs = Readonly<Record<string, Tensor>>;

function compare(provider: string, { classes }: FittedModel, expected: Predictions, outputs: Outputs): void {
  const { values, probabilities } = expected;
  if (!probabilities) {
    const actual = outputs.variable ?? outputs.label;
    expect(actual?.data.length).toBe(values.length);
    for (const [row, value] of values.entries()) {
      const difference = Math.abs(Number(actual?.data[row]) - value);
      expect(difference, `${provider}, row ${row}: ${actual?.data[row]} for ${value}`).toBeLessThanOrEqual(
        tolerance * Math.max(1, Math.abs(value)),
      );
    }
    return;
  }
  const width = classes?.length ?? 0;
  expect(outputs.probabilities?.dims).toEqual([values.length, width]);
  for (const [place, probability] of probabilities.entries()) {
    const actual = Number(outputs.probabilities?.data[place]);
    expect(
      Math.abs(actual - probability),
      `${provider}, probability ${place}: ${actual} for ${probability}`,
    ).toBeLessThan(tolerance);
  }
  for (const [row, value] of values.entries()) {
    const label = outputs.label?.data[row];
    const place = classes?.findIndex((known) => String(known) === String(label)) ?? -1;
    if (place === value) continue;
    const lead = (probabilities[row * width + value] ?? 0) - (probabilities[row * width + place] ?? 0);
    expect(lead, `${provider}, row ${row}: label ${label} for ${classes?.[value]}`).toBeLessThan(tolerance);
  }
}
