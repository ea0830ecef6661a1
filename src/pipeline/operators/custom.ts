import { array, exactOptional, null_, number, picklist, record, strictObject, string, union, unknown } from 'valibot';
import type { Tensor, TensorType } from '../../engine/session.ts';
import { toEdgewiseError } from '../../errors.ts';
import { frameInput } from '../column-plan.ts';
import { type Column, type ColumnType, type Frame, isColumnType } from '../frame.ts';
import { defineOperator, type GraphContext, type Part, type Value, type ValueType } from '../operator.ts';
import { columnTypeSchema, nameSchema } from '../params.ts';
import { tensorOf } from '../reference.ts';

/**
 * A function registered for `custom` nodes. It gets the node's inputs in order and its `params.options`,
 * and returns a frame or tensor of the type that `params.output` declares.
 */
export type CustomOperator = (
  inputs: readonly (Frame | Tensor)[],
  options: Readonly<Record<string, unknown>>,
  context: GraphContext,
) => Frame | Tensor | Promise<Frame | Tensor>;

const tensorTypes = ['float32', 'float64', 'int64', 'int32', 'string', 'bool'] as const;

/**
 * Calls a function that the site registered under `name`, with the node's frames and tensors, `options` and the context
 * of the run. `module` is the address from which the worker imports it. `output` declares what it returns, so that the nodes
 * behind it can be checked: `{ columns: { name: type } }` for a frame, `{ type, shape }` for a tensor (`null` for a size
 * that only the data tells).
 */
export const custom = defineOperator({
  name: 'custom',
  inputs: { kinds: ['frame', 'tensor', 'events', 'profile'], min: 0, many: true },
  paramsSchema: strictObject({
    name: string(),
    module: exactOptional(string()),
    options: exactOptional(record(string(), unknown()), {}),
    output: union([
      strictObject({ columns: record(nameSchema, columnTypeSchema) }),
      strictObject({ type: picklist(tensorTypes), shape: array(union([number(), null_()])) }),
    ]),
  }),
  plan(node, { name, options, output }) {
    const { customOperators = {} } = node.options;
    const call = Object.hasOwn(customOperators, name) ? customOperators[name] : undefined;
    if (!call)
      return node.fail('name', `custom operator '${name}' is not registered; register it before the service is loaded`);
    const type = declaredType(output);
    const readers = node.inputs.flatMap((link) => {
      if (link.type.kind === 'tensor') return tensorOf(link).read;
      if (link.type.kind !== 'frame') return [];
      const { columns, read } = frameInput(node, [link]);
      const names = columns.map((column) => column.name);
      return (values: readonly Value[]) => {
        const found = read(values).filter((part) => isColumn(part));
        return { names, columns: found, rowCount: found[0]?.data.length ?? 0 };
      };
    });
    const refuse = (what: string): never => node.refuse(`custom operator '${name}' returned ${what}`);
    const accept = (result: unknown): Value => {
      const value = conform(result, type) ?? refuse(`${shown(result)}, and params.output declares something else`);
      if (type.kind === 'frame' && value.some((part) => part?.data.length !== value[0]?.data.length))
        refuse('columns that differ in length; give all of them as many rows');
      return value;
    };
    return {
      output: type,
      async run(values, state) {
        const inputs = readers.map((read) => read(values));
        try {
          return accept(await call(inputs, options, state));
        } catch (error) {
          state.signal?.throwIfAborted();
          throw toEdgewiseError(error, 'engine-failed', `Graph node '${node.id}': custom operator '${name}' failed`);
        }
      },
    };
  },
});

type Declared =
  | { columns: Readonly<Record<string, ColumnType>> }
  | { type: TensorType; shape: readonly (number | null)[] };

function declaredType(output: Declared): ValueType {
  if ('columns' in output) {
    return { kind: 'frame', parts: Object.entries(output.columns).map(([name, type]) => ({ name, type })) };
  }
  const { type, shape } = output;
  return { kind: 'tensor', parts: [{ name: '', type, shape: shape.map((size) => size ?? undefined) }] };
}

/** A result in the declared form, columns in the declared order; undefined when it is something else. */
function conform(result: unknown, { kind, parts }: ValueType): Value | undefined {
  if (kind === 'tensor') {
    const { type, shape = [] } = parts[0] ?? {};
    const fits =
      isTensor(result) &&
      result.type === type &&
      result.dims.length === shape.length &&
      result.dims.every((size, axis) => size === (shape[axis] ?? size));
    return fits ? [result] : undefined;
  }
  if (!isFrame(result)) return undefined;
  const columns = parts.flatMap(({ name, type }) => {
    const column = result.columns[result.names.indexOf(name)];
    return column?.type === type ? [column] : [];
  });
  return columns.length < parts.length ? undefined : columns;
}

function shown(result: unknown): string {
  if (isTensor(result)) return `a tensor of ${result.type} [${result.dims}]`;
  if (!isFrame(result)) return String(result);
  return `a frame of ${result.names.map((name, index) => `${name}: ${result.columns[index]?.type}`).join(', ')}`;
}

function isColumn(part: Part | undefined): part is Column {
  return part !== undefined && isColumnType(part.type);
}

function isFrame(value: unknown): value is Frame {
  return typeof value === 'object' && value !== null && 'columns' in value && 'names' in value && 'rowCount' in value;
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dims' in value && 'data' in value && 'type' in value;
}
