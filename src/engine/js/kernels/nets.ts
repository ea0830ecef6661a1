import type { KernelTable } from '../kernel.ts';
import { binaryOperators } from './binary.ts';
import { products } from './gemm.ts';
import { softmaxes } from './softmax.ts';
import { unaryOperators } from './unary.ts';

/** What a small net is made of: products, arithmetic and activations. */
export const nets: KernelTable = { ...products, ...binaryOperators, ...unaryOperators, ...softmaxes };
