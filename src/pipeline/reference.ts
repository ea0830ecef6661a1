import type { Tensor } from '../engine/session.ts';
import { EdgewiseError } from '../errors.ts';
import { asFrame } from './column-plan.ts';
import type { Score, TensorValueType, Value, ValueType } from './operator.ts';
import { columnsToTensor, isIndexOf, selectTensor, type TensorIndex } from './tensor.ts';

/** A reference in its parts: `node`, `node.name` (an output or a column), and an index such as `[:,1]` behind either. */
export interface Reference {
  readonly node: string;
  /** `''` where it names the node alone. */
  readonly name: string;
  readonly index?: TensorIndex;
}

/** A reference that was checked, and how to read its value. */
export interface ResolvedReference {
  readonly type: ValueType;
  read(value: Value): Value;
}

/** Throws an error that names whoever holds the reference: `graph-invalid`, or `input-invalid` where the data is at fault. */
export type Refuse = (reason: string, code?: 'graph-invalid' | 'input-invalid') => never;

const syntax = /^([^.[\]]+)(?:\.(.+?))?(?:\[([-\d:, ]+)\])?$/;

/** Takes a reference apart; undefined when it is malformed. */
export function parseReference(text: string): Reference | undefined {
  const [, node, name = '', places] = syntax.exec(text) ?? [];
  if (node === undefined) return undefined;
  if (places === undefined) return { node, name };
  const index = places
    .split(',')
    .map((place) => (place.trim() === ':' ? undefined : Number(place.trim() || Number.NaN)));
  return index.some((place) => place !== undefined && !Number.isInteger(place)) ? undefined : { node, name, index };
}

/** Checks a reference against the type of its node's value. */
export function resolveReference(
  text: string,
  reference: Reference,
  type: ValueType,
  refuse: Refuse,
): ResolvedReference {
  const part = resolveName(text, reference.name, type, refuse);
  return reference.index ? resolveIndex(text, reference.index, part, refuse) : part;
}

function resolveName(text: string, name: string, type: ValueType, refuse: Refuse): ResolvedReference {
  if (type.kind === 'outputs') {
    const names = [...type.outputs.keys()];
    const output = name === '' && names.length === 1 ? String(names[0]) : name;
    const outputType = type.outputs.get(output);
    if (!outputType) return refuse(`'${text}' names no output; choose one of ${names}`);
    return { type: outputType, read: (value) => (value instanceof Map ? value.get(output) : undefined) };
  }
  if (name === '') return { type, read: (value) => value };
  if (type.kind !== 'frame') return refuse(`'${text}' names a part, which ${type.kind} has none of`);
  const position = type.columns.findIndex((column) => column.name === name);
  if (position < 0) {
    return refuse(`'${text}' names no column; choose one of ${type.columns.map((column) => column.name)}`);
  }
  const names = [name];
  return {
    type: { kind: 'frame', columns: type.columns.slice(position, position + 1) },
    read(value) {
      const frame = asFrame(value);
      return { names, columns: frame.columns.slice(position, position + 1), rowCount: frame.rowCount };
    },
  };
}

function resolveIndex(text: string, index: TensorIndex, part: ResolvedReference, refuse: Refuse): ResolvedReference {
  const tensor = resolveTensor(text, part, refuse);
  const { type, shape } = tensor.type;
  const reason = `'${text}' lies outside of its value`;
  if (shape && !isIndexOf(index, shape)) refuse(`${reason}, of shape [${shape.map((size) => size ?? '?')}]`);
  return {
    type: { kind: 'tensor', type, shape: shape?.filter((_, axis) => index[axis] === undefined) },
    read(value) {
      const whole = tensor.read(value);
      if (!isIndexOf(index, whole.dims)) refuse(`${reason}, of shape [${whole.dims}]`, 'input-invalid');
      return selectTensor(whole, index);
    },
  };
}

/** A reference read as a tensor: one column of a frame counts as a tensor of shape [rows]. */
export function resolveTensor(
  text: string,
  part: ResolvedReference,
  refuse: Refuse,
): { readonly type: TensorValueType; read(value: Value): Tensor } {
  const { type } = part;
  if (type.kind === 'tensor') return { type, read: (value) => asTensor(part.read(value)) };
  const [column, another] = type.kind === 'frame' ? type.columns : [];
  if (!column) return refuse(`'${text}' is ${type.kind}, not a tensor or column`);
  if (another) return refuse(`'${text}' has several columns; name one like '${text}.${column.name}'`);
  return {
    type: { kind: 'tensor', type: column.type, shape: [undefined] },
    read(value) {
      const { columns, rowCount } = asFrame(part.read(value));
      const onNull = () => refuse(`'${text}' is null; fill it with fillna`, 'input-invalid');
      return { ...columnsToTensor(columns, column.type, rowCount, onNull), dims: [rowCount] };
    },
  };
}

/** The value of an input whose type is known to be a tensor. */
export function asTensor(value: Value): Tensor {
  if (value && 'dims' in value) return value;
  throw new EdgewiseError('engine-failed', 'A graph node got something else than the tensor it was planned for.');
}

/** A tensor as a score: its one value, or its numbers in row-major order. Undefined for several texts. */
export function toScore({ data }: Tensor): Score | undefined {
  const first = data[0];
  if (data.length === 1 && first !== undefined) return typeof first === 'string' ? first : Number(first);
  return typeof first === 'string' ? undefined : Array.from(data, Number);
}
