import { expect, test } from 'vitest';
import { EdgewiseError, type EdgewiseErrorCode } from '../errors.ts';
import { chooseProviders, jsCostLimit, refusedByAll } from './provider-choice.ts';

const neverAsked = async () => {
  throw new Error('the cost is not needed');
};

test('a list is taken as it is, each provider once, without a look into the model', async () => {
  expect(await chooseProviders(['wasm', 'js', 'wasm'], neverAsked)).toEqual(['wasm', 'js']);
});

test.each([
  { what: 'small', cost: jsCostLimit, order: ['js', 'wasm'] },
  { what: 'large', cost: jsCostLimit + 1, order: ['wasm', 'js'] },
  { what: 'beyond the js provider', cost: undefined, order: ['wasm'] },
])('without a list, a model that is $what goes to $order', async ({ cost, order }) => {
  expect(await chooseProviders(undefined, async () => cost)).toEqual(order);
  expect(await chooseProviders([], async () => cost)).toEqual(order);
});

const refusal = (executionProvider: 'js' | 'wasm', code: EdgewiseErrorCode) => ({
  executionProvider,
  error: new EdgewiseError(code, `${executionProvider} says ${code}.`),
});

test.each<[EdgewiseErrorCode, EdgewiseErrorCode, EdgewiseErrorCode]>([
  ['model-unsupported', 'model-unsupported', 'model-unsupported'],
  ['model-unsupported', 'model-invalid', 'model-invalid'],
  ['model-invalid', 'artifact-unavailable', 'model-invalid'],
  ['model-unsupported', 'artifact-unavailable', 'artifact-unavailable'],
])('js: %s, wasm: %s makes %s, naming what each said', (js, wasm, code) => {
  const error = refusedByAll([refusal('js', js), refusal('wasm', wasm)]);
  expect(error.code).toBe(code);
  expect(error.message).toContain(`js: js says ${js}.`);
  expect(error.message).toContain(`wasm: wasm says ${wasm}.`);
});

test('the error of the only provider asked is handed on as it is', () => {
  const only = refusal('js', 'model-unsupported');
  expect(refusedByAll([only])).toBe(only.error);
});
