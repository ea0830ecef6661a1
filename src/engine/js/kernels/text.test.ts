import { expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../authoring/onnx/writer.ts';
import { createRandom } from '../testing/differential.ts';
import { elementsOf, expectNodeSameAsOrt, runNode } from './testing/one-node.ts';

const words = ['Monday', 'tuesday', 'WEDNESDAY', 'monday', 'Été', ''];

function normalizer(
  data: readonly string[],
  options: Record<string, string | number | readonly string[]>,
  dims = [data.length],
) {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(options)) {
    attributes[name] =
      typeof value === 'string' ? { string: value } : typeof value === 'number' ? { int: value } : { strings: value };
  }
  return { opType: 'StringNormalizer', opset: 10, inputs: [tensor('string', data, dims)], attributes };
}

test('StringNormalizer drops stopwords and changes case', async () => {
  for (const case_change_action of ['NONE', 'LOWER', 'UPPER']) {
    for (const is_case_sensitive of [0, 1]) {
      for (const stopwords of [[], ['monday'], ['Monday', 'TUESDAY']]) {
        const options = { case_change_action, is_case_sensitive, ...(stopwords.length > 0 ? { stopwords } : {}) };
        const ascii = words.filter((word) => word !== 'Été');
        await expectNodeSameAsOrt(normalizer(ascii, options));
        await expectNodeSameAsOrt(normalizer(ascii, options, [1, ascii.length]));
      }
    }
  }
  expect(await elementsOf(normalizer(words, { case_change_action: 'UPPER' }))).toEqual([
    'MONDAY',
    'TUESDAY',
    'WEDNESDAY',
    'MONDAY',
    'ÉTÉ',
    '',
  ]);
});

// ONNX Runtime maps character by character, which leaves out letters whose other case is two.
test('case changes as Unicode has it', async () => {
  expect(await elementsOf(normalizer(['Straße'], { case_change_action: 'UPPER' }))).toEqual(['STRASSE']);
});

test('an empty string stands for nothing left', async () => {
  const options = { is_case_sensitive: 1, stopwords: ['monday'] };
  await expectNodeSameAsOrt(normalizer(['monday', 'monday'], options));
  await expectNodeSameAsOrt(normalizer(['monday'], options, [1, 1]));
});

test('case changes as the locale has it, not as the machine does', async () => {
  expect(await elementsOf(normalizer(['I'], { case_change_action: 'LOWER', locale: 'tr_TR.UTF-8' }))).toEqual(['ı']);
  expect(await elementsOf(normalizer(['I'], { case_change_action: 'LOWER', locale: 'C' }))).toEqual(['i']);
  await expect(runNode(normalizer(['I'], { case_change_action: 'LOWER', locale: '!' }))).rejects.toMatchObject({
    code: 'model-invalid',
  });
  await expect(runNode(normalizer(['a', 'b'], {}, [2, 1]))).rejects.toMatchObject({ code: 'input-invalid' });
});

/** The vectorizer of the standard's examples: unigrams 2 3 5 4, bigrams 5-6 7-8 6-7. */
function vectorizer(
  rows: readonly number[],
  dims: readonly number[],
  mode: string,
  skips: number,
  lengths: [number, number],
  weights?: number[],
) {
  const attributes: Record<string, AttributeValue> = {
    mode: { string: mode },
    min_gram_length: { int: lengths[0] },
    max_gram_length: { int: lengths[1] },
    max_skip_count: { int: skips },
    ngram_counts: { ints: [0, 4] },
    ngram_indexes: { ints: [0, 1, 2, 3, 4, 5, 6] },
    pool_int64s: { ints: [2, 3, 5, 4, 5, 6, 7, 8, 6, 7] },
    ...(weights ? { weights: { floats: weights } } : {}),
  };
  return {
    opType: 'TfIdfVectorizer',
    opset: 9,
    inputs: [tensor('int64', rows, dims)],
    attributes,
    outputs: ['float32' as const],
  };
}

test('TfIdfVectorizer gives what the examples of the standard give', async () => {
  const batch = [1, 1, 3, 3, 3, 7, 8, 6, 7, 5, 6, 8];
  expect(await elementsOf(vectorizer(batch, [2, 6], 'TF', 0, [2, 2]))).toEqual([
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1,
  ]);
  expect(await elementsOf(vectorizer(batch, [2, 6], 'TF', 5, [2, 2]))).toEqual([
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1,
  ]);
  const one = [1, 1, 3, 3, 3, 7, 8, 6, 7, 5, 6, 8];
  expect(await elementsOf(vectorizer(one, [12], 'TF', 0, [2, 2]))).toEqual([0, 0, 0, 0, 1, 1, 1]);
  expect(await elementsOf(vectorizer(one, [12], 'TF', 5, [2, 2]))).toEqual([0, 0, 0, 0, 1, 3, 1]);
  expect(await elementsOf(vectorizer(one, [12], 'TF', 5, [1, 2]))).toEqual([0, 3, 1, 0, 1, 3, 1]);
});

test('TfIdfVectorizer is that of ONNX Runtime in all modes, with skips', async () => {
  const random = createRandom(1);
  for (const mode of ['TF', 'IDF', 'TFIDF']) {
    for (const skips of [0, 1, 3]) {
      for (const lengths of [
        [1, 1],
        [1, 2],
        [2, 2],
      ] as [number, number][]) {
        for (const dims of [[9], [3, 8]]) {
          const size = dims.reduce((a, b) => a * b, 1);
          const rows = Array.from({ length: size }, () => random.int(2, 8));
          const weights = random.next() < 0.7 ? Array.from({ length: 7 }, () => random.next() * 3) : undefined;
          await expectNodeSameAsOrt(vectorizer(rows, dims, mode, skips, lengths, weights));
        }
      }
    }
  }
});

test('TfIdfVectorizer counts words, into columns in any order', async () => {
  const attributes: Record<string, AttributeValue> = {
    mode: { string: 'TF' },
    min_gram_length: { int: 1 },
    max_gram_length: { int: 2 },
    max_skip_count: { int: 0 },
    ngram_counts: { ints: [0, 2] },
    ngram_indexes: { ints: [2, 0, 1] },
    pool_strings: { strings: ['red', 'shoe', 'red', 'shoe'] },
  };
  const inputs = [tensor('string', ['red', 'shoe', 'red', 'red', 'hat', 'shoe'], [2, 3])];
  const node = { opType: 'TfIdfVectorizer', opset: 9, inputs, attributes, outputs: ['float32' as const] };
  await expectNodeSameAsOrt(node);
  expect(await elementsOf(node)).toEqual([1, 1, 2, 1, 0, 1]);
  const weighted = { ...attributes, mode: { string: 'TFIDF' }, weights: { floats: [10, 100, 1000] } };
  await expectNodeSameAsOrt({ ...node, attributes: weighted });
});

test('attributes that disagree and words of another kind are refused', async () => {
  const node = vectorizer([1], [1], 'TF', 0, [1, 1]);
  for (const change of [
    { mode: { string: 'X' } },
    { ngram_counts: { ints: [0, 99] } },
    { ngram_counts: { ints: [0, 5] } },
    { ngram_indexes: { ints: [-1] } },
    { weights: { floats: [1] } },
    { min_gram_length: { int: 3 } },
  ] as Record<string, AttributeValue>[]) {
    await expect(runNode({ ...node, attributes: { ...node.attributes, ...change } })).rejects.toHaveProperty(
      'name',
      'EdgewiseError',
    );
  }
  await expect(runNode({ ...node, inputs: [tensor('string', ['a'])] })).rejects.toMatchObject({
    code: 'input-invalid',
  });
});
