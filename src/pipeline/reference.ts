import type { Tensor } from '../engine/session.ts';
import type { Link, PartType, Refuse, Score, Value, ValueType } from './operator.ts';
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

/** A link whose value is one tensor. */
export interface TensorLink extends Omit<PartType, 'name'> {
  read(values: readonly Value[]): Tensor;
}

const syntax = /^([^.[\]]+)(?:\.(.+?))?(?:\[((?:-?\d+|:)(?:, *(?:-?\d+|:))*)\])?$/;

/** Takes a reference apart. */
export function parseReference(text: string, slots: ReadonlyMap<string, number>, refuse: Refuse): Reference {
  const [, node = '', part = '', places] =
    syntax.exec(text) ?? refuse(`'${text}' is no reference; write 'node', 'node.part' or 'node.part[:,1]'`);
  const slot = slots.get(node) ?? refuse(`'${text}' names an unknown node; correct it or add '${node}'`);
  const index = places?.split(',').map((place) => (place.includes(':') ? undefined : Number(place)));
  return { text, slot, part, index, refuse };
}

/** Checks a reference against the type of its node's value. */
export function resolveReference({ text, slot, part, index, refuse }: Reference, type: ValueType): Link {
  let link: Link = { text, type, refuse, read: (values) => values[slot] ?? [] };
  if (part) {
    const position = type.parts.findIndex(({ name }) => name === part);
    const found =
      type.parts[position] ??
      refuse(`'${text}' is unknown; there is ${type.parts.map(({ name }) => name).join(', ') || 'none'}`);
    const read = (values: readonly Value[]) => [values[slot]?.[position]];
    link = { ...link, type: { ...type, parts: [found] }, read };
  }
  if (!index) return link;

  const tensor = tensorOf(link);
  const check = (sizes: NonNullable<typeof tensor.shape>, code?: 'input-invalid') => {
    if (isIndexOf(index, sizes)) return;
    refuse(`'${text}' lies outside of its value, of shape [${sizes.map((size) => size ?? '?')}]`, code);
  };
  if (tensor.shape) check(tensor.shape);
  const shape = tensor.shape?.filter((_, axis) => index[axis] === undefined);
  return {
    ...link,
    type: { kind: 'tensor', parts: [{ name: '', type: tensor.type, shape }] },
    read(values) {
      const whole = tensor.read(values);
      check(whole.dims, 'input-invalid');
      return [selectTensor(whole, index)];
    },
  };
}

/** A link read as one tensor: a column counts as a tensor of shape [rows]. */
export function tensorOf({ text, type, read, refuse }: Link): TensorLink {
  const [part, another] = type.parts;
  if (!part || another) return refuse(`'${text}' is ${type.kind} of ${type.parts.length} parts; name one`);
  return {
    type: part.type,
    shape: type.kind === 'frame' ? [undefined] : part.shape,
    read(values) {
      const value = read(values)[0] ?? refuse(`'${text}' has no value; publish its model again`, 'engine-failed');
      const { type, data, dims = [data.length], nulls } = value;
      if (nulls?.includes(1)) refuse(`'${text}' is null; fill it with fillna`, 'input-invalid');
      return { type, data, dims };
    },
  };
}

/** A tensor as a score: its one value, or its values in row-major order. */
export function toScore({ type, data }: Tensor): Score {
  const values = type === 'string' ? Array.from(data, String) : Array.from(data, Number);
  return values.length === 1 ? (values[0] ?? 0) : values;
}
