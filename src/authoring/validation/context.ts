import type { Path } from '../json/json-document.ts';
import type { Problem } from './problem.ts';
import type { createTruths } from './truth.ts';

/** What the checks of one file share. */
export interface Context {
  report(severity: Problem['severity'], path: Path, message: string): void;
  /** Ids of the file's segments in their order; undefined if the file holds none, so that they are defined elsewhere. */
  readonly segmentIds: readonly string[] | undefined;
  /** By service id, the names of its scores; undefined if the file is no manifest. */
  readonly scores: ReadonlyMap<string, readonly string[]> | undefined;
  /** Paths of the scores that a self-check found to be lists of several. */
  readonly scoreLists: ReadonlySet<string>;
  readonly truthOf: ReturnType<typeof createTruths>;
  /** Milliseconds since 1970. */
  readonly now: number;
}
