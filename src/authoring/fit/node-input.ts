import type { Tensor } from '../../engine/session.ts';
import { chooseColumns, frameInput, misplanned } from '../../pipeline/column-plan.ts';
import { type Column, columnOf, createFrame, type Frame, isColumnType, valuesOf } from '../../pipeline/frame.ts';
import type { NodeContext, Operator, Part, Plan } from '../../pipeline/operator.ts';
import { tensorOf } from '../../pipeline/reference.ts';
import type { FitInput } from './fitter.ts';

/** What reaches a node in a run. */
export interface NodeInput {
  readonly node: NodeContext;
  readonly value: Frame | Tensor;
}

/** The operator, but for the node of an id: that one hands over what reaches it, and gives nothing. */
export function catching(operator: Operator, id: string, caught: (input: NodeInput) => void): Operator {
  return {
    ...operator,
    plan: (node, params) => (node.id === id ? planCatch(node, caught) : operator.plan(node, params)),
  };
}

function planCatch(node: NodeContext, caught: (input: NodeInput) => void): Plan {
  const output = { kind: 'frame', parts: [] } as const;
  const [link = node.fail('inputs', 'it has none')] = node.inputs;
  if (link.type.kind === 'tensor') {
    const { read } = tensorOf(link);
    return {
      output,
      run(values) {
        caught({ node, value: read(values) });
        return [];
      },
    };
  }
  const { columns, read } = frameInput(node);
  return {
    output,
    run(values) {
      const parts = read(values);
      const named = columns.map(({ name }, index): [string, Column] => [name, toColumn(parts[index])]);
      caught({ node, value: createFrame(new Map(named)) });
      return [];
    },
  };
}

/** A node's frame as fitters see it. */
export function toFitInput(
  { node, value }: NodeInput,
  { labels, rowName }: Pick<FitInput, 'labels' | 'rowName'>,
): FitInput {
  return {
    labels,
    rowName,
    choose(names, accepted, param) {
      if (!('columns' in value)) return node.fail('inputs', 'it takes a frame');
      const columns = value.names.map((name, from) => ({
        name,
        from,
        type: value.columns[from]?.type ?? misplanned(),
      }));
      const chosen = chooseColumns(node, { columns, read: () => [] }, names, accepted, param);
      return chosen.map(({ name, type }) => ({ name, type, values: valuesOf(columnOf(value, name) ?? misplanned()) }));
    },
    fail: node.fail,
    refuse: node.refuse,
  };
}

function toColumn(part: Part | undefined): Column {
  return part && isColumn(part) ? part : misplanned();
}

function isColumn(part: Part): part is Column {
  return isColumnType(part.type);
}
