import { EdgewiseError } from '../errors.ts';
import { commonOperators } from './common-operators.ts';
import { createGraph, type Graph } from './create-graph.ts';
import { type ColumnType, columnOf } from './frame.ts';
import { furtherOperators } from './further-operators.ts';
import { parseGraph } from './graph-plan.ts';
import type { FrameSource, GraphOptions, Operator } from './operator.ts';
import { rareOperators } from './rare-operators.ts';

export type { Graph } from './create-graph.ts';

/** Every operator. */
export const allOperators: readonly Operator[] = [...commonOperators, ...rareOperators, ...furtherOperators];

/**
 * Compiles a graph where every operator is at hand (Node, tests), over frames too. A page loads only the operators that its
 * graphs name: `createGraph` with `parseGraph` and `loadOperators`.
 * @throws EdgewiseError `graph-invalid` naming the node and the param at fault.
 */
export function compileGraph(definition: unknown, { frame, ...options }: GraphOptions): Graph {
  return createGraph(parseGraph(definition, allOperators), options, frame && frameSource(frame));
}

/** Brings the columns of the frame given to a run into the order that the graph is planned for. */
export function frameSource(types: Readonly<Record<string, ColumnType>>): FrameSource {
  const columns = Object.entries(types).map(([name, type]) => ({ name, type }));
  return {
    columns,
    read(frame) {
      return columns.map(({ name, type }) => {
        const column = frame && columnOf(frame, name);
        if (column?.type === type) return column;
        const found = column ? `is ${column.type}` : 'is missing';
        throw new EdgewiseError('input-invalid', `Column '${name}' of the frame ${found}; give it as ${type}.`);
      });
    },
  };
}
