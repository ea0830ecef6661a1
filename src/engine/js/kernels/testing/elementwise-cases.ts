import { type AttributeValue, encodeModel } from '../../../../authoring/onnx/writer.ts';
import type { Tensor, TensorType } from '../../../session.ts';

// What tests of operators that work element by element are made of.

export function model(
  opType: string,
  opset: number,
  inputs: readonly (Tensor | undefined)[],
  outputType: TensorType,
  attributes: Readonly<Record<string, AttributeValue>> = {},
): Uint8Array {
  const names = inputs.map((input, position) => (input ? `x${position}` : ''));
  return encodeModel({
    opsets: { '': opset },
    irVersion: opset < 9 ? 3 : 9,
    graph: {
      nodes: [{ opType, inputs: names, outputs: ['y'], attributes }],
      inputs: inputs.flatMap((input, position) =>
        input
          ? [{ name: `x${position}`, type: input.type, shape: input.dims.map((_, axis) => `d${position}_${axis}`) }]
          : [],
      ),
      outputs: [{ name: 'y', type: outputType }],
    },
  });
}

export function feeds(inputs: readonly (Tensor | undefined)[]): Record<string, Tensor> {
  return Object.fromEntries(inputs.flatMap((input, position) => (input ? [[`x${position}`, input]] : [])));
}

export const floats: TensorType[] = ['float32', 'float64'];
export const signed: TensorType[] = [...floats, 'int8', 'int16', 'int32', 'int64'];
export const numeric: TensorType[] = [...signed, 'uint8', 'uint16', 'uint32', 'uint64'];
export const every: TensorType[] = [...numeric, 'bool', 'string'];
// What ONNX Runtime 1.30 has no kernel for, though the standard allows it: elementwise-types.test.ts holds it to another type.
export const missing: Readonly<Record<string, readonly TensorType[]>> = Object.fromEntries([
  ...'Acosh Asinh Atanh Cosh Sinh Tan Acos Asin Atan Erf Selu Gelu Mish HardSwish Celu Softsign ThresholdedRelu LeakyRelu Elu HardSigmoid Softplus Mean'
    .split(' ')
    .map((opType) => [opType, ['float64']]),
  ['Relu', ['int16', 'int64']],
  ...['Max', 'Min', 'Clip'].map((opType) => [opType, ['int16', 'uint16']]),
]);

export type Case = readonly [
  opType: string,
  opsets: readonly number[],
  types: readonly TensorType[],
  attributes?: readonly Readonly<Record<string, AttributeValue>>[],
];

export const named = ([opType, opsets, types, variants = [{}]]: Case) => ({ opType, opsets, types, variants });
