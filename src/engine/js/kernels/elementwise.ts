import type { KernelTable } from '../kernel.ts';
import { binaryOperators } from './binary.ts';
import { castOperators } from './cast.ts';
import { unaryOperators } from './unary.ts';
import { variadicOperators } from './variadic.ts';

/** Operators that work element by element: arithmetic, functions, comparisons, logic and conversions. */
export const elementwise: KernelTable = {
  ...unaryOperators,
  ...binaryOperators,
  ...variadicOperators,
  ...castOperators,
};
