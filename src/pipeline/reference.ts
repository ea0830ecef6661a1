import type { Tensor } from '../engine/session.ts';
import { asFrame, columnAt, misplanned } from './column-plan.ts';
import type { Link, Refuse, Score, TensorValueType, Value, ValueType } from './operator.ts';
import { isIndexOf, selectTensor, type TensorIndex } from './tensor.ts';

/** A reference in its parts: `node`, `node.part` (an output or a column), and an index such as `[:,1]` behind either. */
export interface Reference {
  readonly text: string;
  /** Where the value of its node stands. */
  readonly slot: number;
  /** `''` where it names the node alone. */
  readonly part: string;
  readonly index: TensorIndex | undefined;
  readonly refuse: Refuse;
}

/** A link whose value is a tensor. */
export interface TensorLink {
  readonly type: TensorValueType;
  read(values: readonly Value[]): Tensor;
}

const syntax = /^([^.[\]]+)(?:\.(.+?))?(?:\[((?:-?\d+|:)(?:, *(?:-?\d+|:))*)\])?$/;

/** Takes a reference apart. */
export function parseReference(text: string, slots: ReadonlyMap<string, number>, refuse: Refuse): Reference {
  const [, node = '', part = '', places] =
    syntax.exec(text) ?? refuse(`'${text}' is no reference; write it like 'node', 'node.column' or 'node.output[:,1]'`);
  const slot = slots.get(node) ?? refuse(`'${text}' names an unknown node; correct it or add '${node}'`);
  const index = places?.split(',').map((place) => (place.includes(':') ? undefined : Number(place)));
  return { text, slot, part, index, refuse };
}

/** Checks a reference against the type of its node's value. */
export function resolveReference({ text, slot, part, index, refuse }: Reference, type: ValueType): Link {
  const link = selectPart({ text, type, refuse, read: (values) => values[slot] }, part);
  return index ? selectIndex(link, index) : link;
}

function selectPart(link: Link, part: string): Link {
  const { text, type, read, refuse } = link;
  if (type.kind === 'outputs') {
    const [only, another] = type.outputs.keys();
    const name = part || another ? part : String(only);
    const output = type.outputs.get(name);
    if (!output) return refuse(`'${text}' names no output; there is ${[...type.outputs.keys()].join(', ')}`);
    return {
      ...link,
      type: output,
      read(values) {
        const outputs = read(values);
        return outputs instanceof Map ? outputs.get(name) : undefined;
      },
    };
  }
  if (!part) return link;
  const columns = type.kind === 'frame' ? type.columns : [];
  const position = columns.findIndex(({ name }) => name === part);
  const column =
    columns[position] ??
    refuse(`'${text}' names no column; there is ${columns.map(({ name }) => name).join(', ') || 'none'}`);
  return {
    ...link,
    type: { kind: 'frame', columns: [column] },
    read(values) {
      const frame = asFrame(read(values));
      return { names: [part], columns: [columnAt(frame, position)], rowCount: frame.rowCount };
    },
  };
}

function selectIndex(link: Link, index: TensorIndex): Link {
  const tensor = tensorOf(link);
  const { type, shape } = tensor.type;
  const check = (sizes: NonNullable<typeof shape>, code?: 'input-invalid') => {
    if (isIndexOf(index, sizes)) return;
    link.refuse(`'${link.text}' lies outside of its value, of shape [${sizes.map((size) => size ?? '?')}]`, code);
  };
  if (shape) check(shape);
  return {
    ...link,
    type: { kind: 'tensor', type, shape: shape?.filter((_, axis) => index[axis] === undefined) },
    read(values) {
      const whole = tensor.read(values);
      check(whole.dims, 'input-invalid');
      return selectTensor(whole, index);
    },
  };
}

/** A link read as a tensor: one column of a frame counts as a tensor of shape [rows]. */
export function tensorOf({ text, type, read, refuse }: Link): TensorLink {
  if (type.kind === 'tensor') return { type, read: (values) => asTensor(read(values)) };
  const [column, another] = type.kind === 'frame' ? type.columns : [];
  if (!column || another) return refuse(`'${text}' is ${type.kind}, not a tensor or one column; name one`);
  return {
    type: { kind: 'tensor', type: column.type, shape: [undefined] },
    read(values) {
      const frame = asFrame(read(values));
      const { data, nulls } = columnAt(frame, 0);
      if (nulls?.includes(1)) refuse(`'${text}' is null; fill it with fillna`, 'input-invalid');
      return { type: column.type, dims: [frame.rowCount], data };
    },
  };
}

function asTensor(value: Value): Tensor {
  return value && 'dims' in value ? value : misplanned();
}

/** A tensor as a score: its one value, or its numbers in row-major order. Undefined for several texts. */
export function toScore({ data }: Tensor): Score | undefined {
  const first = data[0];
  if (data.length === 1 && first !== undefined) return typeof first === 'string' ? first : Number(first);
  return typeof first === 'string' ? undefined : Array.from(data, Number);
}
