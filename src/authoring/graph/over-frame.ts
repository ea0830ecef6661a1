import { EdgewiseError } from '../../errors.ts';
import { coerce, columnOf, computeColumn, type Frame, isColumnType, valueAt } from '../../pipeline/frame.ts';
import { frameSource } from '../../pipeline/graph.ts';
import type { FrameSource, Operator } from '../../pipeline/operator.ts';
import { isRecord } from '../../xdm/record.ts';
import { numberedRow } from '../row-name.ts';
import { didYouMean } from './did-you-mean.ts';

/**
 * The operator as it works over a frame of many visits, in training and scoring: a node that would turn events or profile into
 * columns takes the columns of those names from the frame, with the types and defaults of its params. Nothing is written to a profile.
 * @param label a column that is learned, and was taken out of the frame.
 */
export function overFrame(operator: Operator, label?: string): Operator {
  return {
    ...operator,
    plan(node, params) {
      const plan = operator.plan(node, params);
      const { kind, parts } = plan.output;
      if (kind === 'profile') return { ...plan, run: () => [] };
      if (kind !== 'frame' || !node.inputs.some(({ type }) => type.kind === 'events' || type.kind === 'profile'))
        return plan;
      const defaults = defaultsOf(params);
      const refuse = (reason: string): never => {
        throw new EdgewiseError('input-invalid', `Graph node '${node.id}' (${operator.name}): ${reason}`);
      };
      return {
        ...plan,
        run(_, { frame }) {
          if (!frame) return refuse('there is no frame; give it to the run.');
          return parts.map(({ name, type }) => {
            const column = columnOf(frame, name);
            if (name === label)
              return refuse(
                `column '${name}' is what is learned, which no node sees; leave it out of the node, or learn another.`,
              );
            if (!column || !isColumnType(type)) {
              return refuse(`the frame has no column '${name}'${didYouMean(name, frame.names) || '; add it.'}`);
            }
            return computeColumn(type, column.data.length, (row) => {
              const value = valueAt(column, row);
              if (value === null || value === '') return defaults.get(name);
              // A page makes do with what it gets; data to learn from are to be right.
              if (coerce(type, value) !== null) return value;
              const { rowName = numberedRow } = frame;
              return refuse(
                `column '${name}' has '${value}' in ${rowName(row)}, which is not ${type}; correct it, or leave it empty.`,
              );
            });
          });
        },
      };
    },
  };
}

/** What stands in for a missing value, by column. */
function defaultsOf(params: unknown): Map<string, unknown> {
  const columns: unknown = isRecord(params) ? params.columns : undefined;
  return new Map(
    (Array.isArray(columns) ? columns : []).flatMap((column: unknown): [string, unknown][] =>
      isRecord(column) ? [[String(column.name), column.default]] : [],
    ),
  );
}

/** A frame's own columns as the source `frame`. */
export function sourceOf({ names, columns }: Frame): FrameSource {
  return frameSource(Object.fromEntries(names.map((name, index) => [name, columns[index]?.type ?? 'string'])));
}
