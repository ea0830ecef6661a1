import type { KernelTable } from '../kernel.ts';
import { encoderKernels } from './ml/encoders.ts';
import { featureKernels } from './ml/features.ts';

/** What prepares features, and encodes texts and labels. */
export const preprocessing: KernelTable = { ...featureKernels, ...encoderKernels };
