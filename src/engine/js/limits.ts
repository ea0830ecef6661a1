/** What a model may ask of the js provider before it is refused. */
export interface Limits {
  /** Nodes in the model, those of subgraphs and functions included. @default 100000 */
  readonly nodes: number;
  /** Elements of one tensor. @default 16777216 */
  readonly tensorElements: number;
  /** Trips of one Loop or Scan. @default 100000 */
  readonly loopTrips: number;
  /** Depth of nested subgraphs and function calls. @default 32 */
  readonly recursion: number;
  /** Bytes of the tensors that live at one time, constants included. @default 100663296 */
  readonly bytes: number;
  /** Elements written and nodes run in one run, all together: what keeps any model from running without end. @default 100000000 */
  readonly work: number;
}

/** The limits that hold unless the caller gives others. */
export const defaultLimits: Limits = {
  nodes: 100_000,
  tensorElements: 16_777_216,
  loopTrips: 100_000,
  recursion: 32,
  bytes: 100_663_296,
  work: 100_000_000,
};
