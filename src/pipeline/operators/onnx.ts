import { optional, record, strictObject, string } from 'valibot';
import type { Session, Tensor, ValueMetadata } from '../../engine/session.ts';
import { EdgewiseError } from '../../errors.ts';
import { asFrame } from '../column-plan.ts';
import type { ColumnSpec, ColumnType } from '../frame.ts';
import { defineOperator, type NodeContext, type TensorValueType, type Value, type ValueType } from '../operator.ts';
import { nameSchema } from '../params.ts';
import { asTensor } from '../reference.ts';
import { columnsToTensor, fitsTensor } from '../tensor.ts';

/**
 * Runs a model. `feeds` maps each of its inputs to a reference; without it, `inputs` feed them in the model's order.
 * A frame or a column can be fed as it is: it becomes a tensor [rows, columns] of the type that the model wants.
 * Its outputs are referred to as `node.output`; only those that are referred to are computed.
 */
export const onnx = defineOperator({
  name: 'onnx',
  inputs: { kinds: ['tensor', 'frame'], min: 0, max: Number.POSITIVE_INFINITY },
  paramsSchema: strictObject({ model: nameSchema, feeds: optional(record(string(), string())) }),
  references: ({ feeds = {} }) => Object.values(feeds),
  plan(node, { model, feeds }) {
    const { sessions } = node.options;
    const session = Object.hasOwn(sessions, model) ? sessions[model] : undefined;
    if (!session) {
      return node.fail(
        'model',
        `model '${model}' is unknown; the service has ${Object.keys(sessions).join(', ') || 'none'}`,
      );
    }
    const names = feeds ? Object.keys(feeds) : session.inputNames.slice(0, node.inputs.length);
    const types = feeds ? node.references : node.inputs;
    const firstValue = feeds ? node.inputs.length : 0;
    const param = feeds ? 'feeds' : 'inputs';
    const unfed = session.inputNames.find((name) => !names.includes(name));
    if (unfed !== undefined) node.fail(param, `input '${unfed}' of model '${model}' is not fed; add it`);
    if (names.length < types.length)
      node.fail(param, `model '${model}' takes ${names.length} inputs; remove what is too much`);
    const features: string[] = [];
    const readers = names.map((name, index) => {
      const metadata = session.inputMetadata.find((input) => input.name === name);
      const label = feeds ? `feeds.${name}` : 'inputs';
      if (!metadata)
        return node.fail(label, `model '${model}' has no such input; it has ${session.inputNames.join(', ')}`);
      const type = types[index] ?? node.fail(label, 'it is missing');
      if (type.kind === 'frame') features.push(...type.columns.map((column) => column.name));
      return { name, position: firstValue + index, read: planFeed(node, label, metadata, type) };
    });

    const wanted = session.outputNames.filter((name) => node.used.has(name));
    return {
      output: { kind: 'outputs', outputs: outputTypes(session) },
      features,
      async run(values, { signal }) {
        const tensors: Record<string, Tensor> = {};
        for (const { name, position, read } of readers) tensors[name] = read(values[position]);
        const names = wanted.length ? wanted : session.outputNames;
        const results = await session.run(tensors, names, signal ? { signal } : {});
        return new Map(names.map((name) => [name, results[name] ?? missingOutput(model, name)]));
      },
    };
  },
});

function outputTypes(session: Session): Map<string, TensorValueType> {
  return new Map(
    session.outputMetadata.map(({ name, type, shape }) => {
      // An empty shape stands for a scalar and for an unknown rank alike, so nothing can be said of it.
      const sizes = shape.length ? shape.map((size) => (typeof size === 'number' ? size : undefined)) : undefined;
      return [name, { kind: 'tensor', type, shape: sizes }];
    }),
  );
}

function missingOutput(model: string, name: string): never {
  throw new EdgewiseError('engine-failed', `Model '${model}' did not return its output '${name}'; publish it again.`);
}

/** Checks what feeds an input of a model, and converts a frame to the tensor that it takes. */
function planFeed(
  node: NodeContext,
  label: string,
  { type: wanted, shape: wantedShape }: ValueMetadata,
  type: ValueType,
): (value: Value) => Tensor {
  if (type.kind === 'tensor') {
    if (type.type !== wanted)
      node.fail(label, `the model takes ${wanted}, not ${type.type}; change the type of the array`);
    checkShape(node, label, wantedShape, type.shape);
    return asTensor;
  }
  if (type.kind !== 'frame') return node.fail(label, `the model takes a tensor or columns, not ${type.kind}`);
  const columnType = columnTypeOf(wanted) ?? node.fail(label, `the model takes ${wanted}, which no column has`);
  const misfit = type.columns.find((column) => !fitsTensor(column.type, columnType));
  if (misfit)
    node.fail(label, `the model takes ${wanted}, but column '${misfit.name}' is ${misfit.type}; cast it before`);
  const flat = wantedShape.length === 1 && type.columns.length === 1;
  checkShape(node, label, wantedShape, flat ? [undefined] : [undefined, type.columns.length]);
  const onNull = (position: number) =>
    node.refuse(`column '${nameAt(type.columns, position)}' is null; fill it with fillna`);
  return (value) => {
    const { columns, rowCount } = asFrame(value);
    const tensor = columnsToTensor(columns, columnType, rowCount, onNull);
    return flat ? { ...tensor, dims: [rowCount] } : tensor;
  };
}

function nameAt(columns: readonly ColumnSpec[], position: number): string | undefined {
  return columns[position]?.name;
}

function columnTypeOf(type: string): ColumnType | undefined {
  return (['float32', 'float64', 'int64', 'string', 'bool'] as const).find((columnType) => columnType === type);
}

function checkShape(
  node: NodeContext,
  label: string,
  wanted: ValueMetadata['shape'],
  given: TensorValueType['shape'],
): void {
  if (!wanted.length || !given) return;
  const fits =
    wanted.length === given.length &&
    wanted.every((size, axis) => typeof size === 'string' || given[axis] === undefined || given[axis] === size);
  if (!fits) {
    node.fail(
      label,
      `the model takes shape [${wanted.map((size) => size || '?').join(', ')}], not [${given.map((size) => size ?? '?').join(', ')}]`,
    );
  }
}
