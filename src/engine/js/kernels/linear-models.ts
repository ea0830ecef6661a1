import type { KernelTable } from '../kernel.ts';
import { linearKernels } from './ml/linear.ts';
import { scaler } from './ml/scaler.ts';

/** What a linear model over numbers is made of. */
export const linearModels: KernelTable = { ...linearKernels, Scaler: { 1: scaler } };
