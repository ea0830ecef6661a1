import type { KernelTable } from '../kernel.ts';
import { castOperators } from './cast.ts';
import { gathers } from './gather.ts';
import { shapes } from './shape.ts';

/** What moves, selects, reshapes and converts data between the parts of a model. */
export const dataMovement: KernelTable = { ...castOperators, ...gathers, ...shapes };
