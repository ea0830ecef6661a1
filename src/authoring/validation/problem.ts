/** What is wrong at one place of a file. */
export interface Problem {
  /** `error`: it will not do what it says. `warning`: it may well be meant. */
  readonly severity: 'error' | 'warning';
  /** From the root, such as `activities.0.audience`. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
}

/** Problems as they stand in the file. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((left, right) => left.line - right.line || left.column - right.column);
}
