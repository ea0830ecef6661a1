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
