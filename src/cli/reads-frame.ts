import type { GraphJson } from '../authoring/graph/definition.ts';

/** Whether a graph takes the columns of its data as they are, whatever their names. */
export const readsFrame = ({ nodes }: GraphJson): boolean =>
  nodes.some(({ inputs = [] }) => inputs.some((input) => /^frame\b/.test(input)));
