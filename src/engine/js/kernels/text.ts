import type { KernelContext, KernelFactory, KernelTable } from '../kernel.ts';
import { expectType, numbersOf, required } from '../shape.ts';

type ChangeCase = (text: string) => string;

/** Upper or lower case as the language of `locale` (`en_US`, `tr-TR`, …) has it; never that of the machine. */
function caseChanger(context: KernelContext, action: string): ChangeCase {
  const locale = context.attributes
    .string('locale', 'en_US')
    .replace(/[.@].*$/, '')
    .replaceAll('_', '-');
  const tag = /^(C|POSIX)?$/.test(locale) ? 'und' : locale;
  try {
    ''.toLocaleLowerCase(tag);
  } catch {
    return context.fail(`locale '${locale}' is not a language`, 'model-invalid');
  }
  return action === 'UPPER' ? (text) => text.toLocaleUpperCase(tag) : (text) => text.toLocaleLowerCase(tag);
}

/**
 * StringNormalizer-10: drops stopwords, then changes case. When nothing is left, one empty string stands for it.
 * Takes [C] or [1, C].
 */
const stringNormalizer: KernelFactory = (context) => {
  const { attributes } = context;
  const action = attributes.string('case_change_action', 'NONE');
  if (!/^(NONE|LOWER|UPPER)$/.test(action)) context.fail(`case_change_action '${action}' is unknown`);
  const changeCase = caseChanger(context, action);
  const same: ChangeCase = (text) => text;
  const compared = attributes.int('is_case_sensitive', 0) !== 0 ? same : changeCase;
  const stopwords = new Set(attributes.strings('stopwords').map(compared));
  const finish = action === 'NONE' ? same : changeCase;
  return (inputs) => {
    const x = expectType(context, required(context, inputs, 0), 'string');
    const batch = x.dims.slice(0, -1);
    if (x.dims.length < 1 || x.dims.length > 2 || (batch[0] ?? 1) !== 1)
      context.fail(`it takes [C] or [1, C], not [${x.dims}]`);
    const kept: string[] = [];
    for (const text of x.data as readonly string[]) if (!stopwords.has(compared(text))) kept.push(finish(text));
    if (kept.length === 0) kept.push('');
    const output = context.allocate('string', [...batch, kept.length]);
    kept.forEach((text, i) => {
      output.data[i] = text;
    });
    return [output];
  };
};

/** A tree of n-grams: each node continues those that end in its parent. */
interface Branch {
  readonly next: Map<unknown, Branch>;
  /** The n-gram's place in the pool, when one ends here. */
  place?: number;
}

/** The pool as a tree; ngram_counts says where the n-grams of each length start in it. */
function growTree(context: KernelContext, pool: readonly unknown[], counts: readonly number[]): Branch {
  const root: Branch = { next: new Map() };
  let place = 0;
  counts.forEach((start, i) => {
    const length = i + 1;
    const end = counts[length] ?? pool.length;
    if (start < 0 || end > pool.length || start > end || (end - start) % length)
      context.fail('ngram_counts do not fit the pool');
    for (let at = start; at < end; at += length) {
      let branch = root;
      for (const word of pool.slice(at, at + length)) {
        const following = branch.next.get(word) ?? { next: new Map() };
        branch.next.set(word, following);
        branch = following;
      }
      branch.place = place++;
    }
  });
  return root;
}

/** Reads the attributes of TfIdfVectorizer and checks that they agree. */
function readNgrams(context: KernelContext) {
  const { attributes } = context;
  const isText = attributes.has('pool_strings');
  const pool: readonly unknown[] = isText ? attributes.strings('pool_strings') : attributes.bigints('pool_int64s');
  const columns = attributes.ints('ngram_indexes');
  const root = growTree(context, pool, attributes.ints('ngram_counts'));
  const width = columns.reduce((top, column) => Math.max(top, column), -1) + 1;
  const mode = attributes.string('mode', '');
  const weights = attributes.floats('weights');
  const shortest = attributes.int('min_gram_length', 1);
  const longest = attributes.int('max_gram_length', shortest);
  const skips = attributes.int('max_skip_count', 0);
  if (!/^(TF|IDF|TFIDF)$/.test(mode)) context.fail(`mode '${mode}' is unknown`);
  if (columns.some((column) => column < 0)) context.fail('ngram_indexes must not be negative');
  if (weights.length > 0 && weights.length !== columns.length)
    context.fail('weights and ngram_indexes differ in length');
  if (shortest < 1 || longest < shortest || skips < 0) context.fail('the lengths of its n-grams make no sense');
  return { isText, columns, root, width, mode, weights, shortest, longest, skips };
}

/**
 * TfIdfVectorizer-9: counts the n-grams of the pool in each row, whose words may stand up to `max_skip_count` apart (all of an
 * n-gram's words equally far); mode IDF gives the weight of what occurs, TFIDF weight times count. Unigrams count once however
 * many skips there are. The i-th weight belongs to the i-th n-gram of the pool.
 */
const tfIdfVectorizer: KernelFactory = (context) => {
  const { isText, columns, root, width, mode, weights, shortest, longest, skips } = readNgrams(context);
  return (inputs) => {
    const x = required(context, inputs, 0);
    const isKnown = isText ? x.type === 'string' : x.type === 'int32' || x.type === 'int64';
    if (!isKnown || x.dims.length > 2)
      context.fail(`it takes no ${x.type} of [${x.dims}]: its pool is of another kind`);
    const length = x.dims[x.dims.length - 1] ?? 1;
    const rows = x.dims.length === 2 ? (x.dims[0] ?? 0) : 1;
    const output = context.allocate('float32', x.dims.length === 2 ? [rows, width] : [width]);
    const words: ArrayLike<unknown> = x.type === 'int32' ? Array.from(numbersOf(x), BigInt) : x.data;
    const farthest = Math.min(skips + 1, Math.max(1, length));
    context.spend(rows * (1 + length * farthest * Math.min(longest, length + 1)));
    const counts = new Float64Array(columns.length);
    output.data.fill(0);
    for (let row = 0; row < rows; row++) {
      counts.fill(0);
      const end = (row + 1) * length;
      for (let distance = 1; distance <= farthest; distance++) {
        for (let start = row * length; start < end; start++) {
          let branch: Branch | undefined = root;
          for (let at = start, size = 1; at < end && size <= longest; at += distance, size++) {
            branch = branch.next.get(words[at]);
            if (!branch) break;
            const { place } = branch;
            if (place === undefined || size < shortest || (size === 1 && distance > 1)) continue;
            counts[place] = (counts[place] ?? 0) + 1;
          }
        }
      }
      columns.forEach((column, place) => {
        const count = counts[place] as number;
        if (count === 0) return;
        const weight = mode === 'TF' ? 1 : (weights[place] ?? 1);
        output.data[row * width + column] = mode === 'IDF' ? weight : weight * count;
      });
    }
    return [output];
  };
};

/** Text. */
export const texts: KernelTable = {
  StringNormalizer: { 10: stringNormalizer },
  TfIdfVectorizer: { 9: tfIdfVectorizer },
};
