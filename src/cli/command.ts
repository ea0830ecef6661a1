/** One command of the `edgewise` program. */
export interface Command {
  /** What stands behind the command's name, for instance `MODEL [--json]`; names every option. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What its options do, by how they are written, for instance `--days 7`; but for `--json`, which every command has. @default none */
  readonly options?: Readonly<Record<string, string>>;
  /**
   * @param args what stands behind the command's name.
   * @param print takes the lines of the answer.
   * @throws UsageError when the words are wrong; EdgewiseError or a file system error when the work fails.
   */
  run(args: readonly string[], print: (line: string) => void, surroundings: Surroundings): Promise<void>;
}

/** What a command may use beside its words and its answer. */
export interface Surroundings {
  /** Takes lines that are no part of the answer: hints, what is being done. */
  note(line: string): void;
  /** Shows how far the work is, `done` from 0 to 1, where somebody looks. */
  progress(done: number, what: string): void;
}

/** The words of the command line are wrong: the program shows the command's usage and ends with code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * The words that stand alone, as many as `names`; those named like `[DIR]` may be missing.
 * @throws UsageError when there are too few or too many.
 */
export function takeWords(words: readonly string[], command: string, ...names: readonly string[]): readonly string[] {
  const least = names.filter((name) => !name.startsWith('[')).length;
  if (words.length < least) throw new UsageError(`${command} needs ${names[words.length]}`);
  if (words.length > names.length)
    throw new UsageError(`${command} does not know what to do with "${words[names.length]}"`);
  return words;
}
