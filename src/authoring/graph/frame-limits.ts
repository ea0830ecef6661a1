/**
 * Limits of a model that runs over frames: what bounds the work of one visit on a page would bound the rows of a frame. Loops stay bounded,
 * so that each run ends.
 */
export const frameLimits = {
  tensorElements: Number.POSITIVE_INFINITY,
  bytes: Number.POSITIVE_INFINITY,
  work: Number.POSITIVE_INFINITY,
};
