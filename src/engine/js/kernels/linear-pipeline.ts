import type { KernelTable } from '../kernel.ts';
import { encoderKernels } from './ml/encoders.ts';
import { featureKernels } from './ml/features.ts';
import { linearKernels } from './ml/linear.ts';

/** What a pipeline of ai.onnx.ml is made of: features prepared, a linear model, labels. */
export const linearPipeline: KernelTable = { ...featureKernels, ...encoderKernels, ...linearKernels };
