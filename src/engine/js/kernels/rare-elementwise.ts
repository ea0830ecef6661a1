import type { KernelTable } from '../kernel.ts';
import { rareBinaryOperators } from './rare-binary.ts';
import { rareUnaryOperators } from './rare-unary.ts';
import { variadicOperators } from './variadic.ts';

/** The operators that work element by element and that few models use. */
export const rareElementwise: KernelTable = { ...rareUnaryOperators, ...rareBinaryOperators, ...variadicOperators };
