/** One command of the `edgewise` program. */
export interface Command {
  /** What stands behind the command's name, for instance `MODEL [--json]`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /**
   * @param args what stands behind the command's name.
   * @param print takes the lines of the answer.
   * @throws UsageError when the words are wrong; EdgewiseError or a file system error when the work fails.
   */
  run(args: readonly string[], print: (line: string) => void): Promise<void>;
}

/** The words of the command line are wrong: the program shows the command's usage and ends with code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
