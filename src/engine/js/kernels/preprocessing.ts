import type { KernelTable } from '../kernel.ts';
import { encoderKernels } from './ml/encoders.ts';
import { featureKernels } from './ml/features.ts';

/** What prepares features before an ai.onnx.ml model, and labels after it. */
export const preprocessing: KernelTable = { ...encoderKernels, ...featureKernels };
