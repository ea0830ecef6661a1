import type { Tensor } from '../../../session.ts';
import type { KernelContext, KernelFactory } from '../../kernel.ts';
import { numbersOf, requiredNumber, rowWidth } from './rows.ts';

/** A list attribute of one value for all features or one for each: the step by which to walk through it. */
export function stepOf({ fail }: KernelContext, name: string, length: number, width: number): number {
  return length === 1
    ? 0
    : length === width
      ? 1
      : fail(`${name} has ${length} values, and the input ${width} features a row`);
}

/** Stops values at float32 unless the tensor holds doubles, as ONNX Runtime computes. */
export function rounding({ type }: Tensor): (x: number) => number {
  return type === 'float64' ? (x) => x : Math.fround;
}

/** ai.onnx.ml Scaler, version 1: (x - offset) * scale. */
export const scaler: KernelFactory = (context) => {
  const { attributes } = context;
  const offsets = attributes.has('offset') ? attributes.floats('offset') : [0];
  const scales = attributes.has('scale') ? attributes.floats('scale') : [1];
  return (inputs) => {
    const input = requiredNumber(context, inputs);
    const width = rowWidth(input);
    const offsetStep = stepOf(context, 'offset', offsets.length, width);
    const scaleStep = stepOf(context, 'scale', scales.length, width);
    const output = context.allocate('float32', input.dims);
    const x = numbersOf(input);
    const round = rounding(input);
    for (let i = 0; i < x.length; i++) {
      const feature = i % width;
      const centred = round(round(x[i] as number) - (offsets[feature * offsetStep] as number));
      output.data[i] = centred * (scales[feature * scaleStep] as number);
    }
    return [output];
  };
};
