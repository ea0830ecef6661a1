import type { KernelTable } from '../kernel.ts';
import { binaryOperators } from './binary.ts';
import { unaryOperators } from './unary.ts';

/** The common operators that work element by element. */
export const elementwise: KernelTable = { ...unaryOperators, ...binaryOperators };
