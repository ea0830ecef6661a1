/** How a text is taken apart into terms; named as the params of scikit-learn's `TfidfVectorizer`. */
export interface Tokenization {
  readonly lowercase: boolean;
  /** Least and greatest number of words in a term. */
  readonly ngramRange: readonly number[];
  readonly stopWords?: readonly string[];
}

/** A word of two characters or more; scikit-learn's `(?u)\b\w\w+\b`. */
const word = /[\p{L}\p{N}_]{2,}/gu;

/** The terms of a text: its words, and runs of words with blanks between them, each as often as it occurs. */
export function termsOf(
  text: string,
  { lowercase, ngramRange: [least = 1, greatest = least], stopWords }: Tokenization,
): string[] {
  const stopped = new Set(stopWords);
  const words = ((lowercase ? text.toLowerCase() : text).match(word) ?? []).filter((each) => !stopped.has(each));
  const terms: string[] = [];
  for (let length = Math.max(least, 1); length <= Math.min(greatest, words.length); length++) {
    for (let start = 0; start + length <= words.length; start++)
      terms.push(words.slice(start, start + length).join(' '));
  }
  return terms;
}
