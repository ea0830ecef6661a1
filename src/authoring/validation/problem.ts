/** What is wrong at one place of a document. */
export interface Problem {
  /** `error`: it will not do what it says. `warning`: it may well be meant. */
  readonly severity: 'error' | 'warning';
  /** From the root, such as `activities.0.audience`. */
  readonly path: string;
  readonly message: string;
}

/** A problem and where in a file it stands. */
export interface PlacedProblem extends Problem {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Problems as they stand in the file. */
export function inOrder(problems: readonly PlacedProblem[]): PlacedProblem[] {
  return problems.toSorted((left, right) => left.line - right.line || left.column - right.column);
}
